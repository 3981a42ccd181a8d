//! Insights of many sizes, written by hand.

use jiff::{civil::Date, tz::TimeZone};
use sparky_common::{
    model::{
        ActivityCounts, ArtifactRef, Attention, AttentionKind, Comparison, ContributorInsight, Coverage,
        DayCount, Evidence, Flow, Insights, Patterns, PeriodTotals, Profile, RepositoryInsight, Rhythm,
        SCHEMA_VERSION, Sentence, Sha256, Span, Story, StoryKind, Tier, Totals, Writing,
    },
    period::Period,
};

/// Words that differ from story to story, so that edits in one place are not hidden by another.
const VERBS: [&str; 8] = [
    "moved",
    "rebuilt",
    "split",
    "measured",
    "documented",
    "shortened",
    "replaced",
    "untangled",
];
const THINGS: [&str; 8] = [
    "the render loop",
    "the queue",
    "the parser",
    "the release job",
    "the cache",
    "the config",
    "the login",
    "the index",
];

pub fn oid(seed: usize) -> String {
    // Multiplied by a prime, so that the first digits differ as those of real ids do.
    format!("{:08x}", (seed as u32 + 1).wrapping_mul(2_654_435_761)).repeat(5)
}

pub fn text(words: &str) -> Span {
    Span::Text { text: words.into() }
}

pub fn sentence(spans: Vec<Span>, evidence: Vec<Evidence>) -> Sentence {
    Sentence::new(spans, evidence)
}

fn metric(pointer: &str) -> Vec<Evidence> {
    vec![Evidence::Metric {
        pointer: pointer.into(),
    }]
}

fn count(value: u64, one: &str, many: &str) -> Span {
    Span::Count {
        value,
        one: one.into(),
        many: many.into(),
    }
}

/// What to build.
pub struct Sample {
    pub period: &'static str,
    pub repositories: usize,
    pub stories: usize,
    pub paragraphs: usize,
    pub over: bool,
}

impl Sample {
    pub fn build(&self) -> Insights {
        let period: Period = self.period.parse().unwrap();
        let first = period.first_day();
        let repositories: Vec<_> = (0..self.repositories).map(repository).collect();
        let commits = repositories.iter().map(|each| each.counts.commits).sum();
        Insights {
            schema_version: SCHEMA_VERSION,
            organisation: "raibid-labs".into(),
            kind: period.kind(),
            period,
            window: period.window(&TimeZone::get("America/New_York").unwrap()),
            time_zone: "America/New_York".into(),
            over: self.over,
            snapshot: ArtifactRef {
                name: format!("raw/{period}.json"),
                sha256: Sha256::of(b"s"),
                bytes: 1,
            },
            totals: Totals {
                commits,
                merges: 4,
                additions: 12_345,
                deletions: 678,
                files_changed: 321,
                contributors: 3,
                bots: 1,
                active_repositories: self.repositories as u64,
                ..Totals::default()
            },
            flow: Flow::default(),
            comparison: comparison(period),
            days: period
                .days()
                .enumerate()
                .map(|(index, date)| DayCount {
                    date,
                    commits: index as u64 * 2,
                })
                .collect(),
            contributors: contributors(self.repositories),
            stories: (0..self.stories)
                .map(|index| story(index, self.paragraphs, first))
                .collect(),
            attention: (0..self.repositories.min(4)).map(attention).collect(),
            summary: vec![sentence(
                vec![
                    count(commits, "commit", "commits"),
                    text(" landed, and most of them changed how "),
                    Span::Repository { name: name(0) },
                    text(" draws its screens."),
                ],
                metric("/totals/commits"),
            )],
            repositories,
            trends: Vec::new(),
            rhythm: Rhythm::default(),
            patterns: Patterns::default(),
            impact: Vec::new(),
            insights: Vec::new(),
            themes: Vec::new(),
            previous: None,
            follow_ups: Vec::new(),
            writing: Writing::default(),
        }
    }
}

pub fn quiet(period: &'static str) -> Insights {
    let mut insights = Sample {
        period,
        repositories: 3,
        stories: 0,
        paragraphs: 0,
        over: true,
    }
    .build();
    for repository in &mut insights.repositories {
        repository.counts = ActivityCounts::default();
        repository.line = None;
    }
    insights.totals = Totals::default();
    insights.days.iter_mut().for_each(|day| day.commits = 0);
    insights.contributors.clear();
    insights.attention.clear();
    insights.summary.clear();
    insights
}

pub fn name(index: usize) -> String {
    let names = ["dgx-pixels", "grimware", "docs", "mop", "sparky", "scarab"];
    match names.get(index) {
        Some(name) => format!("raibid-labs/{name}"),
        None => format!(
            "raibid-labs/tool-{}",
            (b'a' + u8::try_from(index % 26).unwrap()) as char
        ),
    }
}

