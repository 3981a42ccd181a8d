//! The social card: a picture of 1200 by 630 that previews of links show, drawn as SVG and rasterised here.
//!
//! Pure: the same insights give the same bytes. Its letters are those of the fonts in `assets/fonts`; what these
//! cannot draw is left out, and a headline of which too little remains gives way to our own words.

mod content;
mod fit;
mod fonts;
mod layout;
mod raster;

pub use layout::{Area, HEIGHT, WIDTH};
pub(crate) use raster::read;

use sparky_common::{
    model::{DocumentFormat, Insights},
    period::Period,
};

use crate::{page::Resolver, place::stem};

/// Why there is no card.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// The template of the card is wrong.
    #[error("cannot write the card as SVG")]
    Template(#[from] minijinja::Error),
    /// What was written is no SVG.
    #[error("cannot read the SVG of the card")]
    Svg(#[from] resvg::usvg::Error),
    /// The picture has no size.
    #[error("there is no room for a picture of {WIDTH} by {HEIGHT}")]
    Room,
    /// The picture cannot be written.
    #[error("cannot write the card as PNG")]
    Png(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A card that is drawn and not yet a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The drawing.
    pub svg: String,
    /// What stands where, from the top.
    pub areas: Vec<Area>,
}

impl Card {
    /// The picture, as the bytes of a PNG file.
    pub fn png(&self) -> Result<Vec<u8>, CardError> {
        raster::png(&self.svg)
    }
}

/// Draws the card of a period.
pub fn card(insights: &Insights) -> Result<Card, CardError> {
    let resolver = Resolver::new(insights);
    let layout = layout::Layout::of(&content::Content::of(insights, &resolver));
    Ok(Card {
        svg: layout.svg()?,
        areas: layout.areas,
    })
}

/// Where the card of a period lies below the output folder: `weekly/2025-W46.png`.
pub(crate) fn path(period: Period) -> String {
    format!("{}{}", stem(period), DocumentFormat::Png.extension())
}
