//! Serves git repositories as the organisation `acme` of a stand-in for GitHub, to try Sparky on:
//! `cargo run -p sparky-testkit --features github --example github -- REPOSITORY...`

use std::path::PathBuf;

use sparky_testkit::github::{GitHubServer, VirtualClock};

fn main() {
    let now = jiff::Timestamp::now().to_string();
    let server = GitHubServer::start(VirtualClock::at(&now));
    let folder = tempfile::tempdir().expect("a temporary folder");
    server.world(|world| {
        world.token("stand-in", true);
        world.organisation("acme", "Acme Corporation");
        for path in std::env::args_os().skip(1).map(PathBuf::from) {
            let path = path.canonicalize().expect("a repository");
            let git_dir = if path.join(".git").is_dir() {
                path.join(".git")
            } else {
                path.clone()
            };
            let name = path
                .file_name()
                .expect("a folder has a name")
                .to_string_lossy()
                .replace(".git", "");
            let link = folder.path().join(format!("acme/{name}.git"));
            std::fs::create_dir_all(folder.path().join("acme")).expect("a folder for links");
            std::os::unix::fs::symlink(&git_dir, link).expect("a new link");
            world
                .repository(&format!("acme/{name}"))
                .git(&git_dir)
                .fact("pushedAt", now.as_str());
        }
    });
    println!("export GITHUB_TOKEN=stand-in");
    println!("export SPARKY_GITHUB__API_URL={}", server.url());
    println!("export SPARKY_GITHUB__GIT_URL=file://{}", folder.path().display());
    println!("# then: sparky run weekly --org acme. End this with Enter.");
    std::io::stdin()
        .read_line(&mut String::new())
        .expect("standard input");
    let log = server.log();
    println!(
        "# {} GraphQL requests, {} points, {} REST requests",
        log.graphql(),
        log.points(),
        log.rest()
    );
}
