//! What a scripted server does when it is asked.

/// One answer or failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Play {
    /// Says this, token by token, with honest counts.
    Say(String),
    /// Says this, but has read only so many tokens of the prompt.
    Forget(String, u64),
    /// Says this and runs out of room.
    CutOff(String),
    /// Accepts the request and never says anything.
    Silence,
    /// Says the beginning of this and then nothing more, without closing.
    Stall(String),
    /// Says the beginning of this and drops the connection.
    Crash(String),
    /// Answers with a status and a message; 429 with seconds to wait.
    Status(u16, String),
    /// Answers with something that is no API.
    WebPage,
}
