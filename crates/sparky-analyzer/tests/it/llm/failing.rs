//! Every way in which a model does not help, through every API.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use rstest::rstest;
use sparky_analyzer::llm::{Budget, ModelError};
use sparky_testkit::model::{Api, ModelServer, Play};

use super::{Colour, Desk, GOOD, prompt};

const PATIENCE: &[(&str, &str)] = &[
    ("first_token_seconds", "1"),
    ("answer_seconds", "3"),
    ("attempts", "2"),
];

async fn failure(desk: &Desk) -> ModelError {
    let budget = Budget::new(Duration::from_secs(20));
    let asked = desk.asker.ask::<Colour>(&prompt(), budget, &|_| {}).await;
    asked.expect_err("this cannot be used")
}

/// The error with its causes, as a log shows it.
fn chain(error: &ModelError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text + &error.hint().unwrap_or_default() + &error.for_readers()
}

#[rstest]
#[case::silence(Play::Silence, "timeout", 1)]
#[case::stall(Play::Stall(GOOD.into()), "timeout", 1)]
#[case::crash(Play::Crash(GOOD.into()), "broken_off", 2)]
#[case::off_schema(Play::Say(r#"{"color": "green"}"#.into()), "off_schema", 1)]
#[case::prose(Play::Say("Green, of course!".into()), "off_schema", 1)]
#[case::empty(Play::Say("  ".into()), "empty", 1)]
#[case::cut_off(Play::CutOff(r#"{"colour": "gre"#.into()), "cut_off", 1)]
#[case::cut_off_by_luck_whole(Play::CutOff(GOOD.into()), "cut_off", 1)]
#[case::too_long(Play::Status(400, "the input length exceeds the context length".into()), "too_long", 1)]
#[case::forgetful(Play::Forget(GOOD.into(), 50), "truncated", 1)]
#[case::busy(Play::Status(429, "slow down".into()), "busy", 2)]
#[case::failing(Play::Status(500, "out of memory".into()), "failing", 2)]
#[case::bad_gateway(Play::Status(502, String::new()), "failing", 2)]
#[case::refused(Play::Status(400, "unknown field".into()), "refused", 1)]
#[case::wrong_key(Play::Status(401, "Incorrect API key provided: sk-canary".into()), "unauthorized", 1)]
#[case::hotel(Play::WebPage, "refused", 1)]
#[tokio::test]
async fn each_failure_has_its_name_and_its_number_of_tries(
    #[values(Api::Ollama, Api::OpenAi, Api::Anthropic)] api: Api,
    #[case] play: Play,
    #[case] outcome: &str,
    #[case] tries: usize,
) {
    let server = ModelServer::always("grass:1b", play);
    let desk = Desk::new(api, &server, PATIENCE);
    let began = Instant::now();
    let error = failure(&desk).await;
    assert_eq!(error.outcome(), outcome, "{error}");
    assert_eq!(server.questions().len(), tries);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(!chain(&error).contains("canary"), "{}", chain(&error));
    assert_eq!(desk.metric("sparky_model_requests_total", outcome), 1.0);
}

#[rstest]
#[tokio::test]
async fn a_model_that_is_not_there_is_named_with_the_way_out(
    #[values(Api::Ollama, Api::OpenAi, Api::Anthropic)] api: Api,
) {
    let server = ModelServer::always("other:7b", Play::Say(GOOD.into()));
    let desk = Desk::new(api, &server, PATIENCE);
    let before = desk.asker.ready(Duration::from_secs(5)).await.unwrap_err();
    for error in [before, failure(&desk).await] {
        assert_eq!(error.outcome(), "missing", "{error}");
        let words = error.for_readers();
        assert!(words.contains("grass:1b"), "{words}");
        assert!(
            api != Api::Ollama || words.contains("ollama pull grass:1b"),
            "{words}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn no_server_is_noticed_at_once_and_without_a_url(
    #[values(Api::Ollama, Api::OpenAi, Api::Anthropic)] api: Api,
) {
    let desk = Desk::at(api, "http://user:canary@127.0.0.1:9/canary", PATIENCE);
    let error = failure(&desk).await;
    assert_eq!(error.outcome(), "unreachable");
    assert!(!chain(&error).contains("canary"), "{}", chain(&error));
    assert!(chain(&error).contains("127.0.0.1:9"), "{}", chain(&error));
}

#[tokio::test]
async fn a_prompt_that_cannot_fit_is_not_sent() {
    let server = ModelServer::always("grass:1b", Play::Say(GOOD.into()));
    let desk = Desk::new(
        Api::Ollama,
        &server,
        &[("context_tokens", "1024"), ("answer_tokens", "512")],
    );
    assert!(matches!(failure(&desk).await, ModelError::TooLong));
    assert!(server.questions().is_empty());
}

#[tokio::test]
async fn a_failed_answer_is_not_kept() {
    let mut plays = vec![Play::Say(GOOD.into()), Play::Say("{}".into())];
    let server = ModelServer::start(&["grass:1b"], move |_| plays.pop().unwrap());
    let desk = Desk::new(Api::Ollama, &server, PATIENCE);
    failure(&desk).await;
    let budget = Budget::new(Duration::from_secs(20));
    let answer: Colour = desk.asker.ask(&prompt(), budget, &|_| {}).await.unwrap();
    assert_eq!(answer.colour, "green");
}

#[tokio::test]
async fn a_sick_server_is_left_alone() {
    let server = ModelServer::always("grass:1b", Play::Status(500, "no".into()));
    let desk = Desk::new(Api::Ollama, &server, &[("attempts", "1")]);
    for _ in 0..3 {
        assert_eq!(failure(&desk).await.outcome(), "failing");
    }
    assert_eq!(failure(&desk).await.outcome(), "resting");
    assert_eq!(server.questions().len(), 3);
}

#[tokio::test]
async fn a_lost_beginning_is_noticed_by_the_measured_density() {
    // Half of an honest count is still more than the least that any tokenizer needs; only the measure tells.
    let honest = (prompt().bytes() / 3) as u64;
    let mut plays = vec![
        Play::Forget(GOOD.into(), honest * 6 / 10),
        Play::Forget(GOOD.into(), honest),
    ];
    let server = ModelServer::start(&["grass:1b"], move |_| plays.pop().unwrap());
    let desk = Desk::new(Api::Ollama, &server, PATIENCE);
    let budget = Budget::new(Duration::from_secs(20));
    let _: Colour = desk.asker.ask(&prompt(), budget, &|_| {}).await.unwrap();
    let mut other = prompt();
    other.user.push('!');
    let error = desk
        .asker
        .ask::<Colour>(&other, budget, &|_| {})
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), "truncated", "{error}");
}
