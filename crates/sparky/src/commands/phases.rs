//! `sparky collect|analyze|generate|publish`: one phase, from and to the artifact store, without the bus.

use std::collections::BTreeMap;

use jiff::Timestamp;
use prometheus::Registry;
use sparky_common::{
    artifact::{self, ArtifactStore},
    config::Config,
    messages::{TaskId, TaskOutcome, TaskSpec},
    model::{ArtifactRef, GateReport, Phase, RunRequest, Verdict},
    period::Period,
    worker::TaskContext,
};
use sparky_orchestrator::{config::Policy, gates};
use tokio_util::sync::CancellationToken;

use crate::{
    cli::PhaseArgs,
    context::{self, Context},
    error::CommandError,
    exit::Exit,
    phase, request,
};

/// Does a phase and judges it by its gate.
pub async fn run(phase: Phase, arguments: &PhaseArgs, context: &Context) -> Result<Exit, CommandError> {
    let config = context.load_quiet(context::flags(&arguments.fleet, Some(&arguments.model)))?;
    let zone = context::zone(&config)?;
    let period = request::period(
        arguments.kind,
        arguments.period.as_deref(),
        &zone,
        Timestamp::now(),
    )?;
    let store = context::store(&config)?;
    let task = task(phase, arguments, period, &config, &store).await?;
    let handler = phase::handler(phase, &config, &Registry::new())?;
    let (task_context, _progress) = TaskContext::new(CancellationToken::new());
    let outcome = handler.run(task, task_context).await?;
    // One try only: a command that a person started is tried again by that person.
    let policy = Policy {
        attempts: 1,
        ..Policy::of(&config)
    };
    let (gate, _) = gates::judge("local", phase, 1, &Ok(outcome.clone()), &policy);
    print(&config, &outcome, &gate);
    Ok(match gate.verdict {
        Verdict::Pass => Exit::Succeeded,
        Verdict::Degrade => Exit::Partial,
        Verdict::Hold => Exit::Held,
        Verdict::Retry | Verdict::Fail => Exit::Failed,
    })
}

async fn task(
    phase: Phase,
    arguments: &PhaseArgs,
    period: Period,
    config: &Config,
    store: &ArtifactStore,
) -> Result<TaskSpec, CommandError> {
    let sources = match phase {
        Phase::Collect => request::or_here(config, request::sources(&arguments.sources)?)?,
        Phase::Analyze | Phase::Generate | Phase::Publish => Vec::new(),
    };
    let request = RunRequest {
        publish: arguments.publish,
        dry_run: arguments.dry_run,
        ..request::request(period, sources, arguments.sources.title.clone(), &arguments.model)
    };
    let id = TaskId {
        run: "local".into(),
        phase,
        part: "all".into(),
        attempt: 1,
    };
    Ok(TaskSpec::whole(id, request, inputs(phase, period, store).await?))
}

/// The newest artifact of the phase before, by its name.
async fn inputs(
    phase: Phase,
    period: Period,
    store: &ArtifactStore,
) -> Result<BTreeMap<Phase, ArtifactRef>, CommandError> {
    let (before, name) = match phase {
        Phase::Collect => return Ok(BTreeMap::new()),
        Phase::Analyze => (Phase::Collect, artifact::snapshot_name(period)),
        Phase::Generate => (Phase::Analyze, artifact::insights_name(period)),
        Phase::Publish => (Phase::Generate, sparky_generator::document_set_name(period)),
    };
    let input = store.resolve(&name).await.map_err(|error| {
        CommandError::failed(error).hint(format!(
            "do this first: sparky {before} {} --period {period}",
            period.kind()
        ))
    })?;
    Ok(BTreeMap::from([(before, input)]))
}

fn print(config: &Config, outcome: &TaskOutcome, gate: &GateReport) {
    let path = config.storage.data_dir.join(&outcome.artifact.name);
    anstream::println!("{}", path.display());
    for measure in &outcome.measures {
        anstream::eprintln!("  {} {}", measure.name, measure.value);
    }
    for check in gate.checks.iter().filter(|check| check.verdict != Verdict::Pass) {
        anstream::eprintln!("  {}: {}", check.name, check.detail);
    }
}
