//! The social networks and how each counts the length of a post.

use std::{fmt, sync::LazyLock};

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::plain::holds_domain;

/// What an address counts on X and Mastodon, however long it is.
const ADDRESS: usize = 23;

/// A social network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Network {
    /// X: 280 weighted characters.
    X,
    /// LinkedIn: 1,300 UTF-16 units, what is shown of a post without unfolding much.
    LinkedIn,
    /// Bluesky: 300 graphemes and 3,000 bytes (`app.bsky.feed.post`).
    Bluesky,
    /// Mastodon: 500 graphemes, an address counting 23.
    Mastodon,
}

impl Network {
    /// Every network.
    pub const ALL: [Self; 4] = [Self::X, Self::LinkedIn, Self::Bluesky, Self::Mastodon];

    /// The name in file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::LinkedIn => "linkedin",
            Self::Bluesky => "bluesky",
            Self::Mastodon => "mastodon",
        }
    }

    /// The longest post, in the network's own units.
    pub fn limit(self) -> usize {
        match self {
            Self::X => 280,
            Self::LinkedIn => 1300,
            Self::Bluesky => 300,
            Self::Mastodon => 500,
        }
    }

    /// The length of a post as the network counts it.
    pub fn length(self, text: &str) -> usize {
        match self {
            Self::X => with_addresses(&text.nfc().collect::<String>(), weight, true),
            Self::LinkedIn => text.encode_utf16().count(),
            Self::Bluesky => graphemes(text),
            Self::Mastodon => with_addresses(&without_servers(text), graphemes, false),
        }
    }

    /// Whether the network takes a post of this length.
    pub fn takes(self, text: &str) -> bool {
        // Ten bytes a grapheme is Bluesky's second limit: clusters of many marks run into it first.
        let bytes = self != Self::Bluesky || text.len() <= 3000;
        bytes && self.length(text) <= self.limit()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The length with every address at its fixed weight. `bare` networks make links of addresses without a scheme too;
/// whether `a.rs` is one depends on their list of domains, so that the longer of both counts.
fn with_addresses(text: &str, length: fn(&str) -> usize, bare: bool) -> usize {
    let of = |word: &str| {
        let end =
            word.trim_end_matches(|letter: char| letter.is_whitespace() || ".,:;!?)'\"”’".contains(letter));
        match word.find("https://").or_else(|| word.find("http://")) {
            Some(begin) if begin < end.len() => length(&word[..begin]) + ADDRESS + length(&word[end.len()..]),
            _ if bare && holds_domain(word) => length(word).max(ADDRESS + length(&word[end.len()..])),
            _ => length(word),
        }
    };
    text.split_inclusive(char::is_whitespace).map(of).sum()
}

/// Of people on other servers Mastodon counts the name alone: `@ada@example.org` as `@ada`.
fn without_servers(text: &str) -> String {
    static MENTION: LazyLock<Regex> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "a constant that a test compiles")]
        Regex::new(r"(^|[^/\w])@([A-Za-z0-9_]+)@[A-Za-z0-9.-]*[A-Za-z0-9]").expect("a pattern")
    });
    MENTION.replace_all(text, "$1@$2").into_owned()
}

/// Configuration 3 of twitter-text (`config/v3.json`): characters of most European and Semitic scripts weigh 1, all
/// others 2, and an emoji weighs 2 however many characters it is made of. The text is in normal form C.
fn weight(text: &str) -> usize {
    let light =
        |character: char| matches!(character as u32, 0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247);
    let of = |cluster: &str| {
        let mut characters = cluster.chars();
        let is_sequence = characters.next().is_some() && characters.next().is_some();
        if is_sequence && cluster.chars().any(is_emoji) {
            2
        } else {
            cluster
                .chars()
                .map(|character| if light(character) { 1 } else { 2 })
                .sum()
        }
    };
    text.graphemes(true).map(of).sum()
}

