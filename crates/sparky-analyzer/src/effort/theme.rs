//! What the members of a group have in common and what tells them apart.

use std::collections::BTreeMap;

use super::change::Change;
use crate::text::words;

/// The common and the particular of a row of titles: eight screens that move to one framework.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Theme {
    /// The words that nearly all titles share, as written, in the order in which they mostly stand.
    pub common: Vec<String>,
    /// What is left of each title, for those of which something short is left.
    pub names: Vec<(usize, String)>,
    /// The common word that follows the names, such as `screen`, if one of ours.
    pub noun: Option<(&'static str, &'static str)>,
}

/// Nouns of the trade that may follow a number in our own words.
const NOUNS: &[(&str, &str)] = &[
    ("adapter", "adapters"),
    ("benchmark", "benchmarks"),
    ("chart", "charts"),
    ("command", "commands"),
    ("component", "components"),
    ("crate", "crates"),
    ("dashboard", "dashboards"),
    ("driver", "drivers"),
    ("endpoint", "endpoints"),
    ("guide", "guides"),
    ("handler", "handlers"),
    ("module", "modules"),
    ("page", "pages"),
    ("panel", "panels"),
    ("plugin", "plugins"),
    ("report", "reports"),
    ("screen", "screens"),
    ("script", "scripts"),
    ("service", "services"),
    ("tab", "tabs"),
    ("test", "tests"),
    ("view", "views"),
    ("widget", "widgets"),
    ("workflow", "workflows"),
];

/// Finds the theme of three titles or more; nothing where they share less than two words.
pub(crate) fn theme(changes: &[Change<'_>], members: &[usize]) -> Option<Theme> {
    if members.len() < 3 {
        return None;
    }
    let titles: Vec<(usize, Vec<&str>)> = members
        .iter()
        .map(|&i| (i, split(&changes[i].subject.bare_title)))
        .collect();
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for (_, title) in &titles {
        let mut once: Vec<String> = title.iter().filter_map(|word| words::topic(word)).collect();
        once.sort_unstable();
        once.dedup();
        for word in once {
            *uses.entry(word).or_default() += 1;
        }
    }
    uses.retain(|_, uses| *uses * 4 >= titles.len() * 3);
    if uses.len() < 2 {
        return None;
    }
    let is_common = |word: &str| words::topic(word).is_some_and(|topic| uses.contains_key(&topic));
    let mut theme = Theme::default();
    let mut followers: BTreeMap<String, usize> = BTreeMap::new();
    for (i, title) in &titles {
        let Some(end) = title.iter().position(|word| is_common(word)) else {
            continue;
        };
        let name: Vec<&str> = title[..end]
            .iter()
            .copied()
            .filter(|word| crate::text::verbs::find(word).is_none())
            .collect();
        if (1..=3).contains(&name.len()) {
            theme.names.push((*i, name.join(" ")));
            if let Some(topic) = words::topic(title[end]) {
                *followers.entry(topic).or_default() += 1;
            }
        }
    }
    if theme.names.len() * 4 < titles.len() * 3 {
        return None;
    }
    let follower = followers
        .into_iter()
        .max_by_key(|(_, uses)| *uses)
        .map(|(word, _)| word);
    theme.noun = follower
        .as_deref()
        .and_then(|word| NOUNS.iter().find(|(one, _)| *one == word))
        .copied();
    theme.common = common_words(&titles, &uses, theme.noun.map(|(one, _)| one));
    Some(theme)
}

/// The common words in the order of the first title that has them all, the noun and words of movement left out.
fn common_words(
    titles: &[(usize, Vec<&str>)],
    uses: &BTreeMap<String, usize>,
    noun: Option<&str>,
) -> Vec<String> {
    let topics = |title: &[&str]| {
        title
            .iter()
            .filter_map(|word| words::topic(word))
            .filter(|topic| uses.contains_key(topic))
            .count()
    };
    let Some((_, title)) = titles
        .iter()
        .max_by_key(|(i, title)| (topics(title), std::cmp::Reverse(*i)))
    else {
        return Vec::new();
    };
    title
        .iter()
        .filter(|word| {
            words::topic(word).is_some_and(|topic| {
                uses.contains_key(&topic) && noun != Some(topic.as_str()) && !is_movement(&topic)
            })
        })
        .map(|word| (*word).to_owned())
        .collect()
}

/// Whether a word says that things move from one place to another.
pub(crate) fn is_movement(topic: &str) -> bool {
    matches!(
        topic,
        "migration" | "port" | "porting" | "conversion" | "move" | "transition"
    )
}

fn split(title: &str) -> Vec<&str> {
    title
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .collect()
}
