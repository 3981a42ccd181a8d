//! A bar of a chart in text.

/// How many characters the longest bar has.
const WIDTH: u64 = 12;

/// The eighths of a character, from one.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A bar as long as `value` is beside `most`. Whatever is not nothing can be seen.
pub(super) fn bar(value: u64, most: u64) -> String {
    if value == 0 || most == 0 {
        return String::new();
    }
    let eighths = (u128::from(value) * u128::from(WIDTH) * 8 / u128::from(most)).max(1);
    let full = usize::try_from(eighths / 8).unwrap_or(0);
    let rest = usize::try_from(eighths % 8).unwrap_or(0);
    let mut bar = "█".repeat(full);
    bar.extend(rest.checked_sub(1).and_then(|index| EIGHTHS.get(index)));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion() {
        assert_eq!(bar(0, 10), "");
        assert_eq!(bar(10, 10), "█".repeat(12));
        assert_eq!(bar(5, 10), "█".repeat(6));
        assert_eq!(bar(1, 1000), "▏");
        assert_eq!(bar(u64::MAX, u64::MAX).chars().count(), 12);
    }
}
