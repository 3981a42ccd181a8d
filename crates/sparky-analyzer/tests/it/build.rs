//! Snapshots from a few lines.

use jiff::{Timestamp, tz::TimeZone};
use sparky_analyzer::{Options, analyze};
use sparky_common::{
    model::{
        ArtifactRef, Commit, Coverage, FileChange, Insights, Lines, PastPeriod, Person, Release, Repository,
        RepositoryActivity, SCHEMA_VERSION, Sentence, Sha256, Snapshot, Span, Visibility,
    },
    period::Period,
};

/// A week of New York, where most cases play.
pub const ZONE: &str = "America/New_York";

/// A repository in the making.
pub struct Repo(pub RepositoryActivity);

impl Repo {
    /// A repository without past whose history begins in the window.
    pub fn new(name: &str) -> Self {
        Self(RepositoryActivity {
            history_complete: true,
            ..RepositoryActivity::new(
                Repository {
                    name: name.into(),
                    web_url: None,
                    default_branch: Some("main".into()),
                    visibility: Visibility::Unknown,
                },
                Coverage::complete(),
            )
        })
    }

    /// Adds a commit at a civil time of [`ZONE`], with a message and files (`path +added -deleted`).
    pub fn commit(mut self, author: &str, at: &str, message: &str, files: &[&str]) -> Self {
        let at: jiff::civil::DateTime = at.parse().unwrap();
        let at: Timestamp = TimeZone::get(ZONE).unwrap().to_timestamp(at).unwrap();
        let (subject, body) = message.split_once("\n\n").unwrap_or((message, ""));
        let place = self.0.commits.len();
        let oid = Sha256::of(format!("{} {place} {message}", self.0.repository.name).as_bytes()).to_string();
        let merge = subject.starts_with("Merge ");
        self.0.commits.push(Commit {
            oid: oid[..40].into(),
            author: author.into(),
            committer: author.into(),
            authored_at: at,
            committed_at: at,
            subject: subject.into(),
            body: body.into(),
            parents: if merge {
                2
            } else {
                u32::from(place > 0 || !self.0.past.is_empty())
            },
            co_authors: Vec::new(),
            files: files.iter().map(|file| change(file)).collect(),
            lines_known: true,
        });
        self
    }

    /// Gives it a past: how many commits each of the periods before had, oldest first, all by one author.
    pub fn past(mut self, period: &str, author: &str, commits: &[usize]) -> Self {
        let periods = period.parse::<Period>().unwrap().before(commits.len());
        self.0.past = periods
            .into_iter()
            .zip(commits)
            .map(|(period, &count)| PastPeriod {
                period,
                commits: (0..count)
                    .map(|i| format!("{}{period}{i}", self.0.repository.name))
                    .collect(),
                authors: if count > 0 {
                    vec![author.into()]
                } else {
                    Vec::new()
                },
            })
            .collect();
        self
    }

    /// Tags its newest commit.
    pub fn tag(mut self, tag: &str) -> Self {
        let newest = self.0.commits.last().unwrap();
        self.0.releases.push(Release {
            tag: tag.into(),
            oid: newest.oid.clone(),
            author: None,
            released_at: newest.committed_at,
        });
        self
    }
}

fn change(file: &str) -> FileChange {
    let mut parts = file.split(' ');
    let path = parts.next().unwrap().to_owned();
    let number = |part: Option<&str>| part.map_or(0, |part| part[1..].parse().unwrap());
    let lines = Lines {
        added: number(parts.next()),
        deleted: number(parts.next()),
    };
    FileChange {
        path,
        renamed_from: None,
        lines: Some(lines),
    }
}

/// A snapshot of a period. Authors whose id ends in `[bot]` are programs.
pub fn snapshot(period: &str, repositories: Vec<Repo>) -> Snapshot {
    let period: Period = period.parse().unwrap();
    let zone = TimeZone::get(ZONE).unwrap();
    let mut repositories: Vec<RepositoryActivity> = repositories.into_iter().map(|repo| repo.0).collect();
    for repository in &mut repositories {
        repository.commits.sort_by(|a, b| {
            b.committed_at
                .cmp(&a.committed_at)
                .then_with(|| a.oid.cmp(&b.oid))
        });
    }
    repositories.sort_by(|a, b| a.repository.name.cmp(&b.repository.name));
    let mut ids: Vec<&String> = repositories
        .iter()
        .flat_map(|one| one.commits.iter().map(|commit| &commit.author))
        .collect();
    ids.sort();
    ids.dedup();
    let person = |id: &&String| Person {
        id: (*id).clone(),
        name: (*id).clone(),
        login: None,
        bot: id.ends_with("[bot]"),
    };
    Snapshot {
        schema_version: SCHEMA_VERSION,
        organisation: "acme".into(),
        kind: period.kind(),
        period,
        window: period.window(&zone),
        time_zone: ZONE.into(),
        over: true,
        people: ids.iter().map(person).collect(),
        repositories,
    }
}

/// The reference that tests give to a snapshot.
pub fn artifact() -> ArtifactRef {
    ArtifactRef {
        name: "raw/test.json".into(),
        sha256: Sha256::of(b""),
        bytes: 0,
    }
}

/// The insights of a snapshot with default options.
pub fn insights(snapshot: &Snapshot) -> Insights {
    analyze(snapshot, artifact(), Options::default()).unwrap()
}

/// The whole prose as plain text, as a reader would see it.
pub fn text(insights: &Insights) -> String {
    let mut lines = vec![paragraph(&insights.summary)];
    for story in &insights.stories {
        lines.push(format!("# {}", sentence(&story.headline)));
        lines.extend(story.paragraphs.iter().map(|sentences| paragraph(sentences)));
    }
    let repositories = insights.repositories.iter().filter_map(|one| one.line.as_ref());
    let people = insights.contributors.iter().filter_map(|one| one.line.as_ref());
    lines.extend(
        repositories
            .chain(people)
            .map(|line| format!("- {}", sentence(line))),
    );
    lines.extend(
        insights
            .attention
            .iter()
            .map(|one| format!("! {}", sentence(&one.sentence))),
    );
    lines.join("\n")
}

fn paragraph(sentences: &[Sentence]) -> String {
    sentences.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// A sentence as a reader would see it.
pub fn sentence(sentence: &Sentence) -> String {
    sentence.spans.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    match span {
        Span::Text { text } | Span::Term { text } => text.clone(),
        Span::Count { value, one, many } => format!("{value} {}", if *value == 1 { one } else { many })
            .trim_end()
            .to_owned(),
        Span::Repository { name } | Span::Person { name, .. } => name.clone(),
        Span::Commit { oid, .. } => oid[..7].to_owned(),
        Span::Reference { number, .. } => format!("#{number}"),
        Span::Release { tag, .. } => tag.clone(),
        Span::Quote { text } => format!("“{text}”"),
        Span::Code { text } => format!("`{text}`"),
        Span::Weekday { date } => date.strftime("%A").to_string(),
        Span::Day { date } => date.strftime("%-d %B").to_string(),
    }
}
