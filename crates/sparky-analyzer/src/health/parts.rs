//! The parts of health, each a pure function of what was collected.
//!
//! | part | score, 0 to 100 | cannot be judged |
//! |---|---|---|
//! | activity | `100 * min(1, commits / usual)`, usual being the median of the earlier periods | history too short, or the period not over |
//! | responsiveness | mean of `100 * 0.5 ^ (median review latency / 2 days)` and `100 * 0.5 ^ (median age of closed issues / 30 days)`, as far as they are there | no review and no closed issue |
//! | release rhythm | `100 * (1 - commits since the last release / commits)` | no release in the window: earlier ones are not known |
//! | bus factor | `100 * (1 - sum of squared shares of people's commits)`: 0 for one person, 50 for two equals (Simpson, 1949) | fewer than 5 commits by people |
//! | review coverage | share of the pull requests merged in the window that somebody else had reviewed | nothing merged |
//! | stale work | share of the open pull requests and issues that are not old (`analysis.stale_pull_request_days`, `analysis.long_open_issue_days`) | nothing known to be open |

use sparky_common::{
    config::Analysis,
    model::{Evidence, RepositoryActivity, RepositoryInsight, Snapshot, Trend},
};

use crate::{facts::People, pattern::days_open};

/// What a part comes to.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// 0 to 100; nothing where the data does not tell.
    pub score: Option<f64>,
    /// What was measured, in our words.
    pub why: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

impl Judged {
    fn unknown(why: &str) -> Self {
        Self {
            why: why.to_owned(),
            ..Self::default()
        }
    }

    fn new(score: f64, why: String, evidence: Vec<Evidence>) -> Self {
        Self {
            score: Some(score),
            why,
            evidence,
        }
    }
}

/// A repository and what is known about it.
pub(super) struct Project<'a> {
    /// Everything that was collected.
    pub snapshot: &'a Snapshot,
    /// What happened here.
    pub activity: &'a RepositoryActivity,
    /// Its numbers.
    pub insight: &'a RepositoryInsight,
    /// Where it stands in the insights.
    pub index: usize,
    /// How its commits move, and where that stands in the insights.
    pub trend: Option<(usize, &'a Trend)>,
    /// Commits by the number of their author.
    pub authors: &'a [(u32, u64)],
    /// Whose numbers those are.
    pub people: &'a People<'a>,
}

impl Project<'_> {
    fn own(&self, field: &str) -> Evidence {
        Evidence::Metric {
            pointer: format!("/repositories/{}/{field}", self.index),
        }
    }

    fn reference(&self, number: u64) -> Evidence {
        Evidence::Reference {
            repository: self.activity.repository.name.clone(),
            number,
        }
    }
}

pub(super) fn activity(project: &Project<'_>) -> Judged {
    let judged = project
        .trend
        .and_then(|(place, trend)| Some((place, trend.median.filter(|median| *median > 0.0)?)));
    let Some((place, median)) = judged else {
        return Judged::unknown("there is too little to compare with");
    };
    let commits = project.insight.counts.commits;
    let usual = Evidence::Metric {
        pointer: format!("/trends/{place}/median"),
    };
    Judged::new(
        100.0 * (commits as f64 / median).min(1.0),
        format!("{} where {median} are usual", plural(commits, "commit")),
        vec![project.own("commits"), usual],
    )
}

