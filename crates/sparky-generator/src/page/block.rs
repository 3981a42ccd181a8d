//! Headings, paragraphs, lists and tables.

use sparky_common::model::{Place, Statement};

use super::Line;

/// What separates the cells of a row in its statement.
const CELLS: &str = " | ";

/// A part of a page that stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading; level 2 is a section, the title is the page's only level 1.
    Heading {
        /// 2 or deeper.
        level: u8,
        /// The words.
        line: Line,
    },
    /// Sentences.
    Paragraph(Vec<Line>),
    /// Items, each one or more sentences.
    List(Vec<Vec<Line>>),
    /// A chart of ours.
    Figure {
        /// The file's name, beside the document.
        file: String,
        /// What it shows, in words.
        caption: Line,
    },
    /// A table.
    Table {
        /// The head.
        head: Row,
        /// The rows.
        rows: Vec<Row>,
    },
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The cells; the first is set to the left, numbers to the right.
    pub cells: Vec<Line>,
}

impl Row {
    /// The row as a statement.
    fn statement(&self) -> Statement {
        let mut whole = Statement {
            place: Place::Row,
            ..Statement::default()
        };
        for (index, cell) in self.cells.iter().enumerate() {
            let cell = cell.statement(Place::Row);
            if index > 0 {
                whole.text.push_str(CELLS);
            }
            whole.text.push_str(&cell.text);
            whole.evidence.extend(cell.evidence);
            whole.numbers.extend(cell.numbers);
            whole.links.extend(cell.links);
        }
        whole.text = whole.text.trim_end().to_owned();
        whole
    }
}

impl Block {
    /// Every line of the block in order, those of cells among them.
    pub(crate) fn lines(&self) -> Vec<&Line> {
        match self {
            Self::Heading { line, .. } | Self::Figure { caption: line, .. } => vec![line],
            Self::Paragraph(lines) => lines.iter().collect(),
            Self::List(items) => items.iter().flatten().collect(),
            Self::Table { head, rows } => {
                let rows = std::iter::once(head).chain(rows);
                rows.flat_map(|row| &row.cells).collect()
            }
        }
    }

    /// The statements of the block in order.
    pub(crate) fn statements(&self) -> Vec<Statement> {
        match self {
            Self::Heading { line, .. } => vec![line.statement(Place::Heading)],
            Self::Paragraph(lines) => lines
                .iter()
                .map(|line| line.statement(Place::Paragraph))
                .collect(),
            Self::List(items) => items
                .iter()
                .flatten()
                .map(|line| line.statement(Place::Item))
                .collect(),
            Self::Figure { caption, .. } => vec![caption.statement(Place::Paragraph)],
            Self::Table { head, rows } => std::iter::once(head).chain(rows).map(Row::statement).collect(),
        }
    }
}
