//! The first words: whether the period is over, who wrote, and what the period was in a paragraph.

use sparky_common::model::{Evidence, Insights};

use crate::{
    page::{Block, Inline, Line, Resolver},
    text::{LONGEST_NAME, collected},
};

/// That the period is not over, and what part a model had in the prose.
pub(super) fn blocks(insights: &Insights) -> Vec<Block> {
    let lines = not_over(insights).into_iter().chain(writing(insights));
    lines.map(|line| Block::Paragraph(vec![line])).collect()
}

/// Who wrote and what was checked; nothing where no model was asked.
fn writing(insights: &Insights) -> Option<Line> {
    let writing = &insights.writing;
    let model = Inline::Code(collected(writing.model.as_deref()?, LONGEST_NAME));
    let backed = |line: Line, field: &str| {
        line.with_evidence(Evidence::Metric {
            pointer: format!("/writing/{field}"),
        })
    };
    if let (0, degraded) = (writing.accepted, &writing.degraded) {
        let why = degraded
            .as_deref()
            .unwrap_or("no sentence of the model passed the check");
        let line = Line::text("Rules wrote this, without ").and_inline(model);
        let line = line.and(format!(": {}.", collected(why, LONGEST_NAME)));
        return Some(backed(line, "model"));
    }
    let line = Line::text("Prose by ")
        .and_inline(model)
        .and(" and by rules: ")
        .and_count("/writing/accepted", writing.accepted, "sentence", "sentences")
        .and(" of the model, every one checked against its evidence");
    let line = match writing.rejected {
        0 => line,
        rejected => line
            .and("; ")
            .and_count("/writing/rejected", rejected, "", "")
            .and(" dropped"),
    };
    let line = match &writing.degraded {
        Some(why) => line.and(format!(" ({})", collected(why, LONGEST_NAME))),
        None => line,
    };
    Some(backed(line.and("."), "model"))
}

fn not_over(insights: &Insights) -> Option<Line> {
    if insights.over {
        return None;
    }
    let noun = insights.kind.noun();
    let text = format!("This report covers a {noun} that is not over; it will be replaced.");
    Some(Line::text(text).with_evidence(Evidence::Metric {
        pointer: "/over".into(),
    }))
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
