//! How the server fails on demand.

use std::fmt;

use super::log::Request;

/// A way in which an answer goes wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A status with GitHub's JSON message.
    Status(u16, &'static str),
    /// The points are used up until the reset, said in one of GitHub's ways.
    PrimaryLimit(Form),
    /// Too many requests at once, said in one of GitHub's ways, with the seconds of `Retry-After`.
    SecondaryLimit(Form, Option<u64>),
    /// The connection is reset without an answer.
    Reset,
    /// The answer stops in the middle.
    Truncated,
    /// No answer ever comes.
    Hang,
    /// A web page instead of the API.
    Html,
    /// The first repository or item asked for is missing, and an error says so beside the data.
    Partial,
    /// The answer says that something went wrong while executing the query.
    Timeout,
}

/// How GitHub says that a limit is reached.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Status 403 with a message.
    Forbidden,
    /// Status 429 with a message.
    TooMany,
    /// Status 200 with an error in the body.
    Ok,
}

/// When a fault strikes.
pub(super) struct Rule {
    when: Box<dyn Fn(&Request) -> bool + Send>,
    fault: Fault,
    times: usize,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule")
            .field("fault", &self.fault)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

/// The faults still to come.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Rule>);

impl Faults {
    pub(super) fn add(
        &mut self,
        when: impl Fn(&Request) -> bool + Send + 'static,
        times: usize,
        fault: Fault,
    ) {
        self.0.push(Rule {
            when: Box::new(when),
            fault,
            times,
        });
    }

    /// The fault of a request; each rule strikes as often as it was told to.
    pub(super) fn strike(&mut self, request: &Request) -> Option<Fault> {
        let rule = self
            .0
            .iter_mut()
            .find(|rule| rule.times > 0 && (rule.when)(request))?;
        rule.times -= 1;
        Some(rule.fault.clone())
    }
}
