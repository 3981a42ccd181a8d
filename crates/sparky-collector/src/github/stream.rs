//! Reads one list of one repository to its end: a pure state machine that takes pages and asks for more.
//!
//! A list is sorted by change, newest first, and is read down to a floor. What changes while it is read moves to the
//! top, where reading has already been: so a list of several pages gets a closing look at its top.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{queries::Ask, want::Want};

/// How many closing looks there are at most: a list that changes faster is never at rest.
const CLOSING_LOOKS: u32 = 5;

/// A page as GitHub gives it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// How long the whole list is.
    #[serde(default)]
    pub total_count: Option<u64>,
    /// Whether it goes on.
    pub page_info: PageInfo,
    /// The elements.
    pub nodes: Vec<Value>,
}

/// Whether a list goes on, and where.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl PageInfo {
    /// The cursor of the next page, if there is one.
    pub fn next(&self) -> Option<String> {
        self.end_cursor.clone().filter(|_| self.has_next_page)
    }
}

/// What every element has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Element {
    id: String,
    updated_at: Timestamp,
    created_at: Timestamp,
    inner: Option<Page>,
    talk: Option<Page>,
}

/// Why a list of what is open is not whole that is longer than what is taken.
pub fn cut_open(most: usize) -> String {
    format!("only the oldest {most} are taken (`github.max_items`)")
}

/// Reading a list.
#[derive(Debug)]
pub struct Stream {
    /// The repository's node id.
    pub repository: String,
    /// Which list.
    pub ask: Ask,
    /// The time down to which it is read.
    pub floor: Timestamp,
    /// Its place among the streams.
    pub place: usize,
    /// The elements by node id: the newest reading of each.
    pub items: BTreeMap<String, Value>,
    /// How long the whole list is, by the newest page.
    pub total: Option<u64>,
    /// Why it is not whole.
    pub gap: Option<String>,
    /// The most elements that are taken.
    most: usize,
    /// Questions without an answer yet.
    open: usize,
    /// The newest change when this pass began.
    top: Option<Timestamp>,
    pages_of_pass: u32,
    looks: u32,
    pass_floor: Timestamp,
}

impl Stream {
    /// Begins a list that is read down to `floor`.
    pub fn new(ask: Ask, repository: &str, place: usize, floor: Timestamp, most: usize) -> Self {
        Self {
            repository: repository.to_owned(),
            ask,
            floor,
            place,
            items: BTreeMap::new(),
            total: None,
            gap: None,
            most,
            open: 1,
            top: None,
            pages_of_pass: 0,
            looks: 0,
            pass_floor: floor,
        }
    }

    /// The first question, to be asked once. The list is known to be no longer than `total`.
    pub fn first(&self, total: u64) -> Want {
        Want::new(self.ask, &self.repository, self.place).at_most(total)
    }

    /// Takes the answer to a question and gives the next ones.
    pub fn take(&mut self, want: &Want, answer: Result<Value, String>) -> Vec<Want> {
        let taken = answer.and_then(|mut object| {
            let page = serde_json::from_value(object["page"].take()).map_err(|error| error.to_string())?;
            if want.ask == self.ask {
                self.page(page)
            } else {
                self.inner(want, page)
            }
        });
        let wants = taken.unwrap_or_else(|why| {
            self.gap.get_or_insert(why);
            Vec::new()
        });
        self.open = self.open + wants.len() - 1;
        wants
    }

    /// Whether every question has its answer.
    pub fn is_done(&self) -> bool {
        self.open == 0
    }

    fn page(&mut self, page: Page) -> Result<Vec<Want>, String> {
        let mut wants = Vec::new();
        let mut below = false;
        let next = page.page_info.next();
        self.pages_of_pass += 1;
        self.total = page.total_count.or(self.total);
        for node in page.nodes {
            let element: Element = serde_json::from_value(node.clone()).map_err(|error| error.to_string())?;
            let key = self.key(&element);
            self.top = self.top.max(Some(key));
            below |= key < self.pass_floor;
            if below {
                continue;
            }
            let known = self
                .items
                .get(&element.id)
                .is_some_and(|known| known["updatedAt"] == node["updatedAt"]);
            if known {
                continue;
            }
            wants.extend(self.rest_of(&element));
            self.items.insert(element.id, node);
        }
        if self.items.len() >= self.most && next.is_some() && !below {
            let why = if self.ask.is_open() {
                cut_open(self.most)
            } else {
                format!(
                    "only the newest {} are taken (`github.max_items`)",
                    self.items.len()
                )
            };
            self.gap.get_or_insert(why);
            return Ok(wants);
        }
        match next.filter(|_| !below) {
            Some(cursor) => wants.push(Want::new(self.ask, &self.repository, self.place).after(Some(cursor))),
            None => wants.extend(self.closing_look()),
        }
        Ok(wants)
    }

