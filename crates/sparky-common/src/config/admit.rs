//! Holds items against the schema and turns those that pass into values.

use std::path::Path;

use super::{
    error::{Problem, ProblemKind},
    formats::{self, Violation},
    item::{Data, Entry, Item, Spot},
    nearest::nearest,
    resolve::Folders,
    schema::{self, Choice, Field, Kind, ListRule, TextFormat},
};

/// Checks the values of one layer and collects what is wrong with them.
pub(super) struct Admission<'a> {
    /// Where relative paths start.
    pub(super) base: &'a Path,
    pub(super) folders: &'a Folders,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Admission<'a> {
    pub(super) fn new(base: &'a Path, folders: &'a Folders) -> Self {
        Self {
            base,
            folders,
            problems: Vec::new(),
        }
    }

    /// Notes a problem.
    pub(super) fn refuse(
        &mut self,
        key: &str,
        spot: &Spot,
        kind: impl Into<ProblemKind>,
        help: Option<String>,
    ) {
        self.problems.push(Problem {
            kind: kind.into(),
            key: Some(key.into()),
            place: spot.place(),
            help,
        });
    }

    /// The value of an item, if it fits.
    pub(super) fn value(&mut self, key: &str, kind: &Kind, item: &Item) -> Option<toml::Value> {
        match (kind, &item.data) {
            (Kind::Table(fields), Data::Table(entries)) => self.table(key, fields, entries, &item.spot),
            (Kind::List { of, exactly, rule }, Data::List(items)) => {
                if exactly.is_some_and(|count| count != items.len()) {
                    return self.wrong(
                        key,
                        item,
                        ProblemKind::OutOfRange {
                            expected: kind.noun(),
                        },
                    );
                }
                self.list(key, of, *rule, items)
            }
            (Kind::Text { format, .. }, Data::Text(text)) => self.text(key, *format, text, &item.spot),
            (Kind::Choice(choices), Data::Text(word)) => self.choice(key, kind, choices, word, item),
            (Kind::Integer { least, most }, Data::Integer(number)) => {
                match i64::try_from(*number)
                    .ok()
                    .filter(|_| (least..=most).contains(&number))
                {
                    Some(number) => Some(toml::Value::Integer(number)),
                    None => self.wrong(
                        key,
                        item,
                        ProblemKind::OutOfRange {
                            expected: kind.noun(),
                        },
                    ),
                }
            }
            (Kind::Number { .. }, Data::Integer(number)) => self.number(key, kind, *number as f64, item),
            (Kind::Number { .. }, Data::Number(number)) => self.number(key, kind, *number, item),
            (Kind::Boolean, Data::Boolean(truth)) => Some(toml::Value::Boolean(*truth)),
            (_, data) => {
                let kind = ProblemKind::WrongType {
                    expected: kind.noun(),
                    found: data.noun(),
                };
                self.wrong(key, item, kind)
            }
        }
    }

    fn wrong(&mut self, key: &str, item: &Item, kind: ProblemKind) -> Option<toml::Value> {
        self.refuse(key, &item.spot, kind, None);
        None
    }

    fn table(&mut self, key: &str, fields: &[Field], entries: &[Entry], spot: &Spot) -> Option<toml::Value> {
        let mut table = toml::Table::new();
        for entry in entries {
            let path = format!("{key}.{}", entry.name);
            let Some(field) = schema::field(fields, &entry.name) else {
                let names = || fields.iter().map(|field| field.name.as_str());
                let help = match nearest(&entry.name, names()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("known here: {}", names().collect::<Vec<_>>().join(", ")),
                };
                self.refuse(&path, &entry.name_spot, ProblemKind::UnknownKey, Some(help));
                continue;
            };
            if let Some(value) = self.value(&path, &field.kind, &entry.value) {
                table.insert(entry.name.clone(), value);
            }
        }
        for field in fields.iter().filter(|field| field.required) {
            if !entries.iter().any(|entry| entry.name == field.name) {
                let path = format!("{key}.{}", field.name);
                self.refuse(&path, spot, ProblemKind::MissingKey, Some(field.doc.clone()));
            }
        }
        Some(toml::Value::Table(table))
    }

    fn list(&mut self, key: &str, of: &Kind, rule: Option<ListRule>, items: &[Item]) -> Option<toml::Value> {
        let values: Vec<Option<toml::Value>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.value(&format!("{key}[{index}]"), of, item))
            .collect();
        match rule {
            Some(ListRule::Ascending) => self.ascending(key, items, &values),
            Some(ListRule::UniqueNames) => self.unique_names(key, items, &values),
            None => {}
        }
        values
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .map(toml::Value::Array)
    }

    fn ascending(&mut self, key: &str, items: &[Item], values: &[Option<toml::Value>]) {
        let numbers: Vec<_> = values
            .iter()
            .map(|value| value.as_ref().and_then(toml::Value::as_integer))
            .collect();
        for (pair, item) in numbers.windows(2).zip(&items[1..]) {
            if let [Some(first), Some(second)] = pair
                && first > second
            {
                let help = format!("the fewest come first: `[{second}, {first}]`");
                self.refuse(key, &item.spot, Violation::Falling, Some(help));
            }
        }
    }

    fn unique_names(&mut self, key: &str, items: &[Item], values: &[Option<toml::Value>]) {
        let name = |value: &Option<toml::Value>| Some(value.as_ref()?.get("name")?.as_str()?.to_owned());
        let names: Vec<Option<String>> = values.iter().map(name).collect();
        for (index, item) in items.iter().enumerate() {
            if names[index].is_some() && names[..index].contains(&names[index]) {
                let spot = name_spot(item);
                let help = "receipts are kept under the name, so each needs its own".to_owned();
                self.refuse(
                    &format!("{key}[{index}].name"),
                    spot,
                    Violation::NameTaken,
                    Some(help),
                );
            }
        }
    }

    fn text(
        &mut self,
        key: &str,
        format: Option<TextFormat>,
        text: &str,
        spot: &Spot,
    ) -> Option<toml::Value> {
        let Some(format) = format else {
            return Some(text.into());
        };
        if let Err(refusal) = formats::check(format, text) {
            self.refuse(key, spot, refusal.violation, Some(refusal.help));
            return None;
        }
        Some(match format {
            TextFormat::Path => self.folders.absolute(text, self.base).into(),
            TextFormat::Repository => self.folders.absolute_unless_url(text, self.base).into(),
            _ => text.into(),
        })
    }

    fn choice(
        &mut self,
        key: &str,
        kind: &Kind,
        choices: &[Choice],
        word: &str,
        item: &Item,
    ) -> Option<toml::Value> {
        let mut words = choices.iter().map(|choice| choice.word.as_str());
        if words.clone().any(|known| known == word) {
            return Some(word.into());
        }
        let help = nearest(word, &mut words).map(|word| format!("did you mean `{word}`?"));
        self.refuse(
            key,
            &item.spot,
            ProblemKind::OutOfRange {
                expected: kind.noun(),
            },
            help,
        );
        None
    }

    fn number(&mut self, key: &str, kind: &Kind, number: f64, item: &Item) -> Option<toml::Value> {
        match kind {
            Kind::Number { least, most } if (least..=most).contains(&&number) => {
                Some(toml::Value::Float(number))
            }
            _ => self.wrong(
                key,
                item,
                ProblemKind::OutOfRange {
                    expected: kind.noun(),
                },
            ),
        }
    }
}

/// Where the name of a table stands; the table itself where it has none.
fn name_spot(table: &Item) -> &Spot {
    match &table.data {
        Data::Table(entries) => entries
            .iter()
            .find(|entry| entry.name == "name")
            .map_or(&table.spot, |e| &e.value.spot),
        _ => &table.spot,
    }
}
