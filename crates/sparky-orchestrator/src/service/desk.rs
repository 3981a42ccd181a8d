//! Answering commands.

use std::sync::Arc;

use async_trait::async_trait;
use sparky_common::{
    bus::{CommandHandler, Endpoint},
    messages::{Command, Reply, TaskFailure, WorkerInfo},
    model::{LeaseState, RunRecord},
};

use super::runs::Runs;
use crate::dispatch::Fleet;

/// The orchestrator's side of the command socket.
pub(super) struct Desk {
    pub(super) runs: Arc<Runs>,
    pub(super) fleet: Arc<Fleet>,
}

#[async_trait]
impl CommandHandler for Desk {
    async fn handle(&self, command: Command) -> Reply {
        match command {
            Command::Ping => Reply::Pong,
            Command::Register { worker } => self.register(worker),
            Command::Deregister { worker } => {
                tracing::info!(worker, "a worker leaves");
                self.fleet.deregister(&worker);
                Reply::Accepted
            }
            Command::ListWorkers => Reply::Workers {
                workers: self.fleet.workers(),
            },
            Command::StartRun { request } => run(self.runs.start(*request).await),
            Command::GetRun { run: name } => run(self.runs.record(&name).await),
            Command::CancelRun { run: name } => run(self.runs.cancel(&name).await),
            Command::ApproveRun {
                run: name,
                by,
                sha256,
            } => run(self.runs.approve(&name, by, sha256.as_deref()).await),
            Command::RejectRun {
                run: name,
                by,
                reason,
            } => run(self.runs.reject(&name, &by, &reason).await),
            Command::RetryRun { run: name } => run(self.runs.retry(&name).await),
            Command::GetControl => Reply::Control {
                control: self.runs.control(),
            },
            Command::SetControl { mode, by, reason } => {
                match self.runs.set_control(mode, &by, &reason).await {
                    Ok(control) => Reply::Control { control },
                    Err(failure) => Reply::Rejected { failure },
                }
            }
            Command::ListLeases => leases(self.runs.leases().await),
            Command::BreakLease { name, by } => leases(self.runs.break_lease(&name, &by).await),
            Command::ListRuns { limit } => match self.runs.list(limit).await {
                Ok(records) => Reply::Runs { records },
                Err(failure) => Reply::Rejected { failure },
            },
            Command::Start { .. } | Command::Status { .. } | Command::Cancel { .. } => Reply::Refused {
                reason: "this is the orchestrator: tasks are for workers".into(),
            },
        }
    }
}

impl Desk {
    fn register(&self, worker: WorkerInfo) -> Reply {
        let unreachable = [&worker.commands, &worker.events]
            .into_iter()
            .find_map(|text| text.parse::<Endpoint>().err());
        match unreachable {
            Some(error) => Reply::Rejected {
                failure: TaskFailure::of(&error, false),
            },
            None => {
                self.fleet.register(worker);
                Reply::Accepted
            }
        }
    }
}

fn leases(result: Result<Vec<LeaseState>, TaskFailure>) -> Reply {
    match result {
        Ok(leases) => Reply::Leases { leases },
        Err(failure) => Reply::Rejected { failure },
    }
}

fn run(result: Result<RunRecord, TaskFailure>) -> Reply {
    match result {
        Ok(record) => Reply::Run {
            record: Box::new(record),
        },
        Err(failure) => Reply::Rejected { failure },
    }
}
