//! The shape of the configuration, read from the types in `sections.rs`.

mod read;

use serde_json::Value;

pub(super) use read::schema;

/// One key: a section, an option, or a part of a table in a list.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The key.
    pub(super) name: String,
    /// What it is, from the doc comment.
    pub(super) doc: String,
    /// Whether a table must have it. Every option of a section is required, since the defaults give it.
    pub(super) required: bool,
    /// The value where a table does not have it.
    pub(super) default: Option<Value>,
    /// A value to show in the template.
    pub(super) example: Option<Value>,
    /// What it may hold.
    pub(super) kind: Kind,
}

/// What a key may hold.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A table with these keys.
    Table(Vec<Field>),
    /// A list.
    List {
        /// What each element is.
        of: Box<Kind>,
        /// How many elements there must be, where that is fixed.
        exactly: Option<usize>,
        /// What the elements must be to each other.
        rule: Option<ListRule>,
    },
    /// Text.
    Text {
        /// What the text must look like.
        format: Option<TextFormat>,
        /// Whether it is never shown.
        secret: bool,
    },
    /// One of a few words.
    Choice(Vec<Choice>),
    /// A whole number, both ends included.
    Integer {
        /// The smallest.
        least: i128,
        /// The largest.
        most: i128,
    },
    /// A number, both ends included.
    Number {
        /// The smallest.
        least: f64,
        /// The largest.
        most: f64,
    },
    /// `true` or `false`.
    Boolean,
}

/// A word that an option may hold.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The word.
    pub(super) word: String,
    /// What it means.
    pub(super) doc: String,
}

/// What the elements of a list must be to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListRule {
    /// Never falling.
    Ascending,
    /// Tables that differ in `name`.
    UniqueNames,
}

/// What a text must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextFormat {
    /// A path, made absolute.
    Path,
    /// A path inside a repository.
    InnerPath,
    /// A path, made absolute, or a URL.
    Repository,
    /// A URL that git takes.
    Remote,
    /// An IANA time zone.
    TimeZone,
    /// An IANA time zone, or empty.
    TimeZoneOrEmpty,
    /// Five fields of cron, or empty.
    Cron,
    /// A ZeroMQ endpoint.
    Endpoint,
    /// `HOST:PORT`, or empty.
    Listen,
    /// The writer of sentences.
    Model,
    /// A name that can stand in a file name.
    Name,
    /// A name or address that git takes for an author.
    Signature,
    /// Directives as in `RUST_LOG`.
    LogFilter,
    /// A pattern of names.
    Glob,
    /// A host's name, with a port or without.
    Host,
    /// Where an API is, or empty.
    ApiUrl,
    /// Where repositories are cloned from, or empty.
    GitUrl,
}

impl TextFormat {
    fn noun(self) -> &'static str {
        match self {
            Self::Path => "a path",
            Self::InnerPath => "a path inside the repository",
            Self::Repository => "a path or a URL",
            Self::TimeZone | Self::TimeZoneOrEmpty => "a time zone",
            Self::Cron => "five fields of cron",
            Self::Endpoint => "an endpoint (`tcp://HOST:PORT`)",
            Self::Listen => "an address (`HOST:PORT`)",
            Self::Model => "`none`, `auto` or `PROVIDER:NAME`",
            Self::Name | Self::Signature => "a name",
            Self::LogFilter => "a log filter",
            Self::Glob => "a glob",
            Self::Host => "a host's name",
            Self::ApiUrl | Self::GitUrl | Self::Remote => "a URL",
        }
    }
}

