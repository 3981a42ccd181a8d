//! Brings the kept lists of repositories up to date with as few questions as possible.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    client::Client,
    error::GitHubError,
    facts::{Facts, Head},
    pump::{Asker, pump},
    queries::Ask,
    record::Who,
    sizes::Sizes,
    store::{Kept, Known, Store, StoreError},
    stream::Stream,
    want::Want,
};
use crate::error::chain;

/// How far a list is read again below what is known: times have seconds, and GitHub's indexes lag.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// How long before its publication a release may have been drafted to be found.
const DRAFTED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The lists that are kept.
const LISTS: [Ask; 3] = [Ask::PullRequests, Ask::Issues, Ask::Releases];

/// The lists of what is open, which are kept among the others.
const OPEN: [Ask; 2] = [Ask::OpenPullRequests, Ask::OpenIssues];

/// What is missing from lists: by repository's node id, then by list, with the reason.
pub type Gaps = BTreeMap<String, BTreeMap<Ask, String>>;

/// How bringing lists up to date ended.
#[derive(Debug, Default)]
pub struct Synced {
    /// What is missing.
    pub gaps: Gaps,
    /// Why GitHub was not asked to the end. Whatever was not read for it is among the gaps.
    pub stopped: Option<GitHubError>,
}

/// How to bring lists up to date.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Everything that changed since then is wanted.
    pub since: Timestamp,
    /// GitHub's time when the facts were read.
    pub at: Timestamp,
    /// Items of a list at most.
    pub most: usize,
    /// Requests at once.
    pub parallel: usize,
}

/// Whom to ask and where to keep what comes.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Whom.
    pub client: &'a Client,
    /// In pieces how large.
    pub sizes: &'a Sizes,
    /// Where.
    pub store: &'a Store,
}

/// Reads what changed in repositories since a time and keeps it.
pub async fn sync(desk: Desk<'_>, repositories: &[Facts], span: Span) -> Result<Synced, StoreError> {
    let mut first = Reading::new(desk, span);
    for facts in repositories {
        for ask in LISTS {
            if let Some(floor) = floor(desk.store, facts, ask, span)? {
                first.add(ask, facts, floor);
            }
        }
    }
    let mut synced = Synced::default();
    let mut second = Reading::new(desk, span);
    // A list that is shorter than it should be lost something: it is read again as if it were unknown.
    for (ask, facts, since) in first.read(&mut synced).await? {
        second.add(ask, facts, since);
    }
    // What changed is known by now. Where not as many are open as GitHub counts, others have been open for long.
    for facts in repositories {
        for ask in OPEN {
            let total = total(facts, ask);
            if total != desk.store.open_items(&facts.id, ask.kind())? {
                second.add(ask, facts, Timestamp::MIN);
            }
        }
    }
    second.read(&mut synced).await?;
    desk.store.keep_pages(&desk.sizes.remembered())?;
    Ok(synced)
}

/// Down to which time a list must be read; nothing where everything is known.
fn floor(store: &Store, facts: &Facts, ask: Ask, span: Span) -> Result<Option<Timestamp>, StoreError> {
    let head = head(facts, ask);
    let margin = if ask == Ask::Releases {
        DRAFTED
    } else {
        SignedDuration::ZERO
    };
    let wanted = span.since - margin;
    let known = store.known(&facts.id, ask)?.filter(|known| known.since <= wanted);
    Ok(match known {
        _ if head.total_count == 0 && known.is_none_or(|known| known.total == 0) => None,
        None if ask != Ask::Releases && head.newest() < Some(wanted) => None,
        None => Some(wanted),
        Some(known) => {
            let settled = known.head.is_none_or(|head| head < known.synced - OVERLAP);
            let same = known.head == head.newest() && known.total == head.total_count;
            let back = known.head.unwrap_or(known.since).min(known.synced) - OVERLAP - margin;
            // A list that became shorter lost something, which only reading all of it can tell.
            let back = if head.total_count < known.total {
                known.since
            } else {
                back.max(known.since)
            };
            (!same || !settled).then_some(back)
        }
    })
}

