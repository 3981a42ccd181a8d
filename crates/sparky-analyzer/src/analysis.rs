//! From a snapshot to insights: a pure function.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use sparky_common::model::{ArtifactRef, Insights, Rhythm, SCHEMA_VERSION, Snapshot, Writing};

use crate::{
    config::Options,
    counts,
    effort::Chronicle,
    error::AnalyzeError,
    facts::Facts,
    health, impact,
    narrative::{self, Desk},
    pattern, profile, rank, trend,
};

/// Computes everything a report needs. The same snapshot always gives the same insights.
pub fn analyze(
    snapshot: &Snapshot,
    artifact: ArtifactRef,
    options: Options,
) -> Result<Insights, AnalyzeError> {
    let zone = zone(snapshot)?;
    let bots: BTreeSet<&str> = counts::bots(snapshot).into_iter().collect();
    let mut insights = measure(snapshot, artifact, &options)?;
    let mut chronicles = snapshot
        .repositories
        .iter()
        .map(|activity| {
            (
                activity.repository.name.as_str(),
                Chronicle::read(activity, &zone, &bots),
            )
        })
        .collect();
    let copies = narrative::apart(&mut chronicles);
    let desk = Desk {
        snapshot,
        insights: &insights,
        chronicles: &chronicles,
        copies: &copies,
        options,
    };
    let mut prose = narrative::write(&desk);
    for repository in &mut insights.repositories {
        repository.line = prose.lines.remove(&repository.name);
        let changes = prose.changes.remove(&repository.name).unwrap_or_default();
        (repository.changes, repository.more_changes) = (changes.told, changes.more);
    }
    for person in &mut insights.contributors {
        person.line = prose.people.remove(&person.id);
    }
    insights.stories = prose.stories;
    insights.themes = prose.themes;
    insights.attention = prose.attention;
    insights.summary = prose.summary;
    let tiers = rank::tiers(&insights, &options);
    for (repository, tier) in insights.repositories.iter_mut().zip(tiers) {
        repository.tier = tier;
    }
    insights.insights = rank::insights(&Desk {
        snapshot,
        insights: &insights,
        chronicles: &chronicles,
        copies: &copies,
        options,
    });
    Ok(insights)
}

/// The time zone of the organisation.
fn zone(snapshot: &Snapshot) -> Result<TimeZone, AnalyzeError> {
    TimeZone::get(&snapshot.time_zone).map_err(|source| AnalyzeError::TimeZone {
        name: snapshot.time_zone.clone(),
        source,
    })
}

/// Computes every number of the insights, and no sentence.
///
/// # Errors
/// When the snapshot's time zone is not known.
pub fn measure(
    snapshot: &Snapshot,
    artifact: ArtifactRef,
    options: &Options,
) -> Result<Insights, AnalyzeError> {
    let zone = zone(snapshot)?;
    let facts = Facts::read(snapshot, &zone);
    let repositories = counts::repositories(&facts, snapshot.window);
    let contributors = counts::contributors(snapshot, &facts, options.min_history);
    let mut insights = Insights {
        schema_version: SCHEMA_VERSION,
        organisation: snapshot.organisation.clone(),
        kind: snapshot.kind,
        period: snapshot.period,
        window: snapshot.window,
        time_zone: snapshot.time_zone.clone(),
        over: snapshot.over,
        snapshot: artifact,
        totals: counts::totals(&facts, &repositories, &contributors),
        flow: counts::flow(&snapshot.repositories, snapshot.window),
        comparison: counts::comparison(snapshot, options.min_history),
        days: counts::days(&facts, snapshot.period),
        repositories,
        contributors,
        stories: Vec::new(),
        attention: Vec::new(),
        summary: Vec::new(),
        trends: trend::trends(snapshot, &facts, options),
        rhythm: Rhythm::default(),
        patterns: pattern::patterns(snapshot, &facts, options),
        impact: impact::impacts(&facts, &options.analysis),
        insights: Vec::new(),
        themes: Vec::new(),
        previous: None,
        follow_ups: Vec::new(),
        writing: Writing::default(),
    };
    insights.rhythm = trend::rhythm(&facts, &insights.days);
    let healths = health::healths(snapshot, &facts, &insights, options);
    for (repository, health) in insights.repositories.iter_mut().zip(healths) {
        repository.health = health;
    }
    let mut profiles = profile::profiles(snapshot, &facts);
    for person in &mut insights.contributors {
        person.profile = profiles.remove(person.id.as_str()).unwrap_or_default();
    }
    Ok(insights)
}

/// Adds what became of what the report before called open. `artifact` names that report's insights in the store.
///
/// Nothing is added where `previous` is not of the period just before, or was written before that was over: then a
/// reader has not seen it as it is.
pub fn follow_up(
    snapshot: &Snapshot,
    insights: &mut Insights,
    previous: &Insights,
    artifact: ArtifactRef,
) -> Result<(), AnalyzeError> {
    if previous.period != insights.period.previous() || !previous.over {
        return Ok(());
    }
    let zone = zone(snapshot)?;
    insights.previous = Some(artifact);
    insights.follow_ups = narrative::follow_ups(snapshot, insights, &zone, &previous.attention);
    Ok(())
}
