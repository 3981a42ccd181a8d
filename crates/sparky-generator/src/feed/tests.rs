use super::*;

fn entry(period: &str, title: &str) -> Entry {
    let period = Period::parse_kind(period, Kind::Weekly).unwrap();
    Entry {
        front_matter: Head {
            title: title.into(),
            description: format!("{title} & more"),
            period,
            partial: false,
        },
        window: period.window(&jiff::tz::TimeZone::UTC),
    }
}

fn both(feed: &Feed) -> (atom_syndication::Feed, ::rss::Channel) {
    let (atom, rss) = (feed.atom().unwrap(), feed.rss().unwrap());
    (atom.parse().unwrap(), rss.parse().unwrap())
}

#[test]
fn hostile_titles_come_back_as_they_were_and_descriptions_as_harmless_html() {
    let title = "</title><script>alert(1)</script> ]]> &amp; \u{fffe}\u{1}\"x'";
    let seen = "</title><script>alert(1)</script> ]]> &amp; \"x'";
    let feed = Feed::new(
        Kind::Weekly,
        "A <b> & Co",
        vec![entry("2025-W46", title)],
        "https://news.example.org/a",
    );
    let (atom, rss) = both(&feed);
    assert_eq!(atom.title.value, "A <b> & Co: weekly reports");
    assert_eq!(atom.entries[0].title.value, seen);
    assert_eq!(
        atom.entries[0].summary.as_ref().unwrap().value,
        format!("{seen} & more")
    );
    assert_eq!(rss.items[0].title.as_deref(), Some(seen));
    assert!(!rss.items[0].description.as_ref().unwrap().contains('<'));
    let url = "https://news.example.org/a/weekly/2025-W46.html";
    assert_eq!(atom.entries[0].id, url);
    assert_eq!(atom.entries[0].links[0].href, url);
    assert_eq!(rss.items[0].link.as_deref(), Some(url));
    let guid = rss.items[0].guid.as_ref().unwrap();
    assert_eq!((guid.value.as_str(), guid.permalink), (url, true));
    assert_eq!(atom.entries[0].updated.to_rfc3339(), "2025-11-17T00:00:00+00:00");
    assert_eq!(
        rss.items[0].pub_date.as_deref(),
        Some("Mon, 17 Nov 2025 00:00:00 +0000")
    );
}

#[test]
fn without_a_site_links_are_relative_and_ids_are_names() {
    let feed = Feed::new(Kind::Weekly, "Å Lab, Inc.", vec![entry("2025-W46", "News")], "");
    let (atom, rss) = both(&feed);
    assert_eq!(atom.id, "urn:sparky:lab-inc:weekly");
    assert_eq!(atom.entries[0].id, "urn:sparky:lab-inc:weekly:2025-W46");
    assert_eq!(atom.entries[0].links[0].href, "2025-W46.html");
    let guid = rss.items[0].guid.as_ref().unwrap();
    assert_eq!(guid.value, atom.entries[0].id);
    assert!(!guid.permalink);
    // RSS knows no relative links.
    assert_eq!(rss.link, "urn:sparky:lab-inc:weekly");
    assert_eq!(rss.items[0].link, None);
}

#[test]
fn only_the_newest_are_kept_in_order() {
    let entries = (1..=25).map(|week| entry(&format!("2025-W{week:02}"), "News"));
    let feed = Feed::new(Kind::Weekly, "Lab", entries.collect(), "");
    let (atom, rss) = both(&feed);
    let ids: Vec<_> = atom.entries.iter().map(|each| each.id.as_str()).collect();
    assert_eq!(ids.len(), LONGEST_FEED);
    assert!(ids[0].ends_with("W25") && ids[19].ends_with("W06"), "{ids:?}");
    let guids: Vec<_> = rss
        .items
        .iter()
        .map(|each| each.guid.as_ref().unwrap().value.as_str())
        .collect();
    assert_eq!(guids, ids);
}
