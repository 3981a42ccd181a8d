//! Answers as each API streams them.

use serde_json::{Value, json};

use super::api::Api;

/// What is said and how it ends.
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) model: &'a str,
    pub(super) prompt_tokens: u64,
    pub(super) cut_off: bool,
}

/// The pieces of a streamed answer: the beginning, one for each token, and the end.
pub(super) fn pieces(api: Api, said: &Said<'_>) -> Vec<String> {
    let tokens = tokens(said.text);
    match api {
        Api::Ollama => ollama(said, &tokens),
        Api::OpenAi => openai(said, &tokens),
        Api::Anthropic => anthropic(said, &tokens),
    }
}

/// Texts of about four bytes.
fn tokens(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|chunk| chunk.iter().collect()).collect()
}

fn ollama(said: &Said<'_>, tokens: &[String]) -> Vec<String> {
    let line = |content: &str, done: bool| json!({"model": said.model, "message": {"role": "assistant", "content": content}, "done": done});
    let mut end = line("", true);
    end["done_reason"] = if said.cut_off { "length" } else { "stop" }.into();
    end["prompt_eval_count"] = said.prompt_tokens.into();
    end["eval_count"] = tokens.len().into();
    let lines = tokens.iter().map(|token| line(token, false)).chain([end]);
    lines.map(|line| format!("{line}\n")).collect()
}

fn openai(said: &Said<'_>, tokens: &[String]) -> Vec<String> {
    let chunk = |delta: Value, reason: Value| json!({"choices": [{"delta": delta, "finish_reason": reason}]});
    let reason = if said.cut_off { "length" } else { "stop" };
    let usage = json!({"prompt_tokens": said.prompt_tokens, "completion_tokens": tokens.len()});
    let chunks = tokens
        .iter()
        .map(|token| chunk(json!({"content": token}), Value::Null))
        .chain([
            chunk(json!({}), reason.into()),
            json!({"choices": [], "usage": usage}),
        ]);
    let mut lines: Vec<String> = chunks.map(|chunk| format!("data: {chunk}\n\n")).collect();
    lines.push("data: [DONE]\n\n".into());
    lines
}

fn anthropic(said: &Said<'_>, tokens: &[String]) -> Vec<String> {
    let usage = json!({"input_tokens": said.prompt_tokens, "output_tokens": 1});
    let start = json!({"type": "message_start", "message": {"model": said.model, "usage": usage}});
    let block = json!({"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "name": "answer"}});
    let part = |token: &String| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": token}});
    let reason = if said.cut_off { "max_tokens" } else { "tool_use" };
    let usage = json!({"output_tokens": tokens.len()});
    let end = json!({"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage});
    let events = [start, block]
        .into_iter()
        .chain(tokens.iter().map(part))
        .chain([end, json!({"type": "message_stop"})]);
    events
        .map(|event| {
            format!(
                "event: {}\ndata: {event}\n\n",
                event["type"].as_str().unwrap_or_default()
            )
        })
        .collect()
}
