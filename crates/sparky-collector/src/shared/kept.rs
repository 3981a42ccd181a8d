//! What a part of a collection found, as the collector that joins the parts reads it.

use serde::{Deserialize, Serialize};
use sparky_common::model::RepositoryActivity;

use crate::{
    part::Part,
    people::{Account, Identity},
    source::Collected,
    spool::{Spool, SpoolError},
};

/// Everything that one part found.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    repositories: Vec<KeptRepository>,
    accounts: Vec<(String, String, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptRepository {
    activity: RepositoryActivity,
    identities: Vec<(String, String)>,
}

impl Kept {
    /// Takes up what was collected, in the order of names.
    pub(super) fn new(
        mut parts: Vec<Part>,
        spool: &Spool,
        accounts: Vec<Account>,
    ) -> Result<Self, SpoolError> {
        parts.sort_by(|a, b| a.repository.name.cmp(&b.repository.name));
        let repository = |part: &Part| {
            let identities = part
                .people
                .keys()
                .map(|who| (who.name.clone(), who.email.clone()));
            Ok(KeptRepository {
                activity: part.take_up(spool)?,
                identities: identities.collect(),
            })
        };
        let account = |account: Account| (account.email, account.identity.name, account.identity.email);
        Ok(Self {
            repositories: parts.iter().map(repository).collect::<Result<_, _>>()?,
            accounts: accounts.into_iter().map(account).collect(),
        })
    }

    /// Lays aside again what was collected.
    pub(super) fn lay_aside(self, spool: &Spool) -> Result<(Vec<Part>, Vec<Account>), SpoolError> {
        let identity = |(name, email): (String, String)| Identity { name, email };
        let repository = |kept: KeptRepository| {
            let collected = Collected {
                activity: kept.activity,
                identities: kept.identities.into_iter().map(identity).collect(),
            };
            Part::lay_aside(collected, spool)
        };
        let account = |(email, name, noreply): (String, String, String)| Account {
            email,
            identity: Identity { name, email: noreply },
        };
        let parts = self
            .repositories
            .into_iter()
            .map(repository)
            .collect::<Result<_, _>>()?;
        Ok((parts, self.accounts.into_iter().map(account).collect()))
    }
}
