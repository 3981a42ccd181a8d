//! Feeds, held against what RFC 4287 and RSS 2.0 require.

use crate::HOMES;

/// Readers take titles and summaries for HTML, whatever the feed says.
fn markup(what: &str, text: &str) -> Option<String> {
    let fragment = scraper::Html::parse_fragment(text);
    let mut elements = fragment.root_element().descendants().skip(1);
    elements
        .find(|node| node.value().is_element() || node.value().is_comment())
        .map(|_| format!("{what} holds markup: {text}"))
}

fn leads_home(url: &str) -> Option<String> {
    (!HOMES.iter().any(|home| url.starts_with(home))).then(|| format!("leads to {url}"))
}

/// RFC 4287, sections 4.1.1 and 4.1.2.
pub fn faults_of_atom(content: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(content).unwrap();
    let mut faults = strange_elements(text, "http://www.w3.org/2005/Atom");
    let feed: atom_syndication::Feed = match text.parse() {
        Ok(feed) => feed,
        Err(error) => return vec![format!("no Atom feed: {error}")],
    };
    if feed.authors.is_empty() && feed.entries.iter().any(|entry| entry.authors.is_empty()) {
        faults.push("nobody wrote it".into());
    }
    if feed.links().iter().filter(|link| link.rel() == "self").count() != 1 {
        faults.push("does not say where it lies".into());
    }
    let mut ids: Vec<_> = feed.entries.iter().map(|entry| entry.id.clone()).collect();
    ids.push(feed.id.clone());
    let many = ids.len();
    ids.sort();
    ids.dedup();
    if ids.len() != many || ids.iter().any(|id| url::Url::parse(id).is_err()) {
        faults.push(format!("ids must be addresses and differ: {ids:?}"));
    }
    for entry in &feed.entries {
        if entry.title.value.trim().is_empty() {
            faults.push(format!("{} has no title", entry.id));
        }
        if entry.title.r#type != atom_syndication::TextType::Text {
            faults.push("a title is not plain text".into());
        }
        if entry.content.is_none() && !entry.links.iter().any(|link| link.rel == "alternate") {
            faults.push(format!("{} leads nowhere", entry.id));
        }
        faults.extend(entry.links.iter().filter_map(|link| leads_home(&link.href)));
    }
    faults
}

/// RSS 2.0: the required elements of a channel and of an item.
pub fn faults_of_rss(content: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(content).unwrap();
    let mut faults = strange_elements(text, "");
    let channel: rss::Channel = match text.parse() {
        Ok(channel) => channel,
        Err(error) => return vec![format!("no RSS feed: {error}")],
    };
    if channel.title.is_empty() || channel.description.is_empty() || url::Url::parse(&channel.link).is_err() {
        faults.push("title, link and description are required".into());
    }
    for item in &channel.items {
        if item.title.is_none() && item.description.is_none() {
            faults.push("an item without title and description".into());
        }
        faults.extend(
            item.description
                .as_ref()
                .and_then(|text| markup("a description", text)),
        );
        faults.extend(item.link.as_ref().and_then(|link| leads_home(link)));
        if item
            .pub_date
            .as_ref()
            .is_none_or(|date| jiff::fmt::rfc2822::parse(date).is_err())
        {
            faults.push(format!("no date: {:?}", item.pub_date));
        }
    }
    faults
}

/// Elements of another namespace than the feed's own, and processing instructions.
fn strange_elements(text: &str, namespace: &str) -> Vec<String> {
    let document = match roxmltree::Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("no XML: {error}")],
    };
    let strange = document.descendants().filter(|node| {
        node.is_comment()
            || node.is_pi()
            || node.is_element() && node.tag_name().namespace().unwrap_or("") != namespace
    });
    strange.map(|node| format!("{node:?}")).collect()
}
