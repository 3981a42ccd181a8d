//! Where everything stands on a card.

use minijinja::{AutoEscape, Environment, context};
use serde::Serialize;

use super::{
    content::{Content, Figure},
    fit::{fit, one_line},
    fonts::{FAMILY, Weight},
};

/// Pixels from left to right.
pub const WIDTH: u32 = 1200;
/// Pixels from top to bottom.
pub const HEIGHT: u32 = 630;

const LEFT: f64 = 72.0;
const RIGHT: f64 = 1128.0;
/// The base line of the first line.
const HEAD: f64 = 104.0;
const HEAD_SIZE: f64 = 32.0;
/// Between these the headline stands.
const TOP: f64 = 132.0;
const BOTTOM: f64 = 418.0;
/// Letters of the headline, and how many lines of them there is room for.
const HEADLINE: &[(f64, usize)] = &[(82.0, 2), (72.0, 3), (62.0, 4), (54.0, 4), (47.0, 5), (42.0, 5)];
const LEADING: f64 = 1.16;
/// The base lines of the numbers and of their words.
const VALUES: f64 = 527.0;
const WORDS: f64 = 568.0;
const VALUE_SIZE: f64 = 62.0;
const WORDS_SIZE: f64 = 25.0;
const GAP: f64 = 48.0;
/// The box of the columns.
const COLUMNS: f64 = 806.0;
const CAPTION: f64 = 468.0;
const CREST: f64 = 486.0;
const GROUND: f64 = 544.0;
const LABELS: f64 = 568.0;

/// A part of the card.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// What stands there, as a reader would say it: `the headline`.
    pub name: String,
    /// Left, top, right and bottom in pixels.
    pub bounds: [f64; 4],
}

/// A card with everything at its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    texts: Vec<Text>,
    bars: Vec<Bar>,
    /// What stands where, from the top.
    pub areas: Vec<Area>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Text {
    x: f64,
    y: f64,
    size: f64,
    class: &'static str,
    anchor: &'static str,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Bar {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    class: &'static str,
}

impl Layout {
    /// Gives everything its place.
    pub(super) fn of(content: &Content) -> Self {
        let mut layout = Self {
            texts: Vec::new(),
            bars: Vec::new(),
            areas: Vec::new(),
        };
        layout.head(content);
        layout.headline(&content.headline);
        layout.figures(&content.figures);
        layout.columns(content);
        layout
    }

