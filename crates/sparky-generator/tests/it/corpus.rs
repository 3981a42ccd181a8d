//! The texts of `tests/hostile`, read from their files.

/// Hostile texts.
pub fn texts() -> Vec<String> {
    lines(include_str!("../hostile/corpus.txt"))
        .map(unescaped)
        .collect()
}

/// The name and a specimen of every form of secret, with the part that must not survive.
pub fn secrets() -> Vec<(&'static str, String, String)> {
    lines(include_str!("../hostile/secrets.txt"))
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let fields: Vec<_> = line
                .split(" | ")
                .map(|field| field.trim_end_matches(" |"))
                .collect();
            let [name, start, alphabet, many, ..] = fields[..] else {
                panic!("{line}");
            };
            let rest = made_up(alphabet, many.trim().parse().unwrap());
            let end = fields.get(4).copied().unwrap_or("");
            let gap = if start.ends_with("Bearer") { " " } else { "" };
            (name, unescaped(&format!("{start}{gap}{rest}{end}")), rest)
        })
        .collect()
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with(";;"))
}

/// As many characters of an alphabet, the same each time, without order.
fn made_up(alphabet: &str, many: usize) -> String {
    const UPPER: &str = "QWERTYUIOPASDFGHJKLZXCVBNM";
    let alphabet = match alphabet {
        "hex" => "7a0b1c9d2e8f3456".to_owned(),
        "base32" => format!("{UPPER}234567"),
        "upper" => format!("{UPPER}0123456789"),
        "alpha" => format!("{UPPER}{}", UPPER.to_lowercase()),
        "base64" => format!("{UPPER}{}0123456789+/", UPPER.to_lowercase()),
        "alnum" | "word" => format!("{UPPER}{}0123456789", UPPER.to_lowercase()),
        other => panic!("no alphabet is called {other}"),
    };
    let characters: Vec<_> = alphabet.chars().collect();
    // A linear congruential sequence (Knuth's MMIX) is as disordered as a test needs.
    let mut state = 2_025_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        characters[(state >> 33) as usize % characters.len()]
    };
    (0..many).map(|_| next()).collect()
}

fn unescaped(line: &str) -> String {
    let mut result = String::new();
    let mut rest = line.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            result.push(character);
            continue;
        }
        match rest.next() {
            Some('n') => result.push('\n'),
            Some('r') => result.push('\r'),
            Some('t') => result.push('\t'),
            Some('\\') => result.push('\\'),
            Some('u') => {
                let digits: String = rest.by_ref().skip(1).take_while(|each| *each != '}').collect();
                let code = u32::from_str_radix(&digits, 16).unwrap_or_else(|_| panic!("{line}"));
                result.push(char::from_u32(code).unwrap_or_else(|| panic!("{line}")));
            }
            other => {
                result.push('\\');
                result.extend(other);
            }
        }
    }
    result
}
