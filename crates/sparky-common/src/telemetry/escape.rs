//! Collected text is hostile: what could steer a terminal or forge a log line is written out.

use std::fmt::{self, Write};

/// Writes text with every control character, and every character that turns the direction of writing, as an escape
/// that is also valid inside a JSON string.
///
/// `tracing-subscriber` escapes ESC and C1 controls in messages only, not in fields, and lets line breaks through.
pub(super) struct Escaping<'a, W>(pub(super) &'a mut W);

impl<W: Write> Write for Escaping<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                c if c.is_control() || turns_direction(c) => write!(self.0, "\\u{:04x}", u32::from(c))?,
                c => self.0.write_char(c)?,
            }
        }
        Ok(())
    }
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
