//! The first words: whether the period is over, and what it was in a paragraph.

use sparky_common::model::{Evidence, Insights};

use crate::page::{Block, Line, Resolver};

/// That the period is not over.
pub(super) fn blocks(insights: &Insights) -> Vec<Block> {
    if insights.over {
        return Vec::new();
    }
    let noun = insights.kind.noun();
    let text = format!("This report covers a {noun} that is not over; it will be replaced.");
    vec![Block::Paragraph(vec![Line::text(text).with_evidence(
        Evidence::Metric {
            pointer: "/over".into(),
        },
    )])]
}

/// The period in a paragraph; of a period in which nothing happened, that nothing did.
pub(super) fn summary(insights: &Insights, resolver: &Resolver) -> Vec<Block> {
    let sentence = |(index, sentence)| resolver.sentence(sentence, &format!("/summary/{index}"));
    let lines: Vec<_> = insights.summary.iter().enumerate().map(sentence).collect();
    vec![Block::Paragraph(if lines.is_empty() {
        vec![nothing(insights)]
    } else {
        lines
    })]
}

/// Why the report is shorter than others.
pub(super) fn short() -> Line {
    let line = Line::text("This report is short because there is no more to tell.");
    line.with_evidence(Evidence::Metric {
        pointer: "/totals/commits".into(),
    })
}

fn nothing(insights: &Insights) -> Line {
    let text = format!(
        "Nothing happened this {}: no commit, no release, nothing opened or closed.",
        insights.kind.noun()
    );
    Line::text(text).with_evidence(Evidence::Metric {
        pointer: "/totals/commits".into(),
    })
}
