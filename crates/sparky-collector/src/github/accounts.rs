//! The accounts behind e-mail addresses: GitHub credits a commit to an account, which joins what someone commits
//! with what they do on the site. Each address costs one small question, once.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    error::GitHubError,
    hub::GitHub,
    pump::{Asker, pump},
    queries::Ask,
    record::Who,
    want::Want,
};
use crate::people::{Account, Identity};

/// A commit to ask by: the repository's node id and the commit's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    /// The repository's node id.
    pub repository: String,
    /// The commit.
    pub oid: String,
}

impl GitHub {
    /// The accounts behind addresses, each with a commit of its author. Those without an account are not in the answer.
    pub async fn accounts(&self, samples: BTreeMap<String, Sample>) -> Result<Vec<Account>, GitHubError> {
        let ttl = self.settings.cache.ttl;
        let mut accounts = Accounts::default();
        let mut wants = Vec::new();
        for (email, sample) in samples {
            if let Some(who) = self.store.address(&email)? {
                accounts.found.push((email, who));
            } else if let Some(told) = self.answers.get::<Option<Who>>(&question(&email), ttl).await {
                accounts.found.extend(told.map(|who| (email, who)));
            } else {
                let want = Want::new(Ask::Account, &sample.repository, accounts.emails.len());
                wants.push(want.with("oid", &sample.oid));
                accounts.emails.push(email);
            }
        }
        pump(
            &self.client,
            &self.sizes,
            self.settings.parallel,
            wants,
            &mut accounts,
        )
        .await?;
        for (place, who) in &accounts.told {
            let email = &accounts.emails[*place];
            self.answers.put(&question(email), who, ttl).await;
            accounts.found.extend(who.clone().map(|who| (email.clone(), who)));
        }
        let mut linked = Vec::new();
        for (email, who) in accounts.found {
            self.store.keep_address(&email, &who)?;
            let current = match &who.id {
                Some(id) => self.store.actor(id)?.unwrap_or(who),
                None => who,
            };
            let identity: Identity = current.identity(self.settings.endpoints.host());
            linked.push(Account { email, identity });
        }
        linked.sort();
        Ok(linked)
    }
}

/// What is asked about an address. That it has no account is an answer too, which may change.
fn question(email: &str) -> String {
    format!("account of {email}")
}

#[derive(Default)]
struct Accounts {
    /// The addresses that are asked about.
    emails: Vec<String>,
    /// What GitHub told, by place in `emails`.
    told: Vec<(usize, Option<Who>)>,
    found: Vec<(String, Who)>,
}

impl Asker for Accounts {
    fn take(&mut self, want: Want, answer: Result<Value, String>) -> Vec<Want> {
        match answer {
            Ok(mut object) => {
                let who = serde_json::from_value(object["commit"]["author"]["user"].take());
                self.told.extend(who.ok().map(|who| (want.stream, who)));
            }
            // A commit that was never pushed is not known there: its author stays an address.
            Err(why) => tracing::debug!(oid = want.extra.first().map(|(_, oid)| oid), why, "no account"),
        }
        Vec::new()
    }
}
