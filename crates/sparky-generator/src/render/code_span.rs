//! Code spans around any text.

/// Text as a code span that reads back as exactly this text.
pub(super) fn code_span(text: &str, in_table: bool) -> String {
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    // Markdown takes one space off both sides, where both have one.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    // A row is cut into cells before code spans are seen.
    let text = if in_table {
        text.replace('|', "\\|")
    } else {
        text.to_owned()
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_cannot_end_it() {
        assert_eq!(code_span("a`b", false), "``a`b``");
        assert_eq!(code_span("`` x", false), "``` `` x ```");
        assert_eq!(code_span("a|b", true), "`a\\|b`");
    }
}
