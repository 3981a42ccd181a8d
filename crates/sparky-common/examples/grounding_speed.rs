//! Prints how many sentences a second the grounding check judges, with the committed sheets and claims:
//! `grounding_speed [SECONDS]`.

use std::{
    error::Error,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde::Deserialize;
use sparky_common::{
    grounding::{Claim, Fact, FactId, FactSheet},
    period::Period,
};

#[derive(Deserialize)]
struct Stored {
    period: Period,
    facts: Vec<Fact>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let seconds = std::env::args().nth(1).map_or(Ok(3), |text| text.parse())?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grounding");
    let mut work = Vec::new();
    for name in ["tokio", "raibid-labs", "ripgrep"] {
        let stored: Stored = serde_json::from_slice(&fs::read(folder.join(format!("data/{name}.json")))?)?;
        let sheet = FactSheet::new(stored.period, stored.facts);
        let mut claims = Vec::new();
        for kind in ["true", "false"] {
            let path = folder.join(format!("claims/{name}-{kind}.txt"));
            let text = fs::read_to_string(path).unwrap_or_default();
            claims.extend(text.lines().filter_map(|line| {
                let (cites, text) = line.split_once(" | ")?;
                let cites = cites.split_whitespace().map(|id| FactId(id.to_owned())).collect();
                Some(Claim {
                    text: text.to_owned(),
                    cites,
                })
            }));
        }
        work.push((sheet, claims));
    }
    let limit = Duration::from_secs(seconds);
    let start = Instant::now();
    let (mut judged, mut accepted) = (0_u64, 0_u64);
    while start.elapsed() < limit {
        for (sheet, claims) in &work {
            for claim in claims {
                judged += 1;
                accepted += u64::from(sheet.ground(claim).is_ok());
            }
        }
    }
    let millis = u64::try_from(start.elapsed().as_millis())?.max(1);
    println!(
        "{} sentences/s ({judged} judged in {millis} ms, {accepted} accepted)",
        judged * 1000 / millis
    );
    Ok(())
}
