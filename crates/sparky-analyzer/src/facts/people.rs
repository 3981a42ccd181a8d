//! Everyone whom a snapshot names, by a small number instead of by id.

use foldhash::HashMap;
use sparky_common::model::{PersonId, RepositoryActivity, Snapshot};

/// The people of a snapshot, and those who only act in it.
#[derive(Debug, Default)]
pub(crate) struct People<'a> {
    places: HashMap<&'a str, u32>,
    ids: Vec<&'a str>,
    bots: Vec<bool>,
}

impl<'a> People<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let mut people = Self::default();
        for person in &snapshot.people {
            let place = people.meet(&person.id);
            people.bots[place as usize] |= person.bot;
        }
        people
    }

    /// The number of somebody, who gets one here at the latest.
    pub(super) fn meet(&mut self, id: &'a str) -> u32 {
        *self.places.entry(id).or_insert_with(|| {
            self.ids.push(id);
            self.bots.push(false);
            (self.ids.len() - 1) as u32
        })
    }

    /// Meets those who acted other than by committing.
    pub(super) fn meet_all(&mut self, activity: &'a RepositoryActivity) {
        let pulls = &activity.pull_requests;
        let reviewers = pulls.iter().flat_map(|one| &one.reviews).map(|one| &one.reviewer);
        let comments = pulls.iter().flat_map(|one| &one.comments);
        let comments = comments.chain(activity.issues.iter().flat_map(|one| &one.comments));
        let authors = pulls
            .iter()
            .map(|one| &one.author)
            .chain(activity.issues.iter().map(|one| &one.author))
            .chain(activity.releases.iter().map(|one| &one.author))
            .chain(comments.map(|one| &one.author));
        for id in authors.chain(reviewers).flatten() {
            self.meet(id);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The id of a number.
    pub fn id(&self, place: usize) -> &'a str {
        self.ids[place]
    }

    /// The number of who did something, where that is known.
    pub fn place(&self, id: Option<&PersonId>) -> Option<usize> {
        self.places.get(id?.as_str()).map(|place| *place as usize)
    }

    /// Whether this number is a program's.
    pub fn is_bot(&self, place: u32) -> bool {
        self.bots[place as usize]
    }
}