fn repository(index: usize) -> RepositoryInsight {
    let name = name(index);
    let commits = 40 / (index as u64 + 1) + 1;
    let line = sentence(
        vec![
            Span::Repository { name: name.clone() },
            text(": "),
            count(commits, "commit", "commits"),
            text(" in "),
            Span::Code {
                text: format!("src/{}", THINGS[index % 8].replace(' ', "_")),
            },
            text(", the last of them "),
            Span::Commit {
                repository: name.clone(),
                oid: oid(index + 100),
            },
            text(" on "),
            Span::Weekday {
                date: Date::constant(2025, 11, 12),
            },
            text("."),
        ],
        vec![
            Evidence::Metric {
                pointer: format!("/repositories/{index}/commits"),
            },
            Evidence::Commit {
                repository: name.clone(),
                oid: oid(index + 100),
            },
        ],
    );
    RepositoryInsight {
        web_url: Some(format!("https://github.com/{name}")),
        coverage: Coverage::complete(),
        counts: ActivityCounts {
            commits,
            additions: commits * 31,
            deletions: commits * 7,
            ..ActivityCounts::default()
        },
        flow: Flow::default(),
        contributors: 1,
        past_commits: vec![3, 5],
        new: false,
        areas: vec![("src".into(), commits)],
        kinds: [("feat".to_owned(), commits)].into(),
        line: Some(line),
        changes: Vec::new(),
        more_changes: 0,
        tier: Tier::Line,
        health: None,
        name,
    }
}

fn comparison(period: Period) -> Comparison {
    let past = period.before(3).into_iter().zip([11, 17, 9]);
    let past = past.map(|(period, commits)| PeriodTotals {
        period,
        commits,
        contributors: 2,
        active_repositories: 4,
    });
    Comparison {
        past: past.collect(),
        median_commits: Some(11),
    }
}

fn contributors(repositories: usize) -> Vec<ContributorInsight> {
    let person = |(index, (name, bot)): (usize, (&str, bool))| {
        let line = sentence(
            vec![
                Span::Person {
                    id: format!("p{index}"),
                    name: name.into(),
                },
                text(" worked on "),
                Span::Repository {
                    name: self::name(index.min(repositories.saturating_sub(1))),
                },
                text(" and reviewed what others sent."),
            ],
            metric(&format!("/contributors/{index}/name")),
        );
        ContributorInsight {
            id: format!("p{index}"),
            name: name.into(),
            bot,
            counts: ActivityCounts {
                commits: 30 - index as u64,
                ..ActivityCounts::default()
            },
            repositories: [(self::name(0), 3)].into(),
            new: Some(index == 1),
            line: (!bot).then_some(line),
            profile: Profile::default(),
        }
    };
    let people = [
        ("Aaron Brewbaker", false),
        ("Mara Ström", false),
        ("dependabot[bot]", true),
    ];
    people.into_iter().enumerate().map(person).collect()
}

fn attention(index: usize) -> Attention {
    let repository = name(index);
    let sentence = sentence(
        vec![
            Span::Reference {
                repository: repository.clone(),
                number: 42 + index as u64,
            },
            text(" in "),
            Span::Repository {
                name: repository.clone(),
            },
            text(" has waited for a review since "),
            Span::Day {
                date: Date::constant(2025, 10, 3 + i8::try_from(index).unwrap()),
            },
            text("."),
        ],
        vec![Evidence::Reference {
            repository: repository.clone(),
            number: 42 + index as u64,
        }],
    );
    Attention {
        kind: AttentionKind::Waiting,
        repository,
        sentence,
    }
}

pub fn story(index: usize, paragraphs: usize, first: Date) -> Story {
    let repository = name(index);
    let evidence = vec![Evidence::Commit {
        repository: repository.clone(),
        oid: oid(index),
    }];
    let paragraph = |number: usize| {
        let line = |line: usize| {
            let (verb, thing) = (VERBS[(index + line) % 8], THINGS[(index * 3 + number + line) % 8]);
            sentence(
                vec![
                    text("On "),
                    Span::Weekday { date: first },
                    text(&format!(" the team {verb} {thing} because ")),
                    Span::Quote {
                        text: format!("fix(core): {thing} stalls under load, see PR-{number}"),
                    },
                    text(" had left it half done for "),
                    count((number + line + 2) as u64, "day", "days"),
                    text(", which "),
                    Span::Commit {
                        repository: repository.clone(),
                        oid: oid(index * 64 + number * 8 + line),
                    },
                    text(" explains at some length."),
                ],
                evidence.clone(),
            )
        };
        (0..3).map(line).collect()
    };
    Story {
        id: format!("{repository}:x"),
        kind: StoryKind::Effort,
        headline: sentence(
            vec![
                Span::Repository {
                    name: repository.clone(),
                },
                text(&format!(" {} {}", VERBS[index % 8], THINGS[index % 8])),
            ],
            evidence.clone(),
        ),
        repository: repository.clone(),
        score: 100.0 - index as f64,
        span: (first, first),
        paragraphs: (0..paragraphs).map(paragraph).collect(),
        evidence: evidence.clone(),
    }
}
