//! Server-sent events as the OpenAI and Anthropic APIs use them: one JSON object in a `data:` line.

use serde_json::Value;

/// What a line of a stream of events holds.
#[derive(Debug, PartialEq)]
pub(super) enum Event {
    /// A comment, an event's name, a blank line.
    Nothing,
    /// The end as the OpenAI API says it.
    End,
    /// An object.
    Data(Value),
    /// No event at all.
    Garbage,
}

/// Reads a line.
pub(super) fn event(line: &str) -> Event {
    let Some(data) = line.strip_prefix("data:") else {
        let known =
            line.is_empty() || line.starts_with(':') || line.starts_with("event:") || line.starts_with("id:");
        return if known { Event::Nothing } else { Event::Garbage };
    };
    match data.trim() {
        "[DONE]" => Event::End,
        json => serde_json::from_str(json).map_or(Event::Garbage, Event::Data),
    }
}
