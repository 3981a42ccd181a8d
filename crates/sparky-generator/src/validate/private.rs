//! Whether a secret or an e-mail address got through.

use crate::{
    generate::Generated,
    text::{find_address, find_secret},
};

/// Lines at fault, by format. What was found is not repeated.
pub(super) fn found(generated: &Generated) -> Vec<String> {
    let formats = [
        (".md", &generated.markdown),
        (".html", &generated.html),
        (".json", &generated.json),
    ];
    let lines = formats.into_iter().flat_map(|(format, text)| {
        text.lines()
            .enumerate()
            .map(move |(index, line)| (format, index + 1, line))
    });
    let found = lines.filter_map(|(format, number, line)| {
        let what = match (find_secret(line), find_address(line)) {
            (Some(_), _) => "a secret",
            (None, Some(_)) => "an e-mail address",
            (None, None) => return None,
        };
        Some(format!("{what} in line {number} of the {format} file"))
    });
    found.collect()
}
