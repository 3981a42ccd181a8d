//! Serves a stand-in for Ollama with the model `stand-in`, which says of each commit that its author made it:
//! `cargo run -p sparky-testkit --features model --example model`

use serde_json::{Value, json};
use sparky_testkit::model::{ModelServer, Play, Question};

fn main() {
    let server = ModelServer::start(&["stand-in"], told);
    println!("export OLLAMA_HOST={}", server.url());
    println!("# then: sparky run weekly --model ollama:stand-in. End this with Enter.");
    std::io::stdin()
        .read_line(&mut String::new())
        .expect("standard input");
    println!("# {} questions", server.questions().len());
}

/// One sentence for each commit among the facts, which cites it.
fn told(question: &Question) -> Play {
    let sentences: Vec<Value> = question
        .user
        .lines()
        .filter_map(|line| {
            let (id, rest) = line.split_once(' ')?;
            let author = rest.strip_prefix("commit ")?.split_once(" by ")?.1;
            let name = author.split_once(" committed ")?.0;
            Some(json!({"text": format!("{name} made a change."), "cites": [id]}))
        })
        .collect();
    Play::Say(json!({ "sentences": sentences }).to_string())
}
