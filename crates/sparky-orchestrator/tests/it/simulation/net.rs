//! A network that loses, delays, repeats and reorders.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use sparky_common::{
    bus::{BusError, Endpoint},
    messages::{Command, Reply, WorkerInfo},
};
use sparky_orchestrator::clock::Clock;
use sparky_orchestrator::dispatch::{Nudge, Wire, Wires};
use tokio::sync::broadcast;

use super::{worker::SimWorker, world::Stage};

/// How long a caller waits for an answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// The ways to the workers of a simulation.
pub(super) struct Net {
    pub(super) stage: Arc<Stage>,
    pub(super) workers: BTreeMap<String, Arc<SimWorker>>,
}

impl Wires for Net {
    fn to(&self, worker: &WorkerInfo, _registered: &[WorkerInfo]) -> Result<Arc<dyn Wire>, BusError> {
        Ok(Arc::new(Way {
            stage: Arc::clone(&self.stage),
            worker: Arc::clone(&self.workers[&worker.name]),
        }))
    }
}

struct Way {
    stage: Arc<Stage>,
    worker: Arc<SimWorker>,
}

#[async_trait]
impl Wire for Way {
    async fn call(&self, command: &Command) -> Result<Reply, BusError> {
        let (faults, dice) = (self.stage.faults, &self.stage.dice);
        self.stage.moment();
        if dice.happens(faults.lost) {
            return self.no_answer().await;
        }
        if dice.happens(faults.repeated) {
            let (worker, again) = (Arc::clone(&self.worker), command.clone());
            let later = Duration::from_millis(dice.below(5_000));
            let wait = self.stage.clock.sleep(later);
            self.stage.clock.spawn(async move {
                wait.await;
                worker.handle(&again);
            });
        }
        self.delay().await;
        let Some(reply) = self.worker.handle(command) else {
            return self.no_answer().await;
        };
        self.delay().await;
        if dice.happens(faults.lost) {
            return self.no_answer().await;
        }
        self.stage.moment();
        Ok(reply)
    }

    fn nudges(&self) -> broadcast::Receiver<Nudge> {
        self.worker.nudges.subscribe()
    }
}

impl Way {
    async fn delay(&self) {
        if self.stage.dice.happens(self.stage.faults.delayed) {
            let time = Duration::from_millis(self.stage.dice.below(4_000));
            self.stage.clock.sleep(time).await;
        }
    }

    async fn no_answer(&self) -> Result<Reply, BusError> {
        self.stage.clock.sleep(PATIENCE).await;
        let endpoint: Endpoint = "tcp://127.0.0.1:1".parse().unwrap();
        Err(BusError::NoAnswer {
            endpoint,
            waited: PATIENCE,
            attempts: 1,
            source: None,
        })
    }
}
