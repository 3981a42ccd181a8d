//! What stays at hand of a repository that was collected; the rest is laid aside.

use std::collections::{BTreeMap, HashMap};

use sparky_common::model::{Commit, Coverage, CoverageState, Gap, Repository, RepositoryActivity};

use crate::{
    people::Identity,
    source::Collected,
    spool::{Place, Spool, SpoolError},
};

/// A repository that was collected.
#[derive(Debug)]
pub(crate) struct Part {
    /// The repository, as it may be corrected until the snapshot is written.
    pub repository: Repository,
    /// What is missing; more may turn out to be.
    pub coverage: Coverage,
    /// How many commits it has, merges too.
    pub commits: usize,
    /// How many of them are merges.
    pub merges: usize,
    /// Everyone whom it names, with what they wrote.
    pub people: BTreeMap<Identity, Written>,
    place: Place,
}

/// The commits of one identity in one repository.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// How many.
    pub commits: usize,
    /// The least by id.
    pub least: Option<String>,
}

impl Part {
    /// Lays aside what was collected.
    pub(crate) fn lay_aside(collected: Collected, spool: &Spool) -> Result<Self, SpoolError> {
        let Collected { activity, identities } = collected;
        let mut written = written(&activity.commits);
        let people = identities.into_iter().map(|identity| {
            let commits = written.remove(identity.key().as_str()).unwrap_or_default();
            (identity, commits)
        });
        Ok(Self {
            place: spool.keep(&activity)?,
            people: people.collect(),
            commits: activity.commits.len(),
            merges: activity.commits.iter().filter(|commit| commit.is_merge()).count(),
            repository: activity.repository,
            coverage: activity.coverage,
        })
    }

    /// Takes up again what was laid aside, as it is known by now.
    pub(crate) fn take_up(&self, spool: &Spool) -> Result<RepositoryActivity, SpoolError> {
        Ok(RepositoryActivity {
            repository: self.repository.clone(),
            coverage: self.coverage.clone(),
            ..spool.read(&self.place)?
        })
    }

    /// Something more is missing. A repository about which nothing is known stays so.
    pub(crate) fn lacks(&mut self, gap: Gap) {
        self.coverage.gaps.push(gap);
        if self.coverage.state == CoverageState::Complete {
            self.coverage.state = CoverageState::Partial;
        }
    }
}

fn written(commits: &[Commit]) -> HashMap<&str, Written> {
    let mut written: HashMap<&str, Written> = HashMap::new();
    for commit in commits {
        let author = written.entry(&commit.author).or_default();
        author.commits += 1;
        if author.least.as_ref().is_none_or(|least| commit.oid < *least) {
            author.least = Some(commit.oid.clone());
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use sparky_common::model::Visibility;

    use super::*;
    use crate::snapshot::failed;

    #[test]
    fn what_is_known_later_is_in_what_is_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path());
        let unknown = crate::snapshot::unknown("demo".into());
        let mut part = Part::lay_aside(failed(unknown, "no".into()), &spool).unwrap();
        part.repository.visibility = Visibility::Private;
        part.lacks(Gap {
            what: "more".into(),
            why: "gone".into(),
        });
        let activity = part.take_up(&spool).unwrap();
        assert_eq!(activity.repository.visibility, Visibility::Private);
        assert_eq!(activity.coverage.state, CoverageState::Failed);
        assert_eq!(activity.coverage.gaps.len(), 2);
    }
}