fn head(facts: &Facts, ask: Ask) -> &Head {
    match ask {
        Ask::PullRequests => &facts.pull_requests,
        Ask::Issues => &facts.issues,
        _ => &facts.releases,
    }
}

/// How long a list is as a whole.
fn total(facts: &Facts, ask: Ask) -> u64 {
    match ask {
        Ask::OpenPullRequests => facts.open_pull_requests.total_count,
        Ask::OpenIssues => facts.open_issues.total_count,
        _ => head(facts, ask).total_count,
    }
}

/// Keeps those of the open items that did not change since the other lists are known: the others came with those.
fn settle_open(store: &Store, facts: &Facts, stream: &Stream, span: Span) -> Result<(), StoreError> {
    let ask = stream.ask.kind();
    let known = store.known(&facts.id, ask)?;
    let since = known.map_or(span.since, |known| known.since.min(span.since));
    let mut items = Vec::new();
    for item in stream.items.iter().filter_map(|(id, body)| kept(ask, id, body)) {
        if item.at < since || !store.holds(&facts.id, ask, &item.id)? {
            items.push(item);
        }
    }
    let listed = stream.items.keys().map(String::as_str).collect();
    store.keep_actors(
        &items
            .iter()
            .flat_map(|item| actors(&item.body))
            .collect::<Vec<_>>(),
    )?;
    store.keep_open(
        &facts.id,
        ask,
        &items,
        stream.gap.is_none().then_some((since, &listed)),
    )
}

/// Keeps a list. Gives the time down to which it must be read again if something is gone from it.
fn settle(
    store: &Store,
    facts: &Facts,
    stream: &Stream,
    span: Span,
) -> Result<Option<Timestamp>, StoreError> {
    let ask = stream.ask;
    let before = store
        .known(&facts.id, ask)?
        .filter(|known| known.since <= stream.floor);
    let items: Vec<Kept> = stream
        .items
        .iter()
        .filter_map(|(id, body)| kept(ask, id, body))
        .collect();
    let actors = items
        .iter()
        .flat_map(|item| actors(&item.body))
        .collect::<Vec<_>>();
    store.keep_actors(&actors)?;
    if stream.gap.is_some() {
        store.keep(&facts.id, ask, &items, None, None)?;
        return Ok(None);
    }
    let total = stream.total.unwrap_or(head(facts, ask).total_count);
    // Read from the floor of a list that is known further down: what came is new, or was known.
    if let Some(before) = before.filter(|before| before.since < stream.floor) {
        let mut expected = before.total;
        // Whatever was opened since then is kept: what is not, is new.
        for item in items
            .iter()
            .filter(|item| created(&item.body) >= Some(before.since))
        {
            expected += u64::from(!store.holds(&facts.id, ask, &item.id)?);
        }
        if expected != total {
            return Ok(Some(before.since));
        }
    }
    let since = before.map_or(stream.floor, |before| before.since.min(stream.floor));
    let newest = items.iter().map(|item| item.at).max();
    let listed = head(facts, ask).newest();
    let head = if ask == Ask::Releases {
        listed
    } else {
        newest.max(listed)
    };
    let known = Known {
        since,
        synced: span.at,
        head,
        total,
    };
    let whole = before
        .is_none_or(|before| before.since >= stream.floor)
        .then_some(stream.floor);
    store.keep(&facts.id, ask, &items, whole, Some(&known))?;
    Ok(None)
}

fn kept(ask: Ask, id: &str, body: &Value) -> Option<Kept> {
    let key = if ask == Ask::Releases {
        "createdAt"
    } else {
        "updatedAt"
    };
    let at = body[key].as_str()?.parse().ok()?;
    Some(Kept {
        id: id.to_owned(),
        at,
        open: ask != Ask::Releases && body["closedAt"].is_null(),
        body: body.clone(),
    })
}

