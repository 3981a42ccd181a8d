//! How large pages and requests may be: halved when the server finds them too heavy, and remembered.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{queries::Ask, want::Want};

/// Questions in one request at most.
const MOST_WANTS: usize = 40;

/// Requests, as GitHub counts them for points, in one request of ours.
const MOST_REQUESTS: u64 = 600;

/// Nodes that one request may bring.
const MOST_NODES: u64 = 20_000;

/// After so many good answers in a row larger requests are tried again: what was too heavy may have been a bad hour.
const GOOD_STREAK: u32 = 50;

/// Where the streak of good answers is remembered.
const STREAK: &str = "good answers";

/// The sizes in force.
#[derive(Debug)]
pub struct Sizes(Mutex<State>);

#[derive(Clone, Debug)]
struct State {
    pages: BTreeMap<Ask, u32>,
    wants: usize,
    streak: u32,
}

impl Default for Sizes {
    fn default() -> Self {
        let pages = Ask::ALL.into_iter().map(|ask| (ask, ask.page())).collect();
        Self(Mutex::new(State {
            pages,
            wants: MOST_WANTS,
            streak: 0,
        }))
    }
}

impl Sizes {
    /// The sizes of an earlier collection, as [`Sizes::remembered`] gave them.
    pub fn recalled(remembered: &BTreeMap<String, u32>) -> Self {
        let sizes = Self::default();
        {
            let mut state = sizes.lock();
            for (ask, page) in &mut state.pages {
                if let Some(known) = remembered.get(ask.noun()) {
                    *page = (*known).clamp(1, ask.page());
                }
            }
            state.streak = remembered.get(STREAK).copied().unwrap_or(0);
        }
        sizes
    }

    /// The page sizes by the names of what they page, and how long all went well.
    pub fn remembered(&self) -> BTreeMap<String, u32> {
        let state = self.lock();
        let pages = state
            .pages
            .iter()
            .map(|(ask, page)| (ask.noun().to_owned(), *page));
        pages.chain([(STREAK.to_owned(), state.streak)]).collect()
    }

    /// Takes note of a good answer. After many of them sizes double, up to where they began.
    pub fn went_well(&self) {
        let mut state = self.lock();
        state.streak += 1;
        if state.streak >= GOOD_STREAK {
            state.streak = 0;
            state.wants = (state.wants * 2).min(MOST_WANTS);
            for (ask, page) in &mut state.pages {
                *page = (*page * 2).min(ask.page());
            }
        }
    }

    /// Takes the front of a queue that fits into one request; at least one question.
    pub fn take(&self, queue: &mut Vec<Want>) -> Vec<Want> {
        let state = self.lock().clone();
        let (mut requests, mut nodes, mut count) = (0, 0, 0);
        for want in queue.iter_mut().take(state.wants) {
            want.first = want.first.min(state.pages[&want.ask]);
            requests += want.requests();
            nodes += want.nodes();
            if count > 0 && (requests > MOST_REQUESTS || nodes > MOST_NODES) {
                break;
            }
            count += 1;
        }
        queue.drain(..count).collect()
    }

    /// Whether a queue fills a request.
    pub fn fills(&self, queue: &[Want]) -> bool {
        let most = self.lock().wants;
        queue.len() >= most
            || queue.iter().map(Want::requests).sum::<u64>() >= MOST_REQUESTS
            || queue.iter().map(Want::nodes).sum::<u64>() >= MOST_NODES
    }

    /// Halves what a request held that was too heavy. False where nothing can become smaller.
    pub fn halve(&self, wants: &[Want]) -> bool {
        let mut state = self.lock();
        state.streak = 0;
        let before = state.clone();
        for want in wants {
            // Halved from what was asked: several heavy requests on their way at once halve it once.
            let page = state.pages.entry(want.ask).or_insert(1);
            *page = (*page).min((want.first / 2).max(1));
        }
        state.wants = state.wants.min((wants.len() / 2).max(1));
        before.pages != state.pages
            || before.wants != state.wants
            || wants.len() > 1
            || wants.iter().any(|want| want.first > 1)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(count: usize) -> Vec<Want> {
        (0..count)
            .map(|number| Want::new(Ask::PullRequests, "R", number))
            .collect()
    }

    #[test]
    fn requests_hold_no_more_than_they_may() {
        let sizes = Sizes::default();
        let mut wants = queue(100);
        assert!(sizes.fills(&wants));
        let batch = sizes.take(&mut wants);
        assert!(
            batch.iter().map(Want::requests).sum::<u64>() <= MOST_REQUESTS,
            "{}",
            batch.len()
        );
        assert_eq!(batch.len() + wants.len(), 100);
    }

    #[test]
    fn heavy_requests_shrink_to_one_node_and_stay_small() {
        let sizes = Sizes::default();
        let mut halvings = 0;
        loop {
            let batch = sizes.take(&mut queue(40));
            if !sizes.halve(&batch) {
                break;
            }
            halvings += 1;
        }
        assert!((4..=6).contains(&halvings), "{halvings}");
        assert_eq!(sizes.remembered()["pull requests"], 1);
        let recalled = Sizes::recalled(&sizes.remembered());
        assert_eq!(recalled.take(&mut queue(1))[0].first, 1);
        assert_eq!(Sizes::default().remembered()["pull requests"], 25);
    }

    #[test]
    fn a_bad_hour_is_forgotten_after_many_good_answers() {
        let sizes = Sizes::default();
        sizes.halve(&queue(40));
        assert_eq!(sizes.remembered()["pull requests"], 12);
        (1..GOOD_STREAK).for_each(|_| sizes.went_well());
        assert_eq!(sizes.remembered()["pull requests"], 12);
        let later = Sizes::recalled(&sizes.remembered());
        later.went_well();
        assert_eq!(later.remembered()["pull requests"], 24);
    }
}
