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
pub const LISTS: [Ask; 3] = [Ask::PullRequests, Ask::Issues, Ask::Releases];

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
    let mut streams = Streams::default();
    for facts in repositories {
        for ask in LISTS {
            if let Some(floor) = floor(desk.store, facts, ask, span)? {
                streams.add(ask, facts, floor, span.most);
            }
        }
    }
    let mut synced = Synced::default();
    let again = round(desk, repositories, span, streams, &mut synced).await?;
    // A list that is shorter than it should be lost something: it is read again as if it were unknown.
    round(desk, repositories, span, again, &mut synced).await?;
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

/// Reads lists and keeps them; gives those back that must be read from further below.
async fn round(
    desk: Desk<'_>,
    repositories: &[Facts],
    span: Span,
    mut streams: Streams,
    synced: &mut Synced,
) -> Result<Streams, StoreError> {
    let wants = std::mem::take(&mut streams.first);
    if synced.stopped.is_none() {
        synced.stopped = pump(desk.client, desk.sizes, span.parallel, wants, &mut streams)
            .await
            .err();
    }
    let stopped = synced.stopped.as_ref().map(|error| chain(error));
    let by_id: BTreeMap<&str, &Facts> = repositories
        .iter()
        .map(|facts| (facts.id.as_str(), facts))
        .collect();
    let mut again = Streams::default();
    for mut stream in streams.all {
        // What was read before GitHub stopped answering is kept; only a list that was read to its end is known.
        if let (Some(why), false) = (&stopped, stream.is_done()) {
            stream.gap.get_or_insert(why.clone());
        }
        let facts = by_id[stream.repository.as_str()];
        if let Some(since) = settle(desk.store, facts, &stream, span)? {
            again.add(stream.ask, facts, since, span.most);
        }
        if let Some(why) = stream.gap {
            synced
                .gaps
                .entry(stream.repository)
                .or_default()
                .insert(stream.ask, why);
        }
    }
    Ok(again)
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
        body: body.clone(),
    })
}

fn created(body: &Value) -> Option<Timestamp> {
    body["createdAt"].as_str()?.parse().ok()
}

/// The accounts that an item names.
fn actors(body: &Value) -> impl Iterator<Item = Who> {
    let inner = body["inner"]["nodes"].as_array().into_iter().flatten();
    let authors = inner.chain([body]).map(|node| node["author"].clone());
    authors.filter_map(|author| serde_json::from_value(author).ok())
}

/// Every list that is being read.
#[derive(Default)]
struct Streams {
    all: Vec<Stream>,
    first: Vec<Want>,
}

impl Streams {
    fn add(&mut self, ask: Ask, facts: &Facts, floor: Timestamp, most: usize) {
        let stream = Stream::new(ask, &facts.id, self.all.len(), floor, most);
        self.first.push(stream.first(head(facts, ask).total_count));
        self.all.push(stream);
    }
}

impl Asker for Streams {
    fn take(&mut self, want: Want, answer: Result<Value, String>) -> Vec<Want> {
        let place = want.stream;
        self.all[place].take(&want, answer)
    }
}
