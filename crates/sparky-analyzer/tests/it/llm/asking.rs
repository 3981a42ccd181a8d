//! What is asked, and what is made of a good answer.

use std::time::Duration;

use rstest::rstest;
use sparky_analyzer::llm::Budget;
use sparky_testkit::{
    eventually,
    model::{Api, ModelServer, Play},
};

use super::{Colour, Desk, GOOD, notes, prompt};

fn long() -> Budget {
    Budget::new(Duration::from_secs(60))
}

#[rstest]
#[tokio::test]
async fn an_answer_comes_token_by_token_and_is_counted(
    #[values(Api::Ollama, Api::OpenAi, Api::Anthropic)] api: Api,
) {
    let server = ModelServer::always("grass:1b", Play::Say(GOOD.into()));
    let desk = Desk::new(api, &server, &[("input_price", "2.0"), ("output_price", "10.0")]);
    let (notes, progress) = notes();
    desk.asker.ready(Duration::from_secs(5)).await.unwrap();
    let answer: Colour = desk.asker.ask(&prompt(), long(), &progress).await.unwrap();
    assert_eq!(answer.colour, "green");
    let notes = notes.lock().unwrap().clone();
    assert!(
        notes.len() > 3 && notes.is_sorted() && notes.ends_with(&[GOOD.len()]),
        "{notes:?}"
    );
    let sent = ((prompt().system.len() + prompt().user.len()) / 4) as f64;
    assert_eq!(desk.metric("sparky_model_tokens_total", "in"), sent);
    assert_eq!(desk.metric("sparky_model_tokens_total", "out"), 5.0);
    assert_eq!(desk.metric("sparky_model_requests_total", "answered"), 1.0);
    let cost = desk.metric("sparky_model_cost_total", desk.asker.name());
    assert!((cost - (sent * 2.0 + 50.0) / 1e6).abs() < 1e-12, "{cost}");
}

#[rstest]
#[tokio::test]
async fn the_same_question_is_asked_once(#[values(Api::Ollama, Api::OpenAi, Api::Anthropic)] api: Api) {
    let server = ModelServer::always("grass:1b", Play::Say(GOOD.into()));
    let desk = Desk::new(api, &server, &[]);
    for _ in 0..3 {
        let _: Colour = desk.asker.ask(&prompt(), long(), &|_| {}).await.unwrap();
    }
    assert_eq!(server.questions().len(), 1);
    assert_eq!(desk.metric("sparky_model_cache_total", "hit"), 2.0);
    let mut other = prompt();
    other.user.push('?');
    let _: Colour = desk.asker.ask(&other, long(), &|_| {}).await.unwrap();
    assert_eq!(server.questions().len(), 2);
}

#[tokio::test]
async fn ollama_is_told_not_to_drop_anything() {
    let server = ModelServer::always("grass:1b", Play::Say(GOOD.into()));
    let desk = Desk::new(
        Api::Ollama,
        &server,
        &[("context_tokens", "4096"), ("keep_alive", "-1")],
    );
    let _: Colour = desk.asker.ask(&prompt(), long(), &|_| {}).await.unwrap();
    let body = server.questions()[0].body.clone();
    assert_eq!(
        (&body["truncate"], &body["shift"]),
        (&false.into(), &false.into())
    );
    assert_eq!(
        (&body["options"]["num_ctx"], &body["keep_alive"]),
        (&4096.into(), &(-1).into())
    );
    assert_eq!(body["format"], prompt().schema);
    assert!(body.get("think").is_none());
}

#[rstest]
#[case::openai(Api::OpenAi, "authorization", "Bearer sk-canary")]
#[case::anthropic(Api::Anthropic, "x-api-key", "sk-canary")]
#[tokio::test]
async fn keys_go_into_headers(#[case] api: Api, #[case] header: &str, #[case] value: &str) {
    let server = ModelServer::always("grass:1b", Play::Say(GOOD.into()));
    let desk = Desk::new(api, &server, &[]);
    let _: Colour = desk.asker.ask(&prompt(), long(), &|_| {}).await.unwrap();
    let question = &server.questions()[0];
    assert_eq!(question.header(header), Some(value));
    assert!(!question.body.to_string().contains("canary"));
}

#[tokio::test]
async fn a_key_in_a_file_is_read_for_every_run() {
    let server = ModelServer::always("grass:1b", Play::Say(GOOD.into()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, "sk-from-file\n").unwrap();
    let file = file.display().to_string();
    let desk = Desk::new(Api::OpenAi, &server, &[("api_key_file", &file)]);
    let _: Colour = desk.asker.ask(&prompt(), long(), &|_| {}).await.unwrap();
    assert_eq!(
        server.questions()[0].header("authorization"),
        Some("Bearer sk-from-file")
    );
}

#[tokio::test]
async fn no_more_questions_are_under_way_than_allowed() {
    let server = ModelServer::always("grass:1b", Play::Silence);
    let desk = Desk::new(Api::Ollama, &server, &[("parallel", "2"), ("run_seconds", "60")]);
    let asked: Vec<_> = (0..5)
        .map(|place| {
            let asker = desk.asker.clone();
            let mut prompt = prompt();
            prompt.user.push_str(&place.to_string());
            tokio::spawn(async move { asker.ask::<Colour>(&prompt, long(), &|_| {}).await.map(|_| ()) })
        })
        .collect();
    eventually("two questions are under way", async || {
        (server.questions().len() == 2).then_some(())
    })
    .await;
    let third = eventually("a third", async || (server.questions().len() > 2).then_some(()));
    assert!(
        tokio::time::timeout(Duration::from_millis(300), third)
            .await
            .is_err()
    );
    asked.iter().for_each(tokio::task::JoinHandle::abort);
}
