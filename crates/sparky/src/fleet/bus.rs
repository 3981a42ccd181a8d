//! Where the services of a fleet in one process meet.

use sparky_common::{
    bus::{EndpointError, PrivateFolder},
    config::Bus,
    model::Phase,
};

/// The sockets of the orchestrator and of each worker.
pub(super) struct Buses {
    pub(super) orchestrator: Bus,
    pub(super) workers: Vec<(Phase, Bus)>,
    /// Whether workers of other processes may join.
    pub(super) shares: bool,
}

/// The configured sockets; workers take free ports beside each other.
pub(super) fn configured(bus: &Bus) -> Buses {
    Buses {
        orchestrator: bus.clone(),
        workers: Phase::ALL.map(|phase| (phase, bus.clone())).into(),
        shares: true,
    }
}

/// Sockets in a private folder.
pub(super) fn embedded(bus: &Bus, folder: &PrivateFolder) -> Result<Buses, EndpointError> {
    let socket = |name: String| folder.endpoint(&name).map(|endpoint| endpoint.to_string());
    let orchestrator = Bus {
        commands: socket("commands".into())?,
        events: socket("events".into())?,
        ..bus.clone()
    };
    let worker = |phase: Phase| {
        let worker_commands = socket(format!("{phase}.commands"))?;
        let worker_events = socket(format!("{phase}.events"))?;
        Ok((
            phase,
            Bus {
                worker_commands,
                worker_events,
                ..bus.clone()
            },
        ))
    };
    let workers = Phase::ALL.into_iter().map(worker).collect::<Result<_, _>>()?;
    Ok(Buses {
        orchestrator,
        workers,
        shares: false,
    })
}