fn created(body: &Value) -> Option<Timestamp> {
    body["createdAt"].as_str()?.parse().ok()
}

/// The accounts that an item names.
fn actors(body: &Value) -> impl Iterator<Item = Who> {
    let inner = ["inner", "talk"].map(|list| body[list]["nodes"].as_array().into_iter().flatten());
    let authors = inner
        .into_iter()
        .flatten()
        .chain([body])
        .map(|node| node["author"].clone());
    authors.filter_map(|author| serde_json::from_value(author).ok())
}

/// A list that must be read from further below.
type Again<'a> = (Ask, &'a Facts, Timestamp);

/// Lists that are being read. Each is kept as soon as it is whole, so that few are held at a time.
struct Reading<'a> {
    desk: Desk<'a>,
    span: Span,
    streams: Vec<Option<(Stream, &'a Facts)>>,
    first: Vec<Want>,
    again: Vec<Again<'a>>,
    gaps: Gaps,
    failed: Option<StoreError>,
}

impl<'a> Reading<'a> {
    fn new(desk: Desk<'a>, span: Span) -> Self {
        Self {
            desk,
            span,
            streams: Vec::new(),
            first: Vec::new(),
            again: Vec::new(),
            gaps: Gaps::new(),
            failed: None,
        }
    }

    fn add(&mut self, ask: Ask, facts: &'a Facts, floor: Timestamp) {
        let stream = Stream::new(ask, &facts.id, self.streams.len(), floor, self.span.most);
        self.first.push(stream.first(total(facts, ask)));
        self.streams.push(Some((stream, facts)));
    }

    /// Reads every list and gives those back that must be read from further below.
    async fn read(mut self, synced: &mut Synced) -> Result<Vec<Again<'a>>, StoreError> {
        let wants = std::mem::take(&mut self.first);
        if synced.stopped.is_none() {
            synced.stopped = pump(
                self.desk.client,
                self.desk.sizes,
                self.span.parallel,
                wants,
                &mut self,
            )
            .await
            .err();
        }
        // What was read before GitHub stopped answering is kept; only a list that was read to its end is known.
        let why = synced
            .stopped
            .as_ref()
            .map_or_else(|| "it was not read to its end".to_owned(), |e| chain(e));
        for place in 0..self.streams.len() {
            if let Some((stream, _)) = &mut self.streams[place] {
                stream.gap.get_or_insert(why.clone());
            }
            self.settle(place);
        }
        for (repository, gaps) in self.gaps {
            synced.gaps.entry(repository).or_default().extend(gaps);
        }
        match self.failed {
            Some(error) => Err(error),
            None => Ok(self.again),
        }
    }

    /// Keeps a list and lets go of it.
    fn settle(&mut self, place: usize) {
        let Some((stream, facts)) = self.streams[place].take() else {
            return;
        };
        let settled = if stream.ask.is_open() {
            settle_open(self.desk.store, facts, &stream, self.span).map(|()| None)
        } else {
            settle(self.desk.store, facts, &stream, self.span)
        };
        match settled {
            Ok(Some(since)) => self.again.push((stream.ask, facts, since)),
            Ok(None) => {}
            Err(error) => self.failed = Some(error),
        }
        if let Some(why) = stream.gap {
            self.gaps
                .entry(stream.repository)
                .or_default()
                .insert(stream.ask, why);
        }
    }
}

impl Asker for Reading<'_> {
    fn take(&mut self, want: Want, answer: Result<Value, String>) -> Vec<Want> {
        let place = want.stream;
        let Some((stream, _)) = &mut self.streams[place] else {
            return Vec::new();
        };
        let more = stream.take(&want, answer);
        if stream.is_done() {
            self.settle(place);
        }
        more
    }
}
