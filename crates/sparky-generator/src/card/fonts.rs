//! The bundled fonts: which characters they draw, and how wide.

use std::{collections::HashMap, sync::LazyLock};

use skrifa::{FontRef, MetadataProvider, instance::LocationRef, prelude::Size};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// The family of both fonts.
pub(super) const FAMILY: &str = "Inter";

/// A weight that is bundled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// For what explains.
    Regular,
    /// For what is read first.
    Bold,
}

impl Weight {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    /// The font's file.
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/Inter-Regular.otf"),
            Self::Bold => include_bytes!("../../assets/fonts/Inter-Bold.otf"),
        }
    }

    /// The width of a text on one line at a height of letters, both in pixels. Without kerning, which for all but a
    /// few pairs only makes it narrower.
    pub(super) fn width(self, text: &str, size: f64) -> f64 {
        let advances = self.advances();
        let advance = |character| advances.get(&character).copied().unwrap_or(0.0);
        text.chars().map(advance).sum::<f64>() * size
    }

    /// How wide each character of the font is, as a share of the height of its letters.
    fn advances(self) -> &'static HashMap<char, f64> {
        static REGULAR: LazyLock<HashMap<char, f64>> = LazyLock::new(|| advances(Weight::Regular.bytes()));
        static BOLD: LazyLock<HashMap<char, f64>> = LazyLock::new(|| advances(Weight::Bold.bytes()));
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }
}

fn advances(file: &[u8]) -> HashMap<char, f64> {
    // The files are part of the program: the tests read both.
    let Ok(font) = FontRef::new(file) else {
        return HashMap::new();
    };
    let (size, place) = (Size::unscaled(), LocationRef::default());
    let units = f64::from(font.metrics(size, place).units_per_em);
    let glyphs = font.glyph_metrics(size, place);
    let character = |(code, glyph)| {
        let width = f64::from(glyphs.advance_width(glyph)?) / units;
        Some((char::from_u32(code)?, width))
    };
    font.charmap().mappings().filter_map(character).collect()
}

/// The text without what the fonts cannot draw; nothing where too little of it remains to be understood.
pub(super) fn drawable(text: &str) -> Option<String> {
    let known = Weight::Bold.advances();
    let composed: String = text.nfc().collect();
    let can_draw = |grapheme: &&str| grapheme.chars().all(|each| known.contains_key(&each));
    let kept: Vec<_> = composed.graphemes(true).filter(can_draw).collect();
    let kept = kept.concat().split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = |text: &str| text.chars().filter(|each| each.is_alphanumeric()).count();
    let (before, after) = (letters(&composed), letters(&kept));
    (after > 0 && after * 4 >= before * 3).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_as_wide_as_the_font_says() {
        let narrow = Weight::Regular.width("iiii", 100.0);
        let wide = Weight::Regular.width("MMMM", 100.0);
        assert!(narrow > 50.0 && narrow < wide && wide < 400.0, "{narrow} {wide}");
        assert!(Weight::Bold.width("commits", 40.0) > Weight::Regular.width("commits", 40.0));
        assert_eq!(Weight::Bold.width("", 40.0), 0.0);
    }

    #[test]
    fn what_cannot_be_drawn_goes_and_takes_the_rest_along_where_it_is_most() {
        let kept = |text| drawable(text);
        assert_eq!(
            kept("Grüße, Αθήνα, Москва → done"),
            Some("Grüße, Αθήνα, Москва → done".into())
        );
        assert_eq!(kept("e\u{301}te\u{301} 🎉 party"), Some("été party".into()));
        assert_eq!(kept("fix 日本 in the parser"), Some("fix in the parser".into()));
        assert_eq!(kept("日本語のタイトル v2"), None);
        assert_eq!(kept("עברית: fix"), None);
        assert_eq!(kept("🎉"), None);
        assert_eq!(kept(""), None);
    }
}