impl Kind {
    /// What the kind is called in messages and in the reference.
    pub(super) fn noun(&self) -> String {
        match self {
            Self::Table(_) => "a table".into(),
            Self::List {
                of, exactly: None, ..
            } => format!("a list of {}", of.plural()),
            Self::List {
                of,
                exactly: Some(count),
                ..
            } => format!("a list of {count} {}", of.plural()),
            Self::Text { format, .. } => format.map_or("text", TextFormat::noun).into(),
            Self::Choice(choices) => {
                let words: Vec<_> = choices
                    .iter()
                    .map(|choice| format!("`{}`", choice.word))
                    .collect();
                match words.split_last() {
                    Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
                    _ => words.concat(),
                }
            }
            Self::Integer { least, most } => format!("a whole number from {least} to {most}"),
            Self::Number { least, most } => format!("a number from {least} to {most}"),
            Self::Boolean => "`true` or `false`".into(),
        }
    }

    fn plural(&self) -> &'static str {
        match self {
            Self::Table(_) => "tables",
            Self::List { .. } => "lists",
            Self::Text {
                format: Some(TextFormat::Path),
                ..
            } => "paths",
            Self::Text { .. } | Self::Choice(_) => "texts",
            Self::Integer { .. } => "whole numbers",
            Self::Number { .. } => "numbers",
            Self::Boolean => "truth values",
        }
    }

    /// The fields of the tables this kind holds: its own, or those of its elements.
    pub(super) fn fields(&self) -> &[Field] {
        match self {
            Self::Table(fields) => fields,
            Self::List { of, .. } => of.fields(),
            _ => &[],
        }
    }

    /// Whether values of this kind are never shown.
    pub(super) fn is_secret(&self) -> bool {
        matches!(self, Self::Text { secret: true, .. })
    }
}

/// The field of that name.
pub(super) fn field<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.name == name)
}

/// Every option with its dotted key, in the order of the sections.
pub(super) fn options(sections: &[Field]) -> impl Iterator<Item = (String, &Field)> {
    sections.iter().flat_map(|section| {
        section
            .kind
            .fields()
            .iter()
            .map(move |option| (format!("{}.{}", section.name, option.name), option))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::files::DEFAULTS;

    #[test]
    fn every_section_and_option_is_documented() {
        fn assert_documented(path: &str, fields: &[Field]) {
            for field in fields {
                let path = format!("{path}{}", field.name);
                assert!(!field.doc.is_empty(), "`{path}` has no doc comment");
                assert_documented(&format!("{path}."), field.kind.fields());
                if let Kind::Choice(choices) = &field.kind {
                    assert!(
                        choices.iter().all(|choice| !choice.doc.is_empty()),
                        "`{path}`: undocumented word"
                    );
                }
            }
        }
        assert_documented("", &schema());
    }

    #[test]
    fn every_option_has_a_default_and_every_default_is_an_option() {
        let sections = schema();
        let known: BTreeSet<String> = options(&sections).map(|(key, _)| key).collect();
        let defaults: toml::Table = DEFAULTS.parse().expect("valid TOML");
        let given: BTreeSet<String> = defaults
            .iter()
            .flat_map(|(section, table)| {
                table
                    .as_table()
                    .expect(section)
                    .keys()
                    .map(move |option| format!("{section}.{option}"))
            })
            .collect();
        assert_eq!(given, known);
    }

    #[test]
    fn keys_stand_in_the_order_of_the_types() {
        let names: Vec<_> = schema().into_iter().map(|section| section.name).collect();
        assert_eq!(names[..3], ["organisation", "storage", "collector"]);
    }

    #[test]
    fn kinds_name_themselves() {
        let sections = schema();
        let noun = |key: &str| {
            let (_, option) = options(&sections).find(|(name, _)| name == key).expect(key);
            option.kind.noun()
        };
        assert_eq!(noun("collector.parallel"), "a whole number from 1 to 256");
        assert_eq!(noun("orchestrator.min_coverage"), "a number from 0 to 1");
        assert_eq!(noun("generator.daily_words"), "a list of 2 whole numbers");
        assert_eq!(noun("telemetry.format"), "`auto`, `text` or `json`");
        assert_eq!(noun("publisher.destinations"), "a list of tables");
    }
}
