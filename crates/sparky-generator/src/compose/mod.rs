//! Insights to the parts of a report: what is told, in which order, within how many words.

mod also;
mod areas;
mod attention;
mod bars;
pub(crate) mod blog;
mod budget;
mod changes;
mod counts;
mod description;
mod findings;
mod flow;
mod follow_ups;
mod gaps;
mod head;
pub(crate) mod health;
mod notice;
mod numbers;
mod part;
mod people;
mod piece;
mod repositories;
mod repository_table;
mod stories;
mod tags;
mod themes;
mod title;
mod told;

pub use budget::Extent;
pub(crate) use budget::is_quiet;
pub(crate) use part::Part;
pub(crate) use stories::{headline, lead};
pub(crate) use title::when;

use std::collections::BTreeMap;

use sparky_common::model::{CoverageState, Insights};

use crate::{
    chart::Chart,
    page::{Block, Resolver},
    render::FrontMatter,
};
use budget::Budget;
use told::Told;

/// Everything a document says, before any format.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Report {
    /// Title, description, tags.
    pub front_matter: FrontMatter,
    /// The parts that have something to say.
    pub parts: BTreeMap<Part, Vec<Block>>,
    /// Whether the period filled its words.
    pub extent: Extent,
    /// How many paragraphs and lines the word range left no room for.
    pub left_out: usize,
}

/// Composes a report.
///
/// `range` is fewest and most words; `template_words` those that the template adds.
pub(crate) fn compose(
    insights: &Insights,
    resolver: &Resolver,
    range: [usize; 2],
    template_words: usize,
    charts: &[Chart],
) -> Report {
    let mut parts = BTreeMap::from([
        (Part::Notice, notice::blocks(insights)),
        (Part::Summary, notice::summary(insights, resolver)),
        (Part::Charts, figures(insights, charts)),
        (Part::Numbers, numbers::blocks(insights, resolver)),
        (Part::Health, health::blocks(insights, resolver)),
        (Part::Areas, areas::blocks(insights, resolver)),
        (Part::Gaps, gaps::blocks(insights, resolver)),
    ]);
    let mut pieces = stories::pieces(insights, resolver);
    pieces.extend(themes::pieces(insights, resolver));
    pieces.extend(repositories::pieces(insights, resolver));
    pieces.extend(people::pieces(insights, resolver));
    pieces.extend(attention::pieces(insights, resolver));
    pieces.extend(follow_ups::pieces(insights, resolver));
    pieces.extend(findings::pieces(insights, resolver));
    let budget = Budget::new(range, template_words, also::reserve(insights, range[1]));
    let mut chosen = budget.choose(&parts, pieces);
    let told = Told::of(&chosen, &parts);
    budget.fill(&mut chosen, changes::pieces(insights, resolver, &told));
    let mut repositories = chosen.list(Part::Repositories);
    repositories.extend(also::block(insights, resolver, &chosen, budget.room(&chosen)));
    let extent = chosen.extent(insights, range[0]);
    if extent == Extent::Short
        && let Some(Block::Paragraph(lines)) =
            parts.get_mut(&Part::Summary).and_then(|blocks| blocks.last_mut())
    {
        lines.push(notice::short());
    }
    parts.insert(Part::Themes, themes::blocks(insights, resolver, &chosen));
    parts.insert(Part::Stories, stories::blocks(insights, resolver, &chosen));
    parts.insert(Part::Repositories, repositories);
    parts.insert(Part::Changes, changes::blocks(insights, resolver, &told, &chosen));
    parts.insert(Part::People, people::blocks(insights, &chosen));
    parts.insert(Part::Findings, chosen.list(Part::Findings));
    parts.insert(Part::FollowUps, chosen.list(Part::FollowUps));
    parts.insert(Part::Attention, chosen.list(Part::Attention));
    parts.retain(|_, blocks| !blocks.is_empty());
    Report {
        front_matter: front_matter(insights, resolver),
        parts,
        extent,
        left_out: chosen.left_out,
    }
}

fn figures(insights: &Insights, charts: &[Chart]) -> Vec<Block> {
    let figure = |chart: &Chart| Block::Figure {
        file: chart.file(insights.period),
        caption: chart.caption.clone(),
    };
    charts.iter().map(figure).collect()
}

/// Title, description and tags: they do not depend on how much is told.
pub(crate) fn front_matter(insights: &Insights, resolver: &Resolver) -> FrontMatter {
    FrontMatter {
        title: title::title(insights, resolver),
        date: insights.period.last_day(),
        description: description::description(insights, resolver),
        tags: tags::tags(insights),
        keywords: Vec::new(),
        draft: false,
        kind: insights.kind,
        period: insights.period,
        partial: !is_complete(insights),
        canonical_url: None,
        image: None,
    }
}

/// Whether the period was over and every repository was collected wholly.
pub(crate) fn is_complete(insights: &Insights) -> bool {
    insights.over
        && insights
            .repositories
            .iter()
            .all(|each| each.coverage.state == CoverageState::Complete)
}
