//! What else happened, for who wants to read on.

use sparky_common::model::{Story, StoryKind};

use super::Subject;
use crate::{compose::headline, page::Block};

/// How many other stories are named.
const STORIES: usize = 5;

/// The headlines of the other stories, those of the same repository first, each with its first sentence.
pub(super) fn blocks(subject: &Subject<'_>) -> Vec<Block> {
    let stories = subject.insights.stories.iter().enumerate();
    let mut others: Vec<(usize, &Story)> = stories
        .filter(|(index, story)| *index != subject.index && story.kind != StoryKind::Upkeep)
        .collect();
    others.sort_by_key(|(_, story)| story.repository != subject.story.repository);
    let item = |&(index, story): &(usize, &Story)| {
        let title = headline(subject.resolver, index, story).and(".");
        let first = story.paragraphs.first().and_then(|paragraph| paragraph.first());
        let pointer = format!("/stories/{index}/paragraphs/0/0");
        let first = first.map(|sentence| subject.resolver.sentence(sentence, &pointer));
        std::iter::once(title).chain(first).collect()
    };
    let items: Vec<_> = others.iter().take(STORIES).map(item).collect();
    if items.is_empty() {
        Vec::new()
    } else {
        vec![Block::List(items)]
    }
}
