//! Shapes, and the file that draws them.

use minijinja::{AutoEscape, Environment, Value, context, value::Serde};
use serde::Serialize;

/// The width of every chart, in units of its own; 14 of them are the height of its letters.
pub(super) const WIDTH: u32 = 480;

/// Something drawn. The class names a colour of the style sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub(super) enum Shape {
    /// A filled box.
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        class: &'static str,
    },
    /// A straight line.
    Line {
        x1: f64,
        y1: f64,
        x2: f64,
        y2: f64,
        class: &'static str,
    },
    /// Words; `anchor` is `start`, `middle` or `end`.
    Text {
        x: f64,
        y: f64,
        anchor: &'static str,
        class: &'static str,
        text: String,
    },
}

/// A chart's file. Text is escaped by the template engine; nothing else in it is text.
pub(super) fn svg(
    name: &str,
    title: &str,
    description: &str,
    height: u32,
    shapes: &[Shape],
) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("chart.svg", include_str!("chart.svg.j2"))?;
    let values =
        context! { name, title, description, width => WIDTH, height, shapes => Value::from(Serde(shapes)) };
    environment.get_template("chart.svg")?.render(values)
}

/// A box whose sides are whole tenths, so that the same chart is the same bytes on every machine.
pub(super) fn rect(x: f64, y: f64, width: f64, height: f64, class: &'static str) -> Shape {
    let [x, y, width, height] = [x, y, width, height].map(tenths);
    Shape::Rect {
        x,
        y,
        width,
        height,
        class,
    }
}

/// A straight line.
pub(super) fn line([x1, y1]: [f64; 2], [x2, y2]: [f64; 2], class: &'static str) -> Shape {
    let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(tenths);
    Shape::Line {
        x1,
        y1,
        x2,
        y2,
        class,
    }
}

/// Words.
pub(super) fn text(
    x: f64,
    y: f64,
    anchor: &'static str,
    class: &'static str,
    text: impl Into<String>,
) -> Shape {
    let [x, y] = [x, y].map(tenths);
    let text = text.into();
    Shape::Text {
        x,
        y,
        anchor,
        class,
        text,
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The share of `value` in `most`, of a length. Whatever is not nothing can be seen.
#[expect(
    clippy::cast_precision_loss,
    reason = "a length on paper needs no more than 52 bits"
)]
pub(super) fn share(value: u64, most: u64, length: f64) -> f64 {
    if value == 0 || most == 0 {
        0.0
    } else {
        (value as f64 / most as f64 * length).max(1.5)
    }
}

/// The first characters of a name that is too long for its place.
pub(super) fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_not_nothing_can_be_seen() {
        assert_eq!(share(0, 0, 100.0), 0.0);
        assert_eq!(share(0, 9, 100.0), 0.0);
        assert_eq!(share(1, u64::MAX, 100.0), 1.5);
        assert_eq!(share(u64::MAX, u64::MAX, 100.0), 100.0);
    }

    #[test]
    fn names_are_text_and_never_markup() {
        let shapes = [text(
            0.0,
            0.0,
            "start",
            "name",
            "</text><script>alert(1)</script>",
        )];
        let drawn = svg("activity", "a & <b>", "\"x\"", 10, &shapes).unwrap();
        assert!(!drawn.contains("<script"), "{drawn}");
        assert!(drawn.contains("a &amp; &lt;b&gt;"), "{drawn}");
    }

    #[test]
    fn long_names_end_in_an_ellipsis() {
        assert_eq!(shortened("ok", 4), "ok");
        assert_eq!(shortened("a very long name", 8), "a very…");
    }
}
