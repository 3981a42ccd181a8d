//! Blocks to Markdown.

use super::{
    code_span::code_span,
    escape::{block_start, escaped},
};
use crate::page::{Block, Inline, Line, NO_NUMBER, Row};

/// Blocks with an empty line between them.
pub(crate) fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

/// Visible text as the content of a Markdown line.
pub(crate) fn inline_text(text: &str) -> String {
    block_start(&escaped(text, false))
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, line } => {
            format!("{} {}", "#".repeat(usize::from(*level)), inlines(line, false))
        }
        Block::Paragraph(lines) => sentences(lines),
        Block::List(items) => items
            .iter()
            .map(|item| format!("- {}", sentences(item)))
            .collect::<Vec<_>>()
            .join("\n"),
        // The name is a period and a word of ours; nothing in it needs escaping.
        Block::Figure { file, caption } => format!("![{}]({file})", inlines(caption, false)),
        Block::Table { head, rows } => table(head, rows),
    }
}

fn sentences(lines: &[Line]) -> String {
    block_start(
        &lines
            .iter()
            .map(|line| inlines(line, false))
            .collect::<Vec<_>>()
            .join(" "),
    )
}

fn table(head: &Row, rows: &[Row]) -> String {
    let rule = (0..head.cells.len()).map(|column| if is_numeric(column, rows) { "--:" } else { "---" });
    let rule = format!("|{}|", rule.collect::<Vec<_>>().join("|"));
    let mut lines = vec![row(head), rule];
    lines.extend(rows.iter().map(row));
    lines.join("\n")
}

/// Numbers stand to the right, words and bars to the left.
pub(super) fn is_numeric(column: usize, rows: &[Row]) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.cells.get(column)).peekable();
    cells.peek().is_some() && cells.all(|cell| !cell.numbers.is_empty() || cell.plain() == NO_NUMBER)
}

fn row(row: &Row) -> String {
    let cells = row
        .cells
        .iter()
        .map(|cell| inlines(cell, true))
        .collect::<Vec<_>>();
    format!("| {} |", cells.join(" | "))
}

fn inlines(line: &Line, in_table: bool) -> String {
    merged(&line.inlines)
        .iter()
        .map(|inline| render(inline, in_table))
        .collect()
}

/// Neighbouring words as one text, so that nothing new arises where they meet.
fn merged(inlines: &[Inline]) -> Vec<Inline> {
    let mut result: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match (result.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(text),
            _ => result.push(inline.clone()),
        }
    }
    result
}

fn render(inline: &Inline, in_table: bool) -> String {
    match inline {
        Inline::Text(text) => escaped(text, in_table),
        Inline::Code(text) => code_span(text, in_table),
        // `Site` lets no character into an address that would need escaping here.
        Inline::Link { shown, url } => format!("[{}]({url})", render(shown, in_table)),
    }
}