    /// The card as SVG. Text is escaped by the template engine; nothing else in it is text.
    pub(super) fn svg(&self) -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.add_template("card.svg", include_str!("card.svg.j2"))?;
        let values = context! {
            width => WIDTH,
            height => HEIGHT,
            family => FAMILY,
            texts => minijinja::Value::from(minijinja::value::Serde(&self.texts)),
            bars => minijinja::Value::from(minijinja::value::Serde(&self.bars)),
        };
        environment.get_template("card.svg")?.render(values)
    }

    /// Whose report and when.
    fn head(&mut self, content: &Content) {
        let when = one_line(&content.when, Weight::Regular, 500.0, HEAD_SIZE);
        let left = RIGHT - Weight::Regular.width(&when, HEAD_SIZE);
        let owner = one_line(&content.owner, Weight::Bold, left - LEFT - GAP, HEAD_SIZE);
        let (top, bottom) = (HEAD - HEAD_SIZE, HEAD + 12.0);
        self.area("the name of the organisation", [LEFT, top, left - GAP, bottom]);
        self.area("the period", [left - GAP, top, RIGHT, bottom]);
        self.text([LEFT, HEAD], HEAD_SIZE, "owner", owner);
        self.texts.push(Text {
            anchor: "end",
            ..text([RIGHT, HEAD], HEAD_SIZE, "when", when)
        });
    }

    /// The news, in the middle of its room.
    fn headline(&mut self, headline: &str) {
        let fitted = fit(headline, Weight::Bold, RIGHT - LEFT, HEADLINE);
        let step = fitted.size * LEADING;
        #[expect(clippy::cast_precision_loss, reason = "there are at most five lines")]
        let height = step * fitted.lines.len() as f64;
        // Capitals are 0.73 of the letters' height: the first base line lies that far below the block's top.
        let mut y = TOP + (BOTTOM - TOP - height) / 2.0 + (step + fitted.size * 0.73) / 2.0;
        self.area("the headline", [LEFT, TOP, RIGHT, BOTTOM]);
        for line in fitted.lines {
            self.text([LEFT, y], fitted.size, "headline", line);
            y += step;
        }
    }

    /// The numbers from the left, each above its words.
    fn figures(&mut self, figures: &[Figure]) {
        let room = COLUMNS - LEFT - GAP;
        // Smaller where large letters would run into the columns.
        let scale = (room / widths(figures, 1.0).iter().map(|width| width + GAP).sum::<f64>()).min(1.0);
        let mut x = LEFT;
        for (figure, width) in figures.iter().zip(widths(figures, scale)) {
            let name = format!("the number of {}", figure.words);
            self.area(&name, [x, VALUES - VALUE_SIZE, x + width, WORDS + 10.0]);
            self.text([x, VALUES], VALUE_SIZE * scale, "value", figure.value.clone());
            self.text([x, WORDS], WORDS_SIZE * scale, "words", figure.words.clone());
            x += width + GAP * scale;
        }
    }

    /// Commits over time.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a length on paper needs no more than 52 bits"
    )]
    fn columns(&mut self, content: &Content) {
        let columns = &content.columns;
        let most = columns
            .iter()
            .map(|column| column.value)
            .max()
            .unwrap_or(0)
            .max(1);
        let step = (RIGHT - COLUMNS) / columns.len().max(1) as f64;
        let width = (step * 0.7).min(34.0);
        self.area(
            "the columns",
            [
                COLUMNS - GAP / 2.0,
                VALUES - VALUE_SIZE - 8.0,
                RIGHT,
                LABELS + 10.0,
            ],
        );
        // The last column ends where the lines above end.
        let first = RIGHT - width - step * columns.len().saturating_sub(1) as f64;
        for (index, column) in columns.iter().enumerate() {
            let x = first + step * index as f64;
            let height = column.value as f64 / most as f64 * (GROUND - CREST);
            let class = match (column.value, column.is_now) {
                (0, _) => "none",
                (_, true) => "now",
                (_, false) => "past",
            };
            // A day without a commit is a line on the ground.
            let height = if column.value == 0 { 3.0 } else { height.max(6.0) };
            self.bars.push(bar([x, GROUND - height], [width, height], class));
            // Below columns narrower than a number the labels at both ends keep within them.
            let (at, anchor) = match index {
                0 if width < 18.0 => (x, "start"),
                _ if width < 18.0 && index + 1 == columns.len() => (RIGHT, "end"),
                _ => (x + width / 2.0, "middle"),
            };
            self.texts.push(Text {
                anchor,
                ..text([at, LABELS], 17.0, "label", column.label.clone())
            });
        }
        self.texts.push(Text {
            anchor: "end",
            ..text([RIGHT, CAPTION], 17.0, "label", content.caption.clone())
        });
    }

    fn text(&mut self, at: [f64; 2], size: f64, class: &'static str, words: String) {
        self.texts.push(text(at, size, class, words));
    }

    fn area(&mut self, name: &str, bounds: [f64; 4]) {
        self.areas.push(Area {
            name: name.to_owned(),
            bounds,
        });
    }
}

/// How wide each number with its words is.
fn widths(figures: &[Figure], scale: f64) -> Vec<f64> {
    let width = |figure: &Figure| {
        let value = Weight::Bold.width(&figure.value, VALUE_SIZE * scale);
        value.max(Weight::Regular.width(&figure.words, WORDS_SIZE * scale))
    };
    figures.iter().map(width).collect()
}

/// Words at whole tenths of a pixel, so that the same card is the same bytes on every machine.
fn text([x, y]: [f64; 2], size: f64, class: &'static str, text: String) -> Text {
    let [x, y, size] = [x, y, size].map(tenths);
    Text {
        x,
        y,
        size,
        class,
        anchor: "start",
        text,
    }
}

fn bar([x, y]: [f64; 2], [width, height]: [f64; 2], class: &'static str) -> Bar {
    let [x, y, width, height] = [x, y, width, height].map(tenths);
    Bar {
        x,
        y,
        width,
        height,
        class,
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
