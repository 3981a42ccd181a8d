//! How the server fails on demand.

use std::fmt;

use super::{log::Request, world::World};

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

/// What happens to the world.
type WorldChange = Box<dyn FnOnce(&mut World) + Send>;

/// A change of the world that waits for its request.
pub(super) struct Change {
    when: Box<dyn Fn(&Request) -> bool + Send>,
    change: Option<WorldChange>,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("done", &self.change.is_none())
            .finish_non_exhaustive()
    }
}

impl Change {
    pub(super) fn new(
        when: impl Fn(&Request) -> bool + Send + 'static,
        change: impl FnOnce(&mut World) + Send + 'static,
    ) -> Self {
        Self {
            when: Box::new(when),
            change: Some(Box::new(change)),
        }
    }

    /// Changes the world, once, where the request is the one that was waited for.
    pub(super) fn happen(&mut self, request: &Request, world: &mut World) {
        if (self.when)(request)
            && let Some(change) = self.change.take()
        {
            change(world);
        }
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
