//! Asks for the commits, the tags and the mailmap of one repository.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use sparky_common::model::Gap;

use crate::{
    github::{facts::Facts, pump::Asker, queries::Ask, stream::PageInfo, want::Want},
    source::Scope,
};

/// What the answers belong to.
const RECENT: usize = 0;
const OLDER: usize = 1;
const TAGS: usize = 2;
const MAILMAP: usize = 3;

/// A commit as the API tells it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommitRecord {
    pub(super) oid: String,
    pub(super) message: String,
    pub(super) authored_date: Timestamp,
    pub(super) committed_date: Timestamp,
    pub(super) author: Signature,
    pub(super) committer: Signature,
    pub(super) parents: Count,
}

impl CommitRecord {
    pub(super) fn is_merge(&self) -> bool {
        self.parents.total_count > 1
    }
}

/// Who signed. Either may be missing from a strange commit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Signature {
    #[serde(default, deserialize_with = "or_empty")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_empty")]
    pub(super) email: String,
    #[serde(default)]
    date: Option<Timestamp>,
}

fn or_empty<'de, D: serde::Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(value).map(Option::unwrap_or_default)
}

/// The length of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Count {
    pub(super) total_count: u32,
}

/// A tag.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TagRecord {
    pub(super) name: String,
    target: Option<Target>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    oid: String,
    committed_date: Option<Timestamp>,
    tagger: Option<Signature>,
    target: Option<Box<Target>>,
}

impl TagRecord {
    /// The commit it points at, when it was made, and by whom if it says so.
    pub(super) fn made(&self) -> Option<(&str, Timestamp, Option<&Signature>)> {
        let target = self.target.as_ref()?;
        let commit = target.target.as_deref().unwrap_or(target);
        let committed = commit.committed_date?;
        let tagger = target.tagger.as_ref().filter(|tagger| tagger.date.is_some());
        let at = tagger.and_then(|tagger| tagger.date).unwrap_or(committed);
        Some((&commit.oid, at, tagger))
    }
}

/// What was told so far.
#[derive(Debug)]
pub(super) struct History {
    repository: String,
    tip: String,
    since: Timestamp,
    until: Timestamp,
    pub(super) told: Told,
    failures: BTreeSet<(Ask, String)>,
}

/// What is told of a history; it changes only where something is pushed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Told {
    commits: Vec<CommitRecord>,
    pub(super) tags: Vec<TagRecord>,
    pub(super) mailmap: String,
    older: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    page_info: PageInfo,
    nodes: Vec<T>,
}

impl History {
    /// Nothing yet, of a repository that has commits.
    pub(super) fn new(facts: &Facts, scope: &Scope) -> Self {
        Self {
            repository: facts.id.clone(),
            tip: facts.tip().unwrap_or_default().to_owned(),
            since: Timestamp::from_second(scope.since()).unwrap_or(Timestamp::MIN),
            // The window is half-open, and GitHub's end is not: times have seconds.
            until: scope.window.end - SignedDuration::from_secs(1),
            told: Told::default(),
            failures: BTreeSet::new(),
        }
    }

    /// The first questions.
    pub(super) fn wants(&self) -> Vec<Want> {
        let ask = |ask, stream| Want::new(ask, &self.repository, stream);
        let before = self.since - SignedDuration::from_secs(1);
        vec![
            self.between(ask(Ask::History, RECENT), self.since, self.until),
            self.between(ask(Ask::History, OLDER).at_most(1), Timestamp::UNIX_EPOCH, before),
            ask(Ask::Tags, TAGS),
            ask(Ask::File, MAILMAP).with("path", &format!("{}:.mailmap", self.tip)),
        ]
    }

    fn between(&self, want: Want, since: Timestamp, until: Timestamp) -> Want {
        want.with("oid", &self.tip)
            .with("since", &since.to_string())
            .with("until", &until.to_string())
    }

    /// The commits of the window, newest first, and those before.
    pub(super) fn split(&mut self, scope: &Scope) -> (Vec<CommitRecord>, Vec<CommitRecord>) {
        let mut commits = std::mem::take(&mut self.told.commits);
        commits.sort_by(|a, b| {
            b.committed_date
                .cmp(&a.committed_date)
                .then_with(|| a.oid.cmp(&b.oid))
        });
        commits.dedup_by(|a, b| a.oid == b.oid);
        commits.retain(|commit| commit.committed_date < scope.window.end);
        commits
            .into_iter()
            .partition(|commit| commit.committed_date >= scope.window.start)
    }

    /// Whether nothing is older than what was asked for.
    pub(super) fn is_complete(&self) -> bool {
        !self.told.older && self.failures.is_empty()
    }

    /// In which state of the repository, and of which time, this is told; nothing where the state is not known.
    pub(super) fn state(&self, facts: &Facts) -> Option<String> {
        Some(format!("{} {} {}", facts.state()?, self.since, self.until))
    }

    /// Whether everything was told.
    pub(super) fn is_whole(&self) -> bool {
        self.failures.is_empty()
    }

    /// What could not be had.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let gap = |(ask, why): &(Ask, String)| Gap {
            what: ask.noun().to_owned(),
            why: why.clone(),
        };
        self.failures.iter().map(gap).collect()
    }

    fn absorb(&mut self, want: &Want, mut object: Value) -> Result<Option<String>, String> {
        match want.stream {
            RECENT => {
                let page: Page<CommitRecord> = read(object["commit"]["page"].take())?;
                self.told.commits.extend(page.nodes);
                Ok(page.page_info.next())
            }
            OLDER => {
                let page: Page<CommitRecord> = read(object["commit"]["page"].take())?;
                self.told.older = !page.nodes.is_empty();
                Ok(None)
            }
            TAGS => {
                let page: Page<TagRecord> = read(object["page"].take())?;
                self.told.tags.extend(page.nodes);
                Ok(page.page_info.next())
            }
            // Without a readable mailmap nobody is renamed, as in git.
            _ => {
                self.told.mailmap = object["file"]["text"].as_str().unwrap_or_default().to_owned();
                Ok(None)
            }
        }
    }
}

impl Asker for History {
    fn take(&mut self, want: Want, answer: Result<Value, String>) -> Vec<Want> {
        match answer.and_then(|object| self.absorb(&want, object)) {
            Ok(None) => Vec::new(),
            Ok(Some(cursor)) => vec![Want { tries: 0, ..want }.after(Some(cursor))],
            Err(why) => {
                self.failures.insert((want.ask, why));
                Vec::new()
            }
        }
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}