pub(super) fn responsiveness(project: &Project<'_>) -> Judged {
    let flow = &project.insight.flow;
    let (mut scores, mut whys, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
    let fading = |minutes: u64, half_days: f64| 100.0 * 0.5_f64.powf(minutes as f64 / (half_days * 1440.0));
    if let Some(spread) = flow.review_latency {
        scores.push(fading(spread.median_minutes, 2.0));
        whys.push(format!(
            "half of {} came within {}",
            plural(spread.count, "first review"),
            time(spread.median_minutes)
        ));
        evidence.push(project.own("flow/review_latency/median_minutes"));
    }
    if let Some(spread) = flow.issue_age {
        scores.push(fading(spread.median_minutes, 30.0));
        whys.push(format!(
            "half of {} had been open no longer than {}",
            plural(spread.count, "closed issue"),
            time(spread.median_minutes)
        ));
        evidence.push(project.own("flow/issue_age/median_minutes"));
    }
    if scores.is_empty() {
        return Judged::unknown("no review was given and no issue closed");
    }
    Judged::new(
        scores.iter().sum::<f64>() / scores.len() as f64,
        whys.join("; "),
        evidence,
    )
}

pub(super) fn releases(project: &Project<'_>) -> Judged {
    let releases = &project.activity.releases;
    let Some(last) = releases
        .iter()
        .max_by_key(|release| (release.released_at, &release.tag))
    else {
        return Judged::unknown("no release was made");
    };
    let commits = || {
        project
            .activity
            .commits
            .iter()
            .filter(|commit| !commit.is_merge())
    };
    let after = commits()
        .filter(|commit| commit.committed_at > last.released_at)
        .count() as u64;
    let all = commits().count() as u64;
    let evidence = Evidence::Release {
        repository: project.activity.repository.name.clone(),
        tag: last.tag.clone(),
    };
    Judged::new(
        100.0 * (1.0 - after as f64 / all.max(1) as f64),
        format!(
            "{}; {after} of {} came after the last",
            plural(releases.len() as u64, "release"),
            plural(all, "commit")
        ),
        vec![project.own("releases"), evidence],
    )
}

pub(super) fn bus_factor(project: &Project<'_>) -> Judged {
    /// Fewest commits that say something about who does the work.
    const ENOUGH: u64 = 5;
    let authors = project.authors.iter();
    let people: Vec<u64> = authors
        .filter(|(author, _)| !project.people.is_bot(*author))
        .map(|(_, commits)| *commits)
        .collect();
    let all: u64 = people.iter().sum();
    if all < ENOUGH {
        return Judged::unknown("people made too few commits to tell");
    }
    let concentration: f64 = people
        .iter()
        .map(|commits| (*commits as f64 / all as f64).powi(2))
        .sum();
    let most = people.iter().max().copied().unwrap_or_default();
    let why = match people.len() {
        1 => format!("one person made all {}", plural(all, "commit")),
        count => format!(
            "{count} people made {}, the busiest {most} of them",
            plural(all, "commit")
        ),
    };
    Judged::new(
        100.0 * (1.0 - concentration),
        why,
        vec![project.own("contributors")],
    )
}

pub(super) fn reviews(project: &Project<'_>) -> Judged {
    let window = project.snapshot.window;
    let merged: Vec<_> = project
        .activity
        .pull_requests
        .iter()
        .filter_map(|pull| Some((pull, pull.merged_at.filter(|at| window.contains(*at))?)))
        .collect();
    if merged.is_empty() {
        return Judged::unknown("no pull request was merged");
    }
    let reviewed = merged.iter().filter(|(pull, merged)| {
        pull.reviews.iter().any(|review| {
            review.submitted_at <= *merged && (review.reviewer.is_none() || review.reviewer != pull.author)
        })
    });
    let (reviewed, all) = (reviewed.count(), merged.len() as u64);
    let named = merged
        .iter()
        .take(10)
        .map(|(pull, _)| project.reference(pull.number));
    let evidence = std::iter::once(project.own("pull_requests_merged"))
        .chain(named)
        .collect();
    let why = format!(
        "{reviewed} of {} had a review by somebody else",
        plural(all, "merged pull request")
    );
    Judged::new(100.0 * reviewed as f64 / all as f64, why, evidence)
}

pub(super) fn stale(project: &Project<'_>, analysis: &Analysis) -> Judged {
    let activity = project.activity;
    let pulls = activity
        .open_pull_requests
        .iter()
        .map(|item| (item, analysis.stale_pull_request_days));
    let issues = activity
        .open_issues
        .iter()
        .map(|item| (item, analysis.long_open_issue_days));
    let open: Vec<_> = pulls.chain(issues).collect();
    if open.is_empty() {
        return Judged::unknown("nothing is known to be open");
    }
    let old: Vec<u64> = open
        .iter()
        .filter(|(item, least)| days_open(item, project.snapshot) >= *least)
        .map(|(item, _)| item.number)
        .collect();
    let why = format!(
        "{} of {} waited long",
        old.len(),
        plural(open.len() as u64, "open pull request or issue")
    );
    let examples = if old.is_empty() {
        open.iter().map(|(item, _)| item.number).collect()
    } else {
        old.clone()
    };
    let evidence = examples
        .into_iter()
        .take(10)
        .map(|number| project.reference(number))
        .collect();
    Judged::new(
        100.0 * (1.0 - old.len() as f64 / open.len() as f64),
        why,
        evidence,
    )
}

/// `1 commit`, `2 commits`, `3 open pull requests or issues`.
fn plural(count: u64, noun: &str) -> String {
    let many = noun.replace("request or issue", "requests or issue");
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {many}s"),
    }
}

/// Minutes in the unit that suits them.
fn time(minutes: u64) -> String {
    match minutes {
        0..120 => plural(minutes, "minute"),
        120..2880 => plural(minutes / 60, "hour"),
        _ => plural(minutes / 1440, "day"),
    }
}
