//! Cutting a page into tags and text: just enough for the pages we write ourselves.

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `<a href="x">`: the name in lower case, and the attributes.
    Open(String, Vec<(String, String)>),
    /// `</a>`
    Close(String),
    /// Text with its entities resolved.
    Text(String),
    /// A drawing, from `<svg` to `</svg>`.
    Drawing(String),
    /// A comment, or a declaration other than the document type.
    Other(String),
}

/// Where a drawing ends; those of ours hold no other.
const DRAWING_END: &str = "</svg>";

/// Cuts a page. What follows a `<` that never closes is text.
pub(super) fn tokens(page: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = page;
    while !rest.is_empty() {
        let (token, after) = next(rest);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// The words that a drawing of ours shows, title and description first; not its style sheet.
pub(crate) fn drawn_words(svg: &str) -> String {
    // Past the root, so that what is within is cut too.
    let inside = svg.split_once('>').map_or("", |(_, inside)| inside);
    let mut in_style = false;
    let mut words = String::new();
    for token in tokens(inside) {
        match token {
            Token::Open(name, _) => in_style = name == "style",
            Token::Text(text) if !in_style => {
                words.push_str(&text);
                words.push(' ');
            }
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn next(text: &str) -> (Token, &str) {
    if let Some(comment) = text.strip_prefix("<!--") {
        let (inside, after) = comment.split_once("-->").unwrap_or((comment, ""));
        return (Token::Other(inside.to_owned()), after);
    }
    if text.starts_with("<svg") {
        let end = text
            .find(DRAWING_END)
            .map_or(text.len(), |at| at + DRAWING_END.len());
        return (Token::Drawing(text[..end].to_owned()), &text[end..]);
    }
    match text.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        Some((tag, after)) => (self::tag(tag), after),
        None => {
            // The first character is text even where it is a `<`.
            let first = text.chars().next().map_or(0, char::len_utf8);
            let end = text[first..].find('<').map_or(text.len(), |at| at + first);
            (Token::Text(resolved(&text[..end])), &text[end..])
        }
    }
}

fn tag(inside: &str) -> Token {
    if let Some(name) = inside.strip_prefix('/') {
        return Token::Close(name.trim().to_ascii_lowercase());
    }
    if inside.starts_with(['!', '?']) {
        return Token::Other(inside.to_owned());
    }
    let inside = inside.trim_end_matches('/');
    let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    Token::Open(name.to_ascii_lowercase(), self::attributes(attributes))
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut result = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest
            .find(|character: char| character == '=' || character.is_whitespace())
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = value(after.trim_start());
        result.push((name.to_ascii_lowercase(), resolved(value)));
        rest = after.trim_start();
    }
    result
}

fn value(text: &str) -> (&str, &str) {
    let Some(text) = text.strip_prefix('=') else {
        return ("", text);
    };
    let text = text.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

/// Text with entities resolved: the named ones our writers use, and all numbers.
fn resolved(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        result.push_str(before);
        let entity = after
            .split_once(';')
            .and_then(|(name, after)| Some((character(name)?, after)));
        match entity {
            Some((character, after)) => {
                result.push(character);
                rest = after;
            }
            None => {
                result.push('&');
                rest = after;
            }
        }
    }
    result.push_str(rest);
    result
}

fn character(entity: &str) -> Option<char> {
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => match entity.strip_prefix("#x").or_else(|| entity.strip_prefix("#X")) {
            Some(digits) => number(digits, 16),
            None => number(entity.strip_prefix('#')?, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_text_and_comments() {
        let page = r#"<!DOCTYPE html><a HREF='x&amp;y' b>1 &lt; 2&#x2F;</a><!-- c --> 3 < 4"#;
        let expected = [
            Token::Other("!DOCTYPE html".into()),
            Token::Open(
                "a".into(),
                vec![("href".into(), "x&y".into()), ("b".into(), String::new())],
            ),
            Token::Text("1 < 2/".into()),
            Token::Close("a".into()),
            Token::Other(" c ".into()),
            Token::Text(" 3 ".into()),
            Token::Text("< 4".into()),
        ];
        assert_eq!(tokens(page), expected);
    }
}
