//! `sparky schedules`: when runs start by themselves, and making one start now.

use comfy_table::{Table, presets};
use serde_json::json;
use sparky_common::model::RunRecord;
use sparky_orchestrator::{
    api::wire::{Backfill, Backfilled, ScheduleStory, Schedules, Trigger},
    schedule::ScheduleView,
};

use super::{connect::api_or_here, drive::finish, runs::print_json};
use crate::{
    cli::{ApiArgs, SchedulesCommand},
    context::Context,
    error::CommandError,
    exit::Exit,
    remote::{Remote, nothing},
    report::Reporter,
};

/// Lists schedules and tells them what to do.
pub async fn run(command: SchedulesCommand, context: &Context) -> Result<Exit, CommandError> {
    match command {
        SchedulesCommand::List(api) => {
            let all: Schedules = connect(&api, context)?.get(&["schedules"], &[]).await?;
            show(&api, &all, |all| print_table(&all.schedules))
        }
        SchedulesCommand::Show { name, api } => {
            let story: ScheduleStory = connect(&api, context)?.get(&["schedules", &name], &[]).await?;
            show(&api, &story, print_story)
        }
        SchedulesCommand::Pause { name, api } => act(&name, "pause", &api, context).await,
        SchedulesCommand::Resume { name, api } => act(&name, "resume", &api, context).await,
        SchedulesCommand::Trigger {
            name,
            period,
            again,
            wait,
            api,
        } => {
            let remote = connect(&api, context)?;
            let path = ["schedules", &name, "trigger"];
            let trigger = Trigger { period, again };
            if !wait {
                let record: RunRecord = remote.post(&path, &trigger).await?;
                return show(&api, &json!(record), |_| {
                    anstream::println!("{}: {}", record.run, record.status);
                });
            }
            let mut reporter = Reporter::new();
            let record = remote.to_end(&path, &trigger, &mut reporter).await;
            reporter.finish();
            Ok(finish(&record?, api.json))
        }
        SchedulesCommand::Backfill { name, from, to, api } => {
            let remote = connect(&api, context)?;
            let periods: Backfilled = remote
                .post(&["schedules", &name, "backfill"], &Backfill { from, to })
                .await?;
            show(&api, &periods, |periods| {
                anstream::println!(
                    "{} periods wait for their turn, from {from} to {to}",
                    periods.periods.len()
                );
            })
        }
    }
}

async fn act(name: &str, act: &str, api: &ApiArgs, context: &Context) -> Result<Exit, CommandError> {
    let schedule: ScheduleView = connect(api, context)?
        .post(&["schedules", name, act], &nothing())
        .await?;
    show(api, &schedule, |schedule| {
        print_table(std::slice::from_ref(schedule));
    })
}

fn connect(api: &ApiArgs, context: &Context) -> Result<Remote, CommandError> {
    let config = context.load_quiet(Vec::new())?;
    api_or_here(&config, api.connect.as_deref(), &api.token)
}

fn show<T: serde::Serialize>(api: &ApiArgs, value: &T, print: impl FnOnce(&T)) -> Result<Exit, CommandError> {
    if api.json {
        print_json(value)?;
    } else {
        print(value);
    }
    Ok(Exit::Succeeded)
}

fn print_table(schedules: &[ScheduleView]) {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "SCHEDULE", "CRON", "ZONE", "NEXT", "PERIOD", "LAST RUN", "WAITING",
    ]);
    for schedule in schedules {
        let next = match schedule.next_at {
            _ if schedule.paused => "paused".to_owned(),
            _ if !schedule.enabled => "by trigger only".to_owned(),
            Some(next) => next.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
            None => "never".to_owned(),
        };
        table.add_row([
            schedule.name.clone(),
            schedule.cron.clone(),
            schedule.time_zone.clone(),
            next,
            schedule
                .next_period
                .map(|period| period.to_string())
                .unwrap_or_default(),
            schedule.last_run.clone().unwrap_or_default(),
            schedule.waiting.len().to_string(),
        ]);
    }
    anstream::println!("{table}");
}

fn print_story(story: &ScheduleStory) {
    print_table(std::slice::from_ref(&story.schedule));
    for decision in &story.decisions {
        let word = |key: &str| decision.detail[key].as_str().unwrap_or_default().to_owned();
        let about = [word("period"), word("run"), word("by"), word("reason")];
        let about: Vec<_> = about.into_iter().filter(|word| !word.is_empty()).collect();
        anstream::println!("  {} {:9} {}", decision.at, decision.kind, about.join("  "));
    }
}
