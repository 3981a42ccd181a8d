//! Draws the social card of insights on disk: `card INSIGHTS.json CARD.png`.

use std::{env, error::Error, fs, time::Instant};

use sparky_generator::card;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [insights, file] = &arguments[..] else {
        return Err("usage: card INSIGHTS.json CARD.png".into());
    };
    let insights = serde_json::from_slice(&fs::read(insights)?)?;
    let begin = Instant::now();
    let picture = card(&insights)?.png()?;
    eprintln!("{} ms, {} bytes", begin.elapsed().as_millis(), picture.len());
    fs::write(file, picture)?;
    Ok(())
}
