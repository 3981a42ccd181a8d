//! Compares all of each repository's history with `git log --numstat`, commit by commit and row by row:
//! `scripts/bench/compare-with-git.sh FOLDER...`.

use std::path::PathBuf;

#[path = "../tests/it/truth.rs"]
mod truth;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut differ = 0;
    for path in std::env::args_os().skip(1).map(PathBuf::from) {
        match truth::compare(&path).await {
            Ok((commits, rows)) => println!("equal   {}: {commits} commits, {rows} rows", path.display()),
            Err(difference) => {
                differ += 1;
                println!("differs {}: {difference}", path.display());
            }
        }
    }
    anyhow::ensure!(differ == 0, "{differ} repositories differ");
    Ok(())
}
