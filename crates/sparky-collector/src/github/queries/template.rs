//! A document taken apart: variables, the one selection of its root, fragments.

/// The parts of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Template<'a> {
    /// What stands between the parentheses behind the operation's name.
    pub(super) variables: &'a str,
    /// The selection of the root.
    pub(super) selection: &'a str,
    /// The fragments.
    pub(super) fragments: &'a str,
}

impl<'a> Template<'a> {
    /// Takes a document apart that is laid out as all of ours: the operation's end stands at the start of a line.
    pub(super) fn read(document: &'a str) -> Self {
        let parts = || {
            let (_, rest) = document.split_once('(')?;
            let (variables, rest) = rest.split_once(") {\n")?;
            let (selection, fragments) = rest.split_once("\n}\n")?;
            Some(Self {
                variables,
                selection: selection.trim(),
                fragments: fragments.trim(),
            })
        };
        parts().expect("the documents are part of this program and laid out alike")
    }
}

/// Puts a suffix behind every variable of a text, so that copies of it do not share any.
pub(super) fn number_variables(text: &str, number: usize) -> String {
    let mut pieces = text.split('$');
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(piece.len());
        result += &format!("${}_{number}{}", &piece[..end], &piece[end..]);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_numbered() {
        assert_eq!(
            number_variables("a(id: $id, f: $first)", 7),
            "a(id: $id_7, f: $first_7)"
        );
        assert_eq!(
            number_variables("$id: ID!, $after: String", 0),
            "$id_0: ID!, $after_0: String"
        );
    }
}
