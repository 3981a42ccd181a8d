//! Upright columns over a base line, and perhaps a line across for what is usual.

use super::drawing::{Shape, WIDTH, line, rect, share, text};
use crate::page::grouped;

/// The height of a chart of columns.
pub(super) const HEIGHT: u32 = 230;

const LEFT: f64 = 16.0;
const TOP: f64 = 62.0;
const BASE: f64 = 192.0;

/// A column.
pub(super) struct Column {
    /// What stands below it; empty for none.
    pub label: String,
    /// Its height.
    pub value: u64,
    /// Whether it is the one that the report is about.
    pub is_now: bool,
}

/// Columns side by side, each with its value above where there is room. `usual` is a value to draw a line at.
#[expect(
    clippy::cast_precision_loss,
    reason = "a chart has far fewer than 2^52 columns"
)]
pub(super) fn shapes(columns: &[Column], usual: Option<(u64, &str)>) -> Vec<Shape> {
    let right = f64::from(WIDTH) - LEFT;
    let most = columns.iter().map(|column| column.value);
    let most = most.chain(usual.map(|(value, _)| value)).max().unwrap_or(0);
    let step = (right - LEFT) / columns.len().max(1) as f64;
    let width = (step * 0.72).min(46.0);
    let class = |column: &Column| if column.is_now { "bar" } else { "soft" };
    let mut shapes = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let middle = LEFT + step * (index as f64 + 0.5);
        let height = share(column.value, most, BASE - TOP);
        shapes.push(rect(
            middle - width / 2.0,
            BASE - height,
            width,
            height,
            class(column),
        ));
        // Values stand above where they fit side by side.
        if columns.len() <= 12 {
            let above = text(
                middle,
                BASE - height - 6.0,
                "middle",
                "value",
                grouped(column.value),
            );
            shapes.push(above);
        }
        if !column.label.is_empty() {
            shapes.push(text(middle, BASE + 19.0, "middle", "small", &column.label));
        }
    }
    shapes.push(line([LEFT, BASE], [right, BASE], "rule"));
    if let Some((value, words)) = usual {
        let y = BASE - share(value, most, BASE - TOP);
        shapes.push(line([LEFT, y], [right, y], "mark"));
        shapes.push(text(
            right,
            27.0,
            "end",
            "mark",
            format!("- - {words} {}", grouped(value)),
        ));
    } else if columns.len() > 12 {
        shapes.push(text(
            right,
            27.0,
            "end",
            "quiet",
            format!("at most {}", grouped(most)),
        ));
    }
    shapes
}