    /// A look at the top, where reading took long enough for something to move there.
    fn closing_look(&mut self) -> Option<Want> {
        let top = self.top?;
        let at_rest = self.looks > 0 && top == self.pass_floor;
        if self.pages_of_pass <= 1 || at_rest || self.ask == Ask::Releases || self.ask.is_open() {
            return None;
        }
        if self.looks == CLOSING_LOOKS {
            self.gap
                .get_or_insert("the list changed all the time while it was read".into());
            return None;
        }
        self.looks += 1;
        self.pages_of_pass = 0;
        self.pass_floor = top;
        Some(Want::new(self.ask, &self.repository, self.place))
    }

    /// The questions for the parts of an element's inner lists that did not come with it.
    fn rest_of(&self, element: &Element) -> impl Iterator<Item = Want> {
        let talk = if self.ask.kind() == Ask::PullRequests {
            Ask::Talk
        } else {
            Ask::Events
        };
        let rest = |ask, list: &Option<Page>| {
            let cursor = list.as_ref()?.page_info.next()?;
            Some(Want::new(ask, &element.id, self.place).after(Some(cursor)))
        };
        [rest(Ask::Reviews, &element.inner), rest(talk, &element.talk)]
            .into_iter()
            .flatten()
    }

    fn inner(&mut self, want: &Want, page: Page) -> Result<Vec<Want>, String> {
        let next = page.page_info.next();
        let item = self.items.get_mut(&want.id).ok_or("an answer to no question")?;
        let nodes = item[want.ask.inner_list()]["nodes"]
            .as_array_mut()
            .ok_or("an element without an inner list")?;
        nodes.extend(page.nodes);
        Ok(next
            .map(|cursor| Want::new(want.ask, &want.id, self.place).after(Some(cursor)))
            .into_iter()
            .collect())
    }

    /// What the list is sorted by.
    fn key(&self, element: &Element) -> Timestamp {
        if self.ask == Ask::Releases {
            element.created_at
        } else {
            element.updated_at
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(items: &[(&str, &str)], cursor: Option<&str>) -> Result<Value, String> {
        let nodes: Vec<_> = items
            .iter()
            .map(|(id, at)| json!({"id": id, "updatedAt": at, "createdAt": at}))
            .collect();
        let info = json!({"hasNextPage": cursor.is_some(), "endCursor": cursor});
        Ok(json!({"page": {"totalCount": 9, "pageInfo": info, "nodes": nodes}}))
    }

    fn stream(most: usize) -> Stream {
        Stream::new(Ask::Issues, "R", 0, "2025-11-10T00:00:00Z".parse().unwrap(), most)
    }

    #[test]
    fn an_item_that_moves_to_the_top_is_seen() {
        let mut stream = stream(99);
        let first = stream.first(9);
        let more = stream.take(&first, page(&[("a", "2025-11-14T00:00:00Z")], Some("x")));
        // `c` would have been here, and has just changed.
        let look = stream.take(
            &more[0],
            page(
                &[("b", "2025-11-12T00:00:00Z"), ("old", "2025-11-01T00:00:00Z")],
                Some("y"),
            ),
        );
        assert_eq!(look[0].after, None);
        let end = stream.take(
            &look[0],
            page(
                &[("c", "2025-11-15T00:00:00Z"), ("a", "2025-11-14T00:00:00Z")],
                None,
            ),
        );
        assert!(end.is_empty(), "{end:?}");
        assert_eq!(stream.items.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(stream.gap, None);
    }

    #[test]
    fn a_look_of_several_small_pages_that_finds_nothing_new_is_the_last() {
        let (new, old) = ("2025-11-14T00:00:00Z", "2025-11-01T00:00:00Z");
        let mut stream = stream(99);
        let first = stream.first(9);
        let more = stream.take(&first, page(&[("a", new)], Some("x")));
        let more = stream.take(&more[0], page(&[("b", new)], Some("y")));
        let look = stream.take(&more[0], page(&[("old", old)], Some("z")));
        assert_eq!(look[0].after, None);
        let more = stream.take(&look[0], page(&[("b", new)], Some("x")));
        assert!(stream.take(&more[0], page(&[("old", old)], Some("y"))).is_empty());
        assert!(stream.is_done() && stream.gap.is_none());
    }

    #[test]
    fn one_page_needs_no_second_look() {
        let mut stream = stream(99);
        let first = stream.first(1);
        assert!(
            stream
                .take(&first, page(&[("a", "2025-11-14T00:00:00Z")], None))
                .is_empty()
        );
    }

    #[test]
    fn what_is_cut_or_fails_is_a_gap() {
        let mut cut = stream(1);
        let first = cut.first(9);
        assert!(
            cut.take(&first, page(&[("a", "2025-11-14T00:00:00Z")], Some("x")))
                .is_empty()
        );
        assert!(cut.gap.unwrap().contains("newest 1"));
        let mut failed = stream(9);
        let first = failed.first(9);
        assert!(failed.take(&first, Err("no".into())).is_empty());
        assert_eq!(failed.gap.as_deref(), Some("no"));
        let mut strange = stream(9);
        let first = strange.first(9);
        assert!(strange.take(&first, Ok(json!({"page": {}}))).is_empty());
        assert!(strange.gap.is_some());
    }
}
