//! Everything that is needed to ask one host.

use std::{collections::BTreeMap, sync::Arc};

use serde::de::DeserializeOwned;
use sparky_common::{
    model::{Gap, Issue, OpenItem, PullRequest, Release, Via},
    period::Window,
};

use super::{
    cache::{Answers, Asked, Cache, RedisLink},
    client::Client,
    clock::Clock,
    connect::{Connection, connect},
    convert::Converter,
    discover::{self, Discovery},
    error::GitHubError,
    facts::Facts,
    meter::{FleetPurse, Meter, Patience, Purse, Purses, Waiting},
    metrics::GitHubMetrics,
    queries::Ask,
    record::{IssueRecord, PullRequestRecord, Who},
    settings::Settings,
    sizes::Sizes,
    store::{Store, StoreError},
    stream::cut_open,
    sync::{Desk, Span, Synced, sync},
};
use crate::people::Identity;

/// A host of GitHub, ready to be asked.
pub struct GitHub {
    pub(super) settings: Settings,
    pub(super) client: Client,
    pub(super) answers: Answers,
    pub(super) store: Arc<Store>,
    pub(super) sizes: Sizes,
    pub(super) connection: Connection,
}

/// What the API knows of a repository's window.
#[derive(Debug, Default)]
pub struct Activities {
    /// Pull requests, by number.
    pub pull_requests: Vec<PullRequest>,
    /// Issues, by number.
    pub issues: Vec<Issue>,
    /// Releases, oldest first.
    pub releases: Vec<Release>,
    /// Pull requests that were open at the end, oldest first.
    pub open_pull_requests: Vec<OpenItem>,
    /// Issues that were open at the end, oldest first.
    pub open_issues: Vec<OpenItem>,
    /// Everyone whom they name.
    pub identities: Vec<Identity>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

impl GitHub {
    /// Finds a way to the host and opens its database.
    pub async fn open(
        settings: Settings,
        via: Via,
        owner: &str,
        clock: Arc<dyn Clock>,
        waiting: Waiting,
        metrics: &GitHubMetrics,
    ) -> Result<Self, GitHubError> {
        let connection = connect(&settings, via, owner, Arc::clone(&clock)).await?;
        Self::over(settings, connection, clock, waiting, metrics)
    }

    /// Asks over a connection that stands.
    pub fn over(
        settings: Settings,
        connection: Connection,
        clock: Arc<dyn Clock>,
        waiting: Waiting,
        metrics: &GitHubMetrics,
    ) -> Result<Self, GitHubError> {
        let host = settings.endpoints.host();
        let metrics = metrics.of(host);
        let store = Arc::new(Store::open(&settings.folder, host)?);
        let asked = Asked {
            api: settings.endpoints.graphql().to_owned(),
            who: connection.who.clone(),
        };
        // Two logins of `gh` have one name: what one may read stays with its data folder.
        let url = settings.cache.url.as_ref().filter(|_| connection.is_nameable());
        let redis = url.map(RedisLink::new).transpose()?.map(Arc::new);
        let fleet = redis.clone().map(|redis| FleetPurse::new(redis, asked.clone()));
        let fleet = fleet.map(|fleet| Arc::new(fleet) as Arc<dyn Purse>);
        let cache: Arc<dyn Cache> = match redis {
            Some(redis) => redis,
            None => Arc::clone(&store) as Arc<dyn Cache>,
        };
        let answers = Answers::new(cache, Arc::clone(&clock), asked);
        let meter = Meter::new(
            Arc::clone(&clock),
            Purses::new(fleet, Arc::clone(&store)),
            &connection.who,
            Patience {
                parallel: settings.parallel,
                longest: settings.longest_wait,
            },
            waiting,
            metrics.clone(),
        );
        let transport = Arc::clone(&connection.transport);
        let client = Client::new(
            host,
            transport,
            Arc::new(meter),
            clock,
            metrics,
            settings.attempts,
        );
        let sizes = Sizes::recalled(&store.pages()?);
        Ok(Self {
            settings,
            client,
            answers,
            store,
            sizes,
            connection,
        })
    }

    /// Finds the repositories of a login, or the one that `owner/name` names, as far as the policy takes them.
    pub async fn discover(&self, name: &str) -> Result<Discovery, GitHubError> {
        if name.contains('/') {
            return discover::named(&self.client, name).await;
        }
        let question = format!("repositories of {name}");
        let ttl = self.settings.cache.discovery;
        let mut found = match self.answers.get::<Discovery>(&question, ttl).await {
            Some(found) => found,
            None => {
                let found = discover::owned(&self.client, name).await?;
                if found.unreadable.is_none() {
                    self.answers.put(&question, &found, ttl).await;
                }
                found
            }
        };
        found
            .repositories
            .retain(|facts| self.settings.policy.takes(facts));
        Ok(found)
    }

