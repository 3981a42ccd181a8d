//! Asks an orchestrator for a run and follows it to its end.

use std::time::Duration;

use anyhow::anyhow;
use sparky_common::{
    bus::{Client, Delivery, Endpoint, Key, Subscriber},
    messages::{Command, Event, Reply},
    model::{RunId, RunRecord, RunStatus},
};

use crate::{error::CommandError, report::Reporter};

/// How often the truth is asked for when no event comes: a lost event costs this much, never a result.
const LOOK: Duration = Duration::from_secs(1);

/// A connection to an orchestrator.
pub struct Connection {
    client: Client,
    events: Endpoint,
    key: Key,
}

impl Connection {
    /// A connection to the endpoints of an orchestrator; sockets are opened when they are needed.
    pub fn new(commands: &Endpoint, events: Endpoint, key: Key) -> Result<Self, CommandError> {
        let client = Client::connect(commands, &key)?;
        Ok(Self { client, events, key })
    }

    /// Sends a command.
    pub async fn call(&self, command: &Command) -> Result<Reply, CommandError> {
        match self.client.call(command).await? {
            Reply::Rejected { failure } => Err(failure.into()),
            Reply::Refused { reason } => Err(CommandError::failed(anyhow!(
                "the orchestrator refused: {reason}"
            ))),
            reply => Ok(reply),
        }
    }

    /// One run.
    pub async fn run(&self, run: RunId) -> Result<RunRecord, CommandError> {
        record(self.call(&Command::GetRun { run }).await?)
    }

    /// Sends a command that sets a run going and follows the run until it ends or waits for a person.
    pub async fn to_end(
        &self,
        command: &Command,
        reporter: &mut Reporter,
    ) -> Result<RunRecord, CommandError> {
        let topics = ["task.".to_owned(), "run.".to_owned()];
        let mut events = Subscriber::connect(&self.events, &self.key, &topics)?;
        let mut current = record(self.call(command).await?)?;
        while !has_stopped(&current) {
            reporter.record(&current);
            current = self.next(&current.run, &mut events, reporter).await?;
        }
        reporter.record(&current);
        // Events tell how a run stands; its documents come with the answer to a question.
        self.run(current.run).await
    }

    /// The run after the next event about it, or after a while.
    async fn next(
        &self,
        run: &RunId,
        events: &mut Subscriber,
        reporter: &mut Reporter,
    ) -> Result<RunRecord, CommandError> {
        let look = tokio::time::sleep(LOOK);
        tokio::pin!(look);
        loop {
            tokio::select! {
                () = &mut look => return self.run(run.clone()).await,
                delivery = events.next() => match delivery {
                    Delivery::Event(Event::RunChanged { record }) if record.run == *run => return Ok(*record),
                    Delivery::Event(event @ Event::TaskProgress { .. }) => reporter.event(&event),
                    Delivery::Event(_) => {}
                    Delivery::Gap => return self.run(run.clone()).await,
                },
            }
        }
    }
}

fn has_stopped(record: &RunRecord) -> bool {
    record.status.is_final() || record.status == RunStatus::Held
}

fn record(reply: Reply) -> Result<RunRecord, CommandError> {
    match reply {
        Reply::Run { record } => Ok(*record),
        other => Err(CommandError::failed(anyhow!(
            "the orchestrator answered something else: {other:?}"
        ))),
    }
}
