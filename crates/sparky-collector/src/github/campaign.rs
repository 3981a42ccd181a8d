//! Collecting what one name stands for: everything that many repositories share requests for happens here, before
//! and after each repository is read as a source of its own.

use std::{collections::BTreeMap, sync::Arc};

use sparky_common::{
    model::{Gap, Via, Visibility},
    period::Window,
};

use super::{
    accounts::Sample, clock::SystemClock, discover::Discovery, error::GitHubError, facts::visibility,
    hub::GitHub, meter::Waiting, metrics::GitHubMetrics, settings::Settings, source::GitHubSource,
    sync::Synced, visibility::look,
};
use crate::{
    discover::{Missed, Selection},
    error::{CollectError, chain},
    git::Means,
    mirror::Mirrors,
    part::Part,
    people::{Account, Identity},
};

/// The repositories that a name stands for, with their lists up to date.
pub struct Campaign {
    hub: Arc<GitHub>,
    name: String,
    found: Discovery,
    synced: Synced,
}

impl Campaign {
    /// Finds what a name stands for and asks for what happened in the window.
    pub(crate) async fn begin(
        settings: Settings,
        name: &str,
        via: Via,
        selection: &Selection,
        window: Window,
        waiting: Waiting,
        metrics: &GitHubMetrics,
    ) -> Result<Self, GitHubError> {
        let owner = name.split('/').next().unwrap_or(name);
        let hub = GitHub::open(settings, via, owner, Arc::new(SystemClock), waiting, metrics).await?;
        Self::with(hub, name, selection, window).await
    }

    /// Finds what a name stands for and asks no further.
    pub(crate) async fn look(
        settings: Settings,
        name: &str,
        via: Via,
        selection: &Selection,
        waiting: Waiting,
        metrics: &GitHubMetrics,
    ) -> Result<Discovery, GitHubError> {
        let owner = name.split('/').next().unwrap_or(name);
        let hub = GitHub::open(settings, via, owner, Arc::new(SystemClock), waiting, metrics).await?;
        let mut found = hub.discover(name).await?;
        found
            .repositories
            .retain(|facts| selection.takes(&facts.name_with_owner));
        Ok(found)
    }

    /// The names of its repositories.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.found.repositories.iter().map(|facts| &facts.name_with_owner)
    }

    /// The same over a hub that stands.
    pub(crate) async fn with(
        hub: GitHub,
        name: &str,
        selection: &Selection,
        window: Window,
    ) -> Result<Self, GitHubError> {
        let mut found = hub.discover(name).await?;
        found
            .repositories
            .retain(|facts| selection.takes(&facts.name_with_owner));
        let synced = hub.sync(&found, window).await?;
        if let Some(error) = &synced.stopped {
            tracing::warn!(
                owner = name,
                error = chain(error),
                "GitHub was not asked to the end"
            );
        }
        Ok(Self {
            hub: Arc::new(hub),
            name: name.to_owned(),
            found,
            synced,
        })
    }

    /// What the owner calls itself.
    pub fn owner_name(&self) -> Option<&str> {
        self.found.owner_name.as_deref()
    }

    /// How many repositories it has.
    pub fn len(&self) -> usize {
        self.found.repositories.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.found.repositories.is_empty()
    }

    /// The repositories that exist and are hidden from us.
    pub(crate) fn hidden(&self) -> Option<Missed> {
        let (count, why) = self.found.unreadable.clone()?;
        Some(Missed {
            name: format!("{} (hidden repositories)", self.name),
            error: CollectError::Hidden { count, why },
        })
    }

    /// Its repositories as sources.
    pub(crate) fn sources(&self, mirrors: &Mirrors, means: &Means) -> Vec<GitHubSource> {
        let source = |facts: &super::Facts| {
            let gaps = self.synced.gaps.get(&facts.id).cloned();
            GitHubSource::new(
                Arc::clone(&self.hub),
                facts.clone(),
                gaps,
                mirrors.clone(),
                means.clone(),
            )
        };
        self.found.repositories.iter().map(source).collect()
    }

    /// Completes what was collected: looks again who may see each repository, and finds the accounts of authors.
    pub(crate) async fn finish(&self, parts: &mut [Part]) -> Vec<Account> {
        self.look_again(parts).await;
        let accounts = self.hub.accounts(self.samples(parts)).await;
        accounts.unwrap_or_else(|error| {
            let gap = Gap {
                what: "accounts of commit authors".into(),
                why: chain(&error),
            };
            self.own(parts).for_each(|(_, part)| part.lacks(gap.clone()));
            Vec::new()
        })
    }

    /// Only what is public before and after counts as public: a repository that turned private while it was read, or
    /// that is gone, reaches no public document.
    async fn look_again(&self, parts: &mut [Part]) {
        let ids: Vec<String> = self
            .found
            .repositories
            .iter()
            .map(|facts| facts.id.clone())
            .collect();
        let looked = look(&self.hub.client, &ids, self.hub.settings.parallel).await;
        let (seen, trouble) = match looked {
            Ok(seen) => (seen, None),
            Err(error) => (BTreeMap::new(), Some(chain(&error))),
        };
        for (id, part) in self.own(parts) {
            match seen.get(&id) {
                Some(now) if visibility(&now.visibility) == Visibility::Public => {}
                Some(_) => part.repository.visibility = Visibility::Private,
                None => {
                    part.repository.visibility = Visibility::Unknown;
                    let why = trouble
                        .clone()
                        .unwrap_or_else(|| "it was deleted or hidden meanwhile".into());
                    part.lacks(Gap {
                        what: "who may see the repository".into(),
                        why,
                    });
                }
            }
        }
    }

    /// A commit of each author's address: the least, which is the same whatever order repositories came in.
    fn samples(&self, parts: &mut [Part]) -> BTreeMap<String, Sample> {
        let mut samples: BTreeMap<String, Sample> = BTreeMap::new();
        for (repository, part) in self.own(parts) {
            let linked = |identity: &Identity| identity.login().is_some() || identity.email.is_empty();
            for (identity, written) in part.people.iter().filter(|(identity, _)| !linked(identity)) {
                let Some(oid) = written.least.clone() else {
                    continue;
                };
                let sample = Sample {
                    repository: repository.clone(),
                    oid,
                };
                let least = samples
                    .entry(identity.email.clone())
                    .or_insert_with(|| sample.clone());
                if sample < *least {
                    *least = sample;
                }
            }
        }
        samples
    }

    /// What was collected from this campaign's repositories, with their node ids.
    fn own<'a>(&self, parts: &'a mut [Part]) -> impl Iterator<Item = (String, &'a mut Part)> {
        let names = self
            .found
            .repositories
            .iter()
            .map(|facts| (facts.name_with_owner.clone(), facts.id.clone()));
        let ids: BTreeMap<String, String> = names.collect();
        parts.iter_mut().filter_map(move |part| {
            let id = ids.get(&part.repository.name)?.clone();
            Some((id, part))
        })
    }
}