/// Whether a character makes the cluster it stands in an emoji: pictographs, regional indicators, the keycap and the
/// selector that asks for a picture.
fn is_emoji(character: char) -> bool {
    matches!(character, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{20e3}' | '\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: &str = "👨\u{200d}👩\u{200d}👧\u{200d}👦";

    #[test]
    fn x_weighs_wide_characters_emoji_and_addresses() {
        let length = |text: &str| Network::X.length(text);
        assert_eq!(length("plain text, Grüße, привет"), 25);
        assert_eq!(length("日本語"), 6);
        assert_eq!(length("“quoted” – dash"), 15);
        assert_eq!(length("🎉"), 2);
        assert_eq!(length(FAMILY), 2);
        assert_eq!(length("👍🏽🇩🇪1\u{fe0f}\u{20e3}"), 6);
        assert_eq!(
            length(&format!("see\n\nhttps://example.org/{}", "x".repeat(300))),
            28
        );
        assert!(Network::X.takes(&"語".repeat(140)));
        assert!(!Network::X.takes(&"語".repeat(141)));
    }

    /// From the conformance suite of twitter-text (`validate.yml`), as far as configuration 3 counts the same.
    #[test]
    fn x_counts_as_its_published_suite() {
        for (text, expected) in [
            ("This is a test.", 15),
            ("http://test.com", 23),
            ("https://test.com", 23),
            ("test.com", 23),
            ("Test https://test.com test https://test.com test.com test", 86),
            ("저찀쿿쿿", 8),
            ("\u{10000}\u{10ffff}", 4),
            ("H🐱☺", 5),
        ] {
            assert_eq!(Network::X.length(text), expected, "{text}");
        }
    }

    #[test]
    fn x_counts_normal_form_c_and_addresses_without_what_surrounds_them() {
        assert_eq!(Network::X.length("cafe\u{301}"), 4);
        assert_eq!(Network::X.length("\u{1112}\u{1161}\u{11ab}"), 2);
        assert_eq!(Network::X.length("(https://example.org/a)."), 26);
        assert_eq!(
            Network::X.length(&format!("www.example.org/{}", "x".repeat(60))),
            76
        );
    }

    #[test]
    fn bluesky_counts_graphemes_and_bytes() {
        assert_eq!(Network::Bluesky.length(FAMILY), 1);
        assert_eq!(Network::Bluesky.length("https://example.org"), 19);
        assert!(Network::Bluesky.takes(&"語".repeat(300)));
        assert!(!Network::Bluesky.takes(&"語".repeat(301)));
        // 25 bytes each: 120 fit into 3,000.
        assert!(Network::Bluesky.takes(&FAMILY.repeat(120)));
        assert!(!Network::Bluesky.takes(&FAMILY.repeat(121)));
    }

    #[test]
    fn mastodon_counts_addresses_as_twenty_three() {
        let address = format!("https://example.org/{}", "x".repeat(600));
        assert_eq!(Network::Mastodon.length(&format!("日本 {address}")), 26);
        assert!(Network::Mastodon.takes(&format!("{} {address}", "é".repeat(476))));
        assert!(!Network::Mastodon.takes(&format!("{} {address}", "é".repeat(477))));
    }

    #[test]
    fn mastodon_leaves_out_the_server_of_a_mention() {
        let length = |text: &str| Network::Mastodon.length(text);
        assert_eq!(length("@ada@a-very-long-server.example.org wrote"), 10);
        assert_eq!(length("thanks, @ada and @grace@example.org."), 24);
        assert_eq!(length("https://example.org/@ada@example.org"), 23);
        assert_eq!(length("cafe\u{301} test.com"), 13);
    }

    #[test]
    fn linkedin_counts_utf_16() {
        assert_eq!(Network::LinkedIn.length("é日🎉"), 4);
        assert!(!Network::LinkedIn.takes(&"🎉".repeat(651)));
    }
}