    /// Brings what is kept of repositories up to date for a window. Where GitHub stops answering, what was read
    /// until then is kept, and the rest is told.
    pub async fn sync(&self, found: &Discovery, window: Window) -> Result<Synced, GitHubError> {
        let span = Span {
            since: window.start,
            at: found.at,
            most: self.settings.most,
            parallel: self.settings.parallel,
        };
        let desk = Desk {
            client: &self.client,
            sizes: &self.sizes,
            store: &self.store,
        };
        Ok(sync(desk, &found.repositories, span).await?)
    }

    /// What is kept of a repository's window.
    pub fn activities(
        &self,
        facts: &Facts,
        window: Window,
        gaps: Option<&BTreeMap<Ask, String>>,
    ) -> Result<Activities, GitHubError> {
        let mut converter = Converter::new(window, self.settings.endpoints.host());
        let mut activities = Activities::default();
        let mut gaps = gaps.cloned().unwrap_or_default();
        let mut open: Vec<PullRequestRecord> = Vec::new();
        for record in self.current(facts, Ask::PullRequests, window)? {
            let record = parse(Ask::PullRequests, record)?;
            activities.pull_requests.extend(converter.pull_request(&record));
            if converter.is_open_pull_request(&record) {
                open.push(record);
            }
        }
        open.sort_by_key(|record| (record.created_at, record.number));
        self.cut(&mut open, Ask::OpenPullRequests, &mut gaps);
        activities.open_pull_requests = open
            .iter()
            .map(|record| converter.open_pull_request(record))
            .collect();
        let mut open: Vec<IssueRecord> = Vec::new();
        for record in self.current(facts, Ask::Issues, window)? {
            let record = parse(Ask::Issues, record)?;
            activities.issues.extend(converter.issue(&record));
            if converter.is_open_issue(&record) {
                open.push(record);
            }
        }
        open.sort_by_key(|record| (record.created_at, record.number));
        self.cut(&mut open, Ask::OpenIssues, &mut gaps);
        activities.open_issues = open.iter().map(|record| converter.open_issue(record)).collect();
        for record in self.current(facts, Ask::Releases, window)? {
            activities
                .releases
                .extend(converter.release(parse(Ask::Releases, record)?));
        }
        activities
            .pull_requests
            .sort_by_key(|pull_request| pull_request.number);
        activities.issues.sort_by_key(|issue| issue.number);
        activities
            .releases
            .sort_by(|a, b| a.released_at.cmp(&b.released_at).then_with(|| a.tag.cmp(&b.tag)));
        activities.identities = converter.identities.into_iter().collect();
        let gap = |(ask, why): (Ask, String)| Gap {
            what: ask.noun().to_owned(),
            why,
        };
        activities.gaps = gaps.into_iter().map(gap).collect();
        Ok(activities)
    }

    /// Leaves as many of what is open as are taken, the oldest.
    fn cut<T>(&self, open: &mut Vec<T>, ask: Ask, gaps: &mut BTreeMap<Ask, String>) {
        if open.len() > self.settings.most {
            open.truncate(self.settings.most);
            gaps.entry(ask).or_insert_with(|| cut_open(self.settings.most));
        }
    }

    /// The kept items of a list that can matter to a window, with accounts as they are called now.
    fn current(
        &self,
        facts: &Facts,
        ask: Ask,
        window: Window,
    ) -> Result<Vec<serde_json::Value>, GitHubError> {
        let since = if ask == Ask::Releases {
            jiff::Timestamp::UNIX_EPOCH
        } else {
            window.start
        };
        let mut items = self.store.items(&facts.id, ask, since)?;
        for item in &mut items {
            self.rename(&mut item["author"])?;
            for list in ["inner", "talk"] {
                // Looking a list up by its mutable index would make one.
                let nodes = item.get_mut(list).and_then(|list| list["nodes"].as_array_mut());
                for node in nodes.into_iter().flatten() {
                    self.rename(&mut node["author"])?;
                }
            }
        }
        Ok(items)
    }

    fn rename(&self, author: &mut serde_json::Value) -> Result<(), StoreError> {
        let Some(id) = author["id"].as_str() else {
            return Ok(());
        };
        if let Some(who) = self.store.actor(id)? {
            *author = serde_json::to_value::<Who>(who).expect("plain data becomes JSON");
        }
        Ok(())
    }
}

/// Reads what is kept of an item.
fn parse<T: DeserializeOwned>(ask: Ask, record: serde_json::Value) -> Result<T, StoreError> {
    serde_json::from_value(record).map_err(|source| StoreError::Content {
        what: ask.noun().to_owned(),
        source,
    })
}
