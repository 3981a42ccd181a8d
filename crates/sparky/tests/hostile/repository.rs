//! A repository in which people wrote the corpus wherever they can write something.

use std::{path::Path, process::Command};

use sparky_testkit::RepositoryBuilder;

use crate::corpus;

/// The domain of every e-mail address in the repository.
pub const ADDRESS: &str = "private.example";
/// Texts a week.
const WEEKLY: usize = 13;
/// The first week of them, in 2025.
const FIRST: usize = 20;

/// The repository, and what must not be seen of it.
pub struct Hostile {
    repository: RepositoryBuilder,
    weeks: usize,
    /// The part of each secret that must not survive.
    pub secrets: Vec<String>,
}

impl Hostile {
    /// Commits, merges and tags with every text of the corpus in subject, body, author's name, branch, tag and file.
    pub fn build() -> Self {
        let repository = RepositoryBuilder::new("hostile");
        repository.git([
            "remote",
            "add",
            "origin",
            "https://github.com/raibid-labs/hostile",
        ]);
        repository
            .commit("chore: begin")
            .at("2025-01-06T09:00:00Z")
            .file("README.md", "x\n")
            .make();
        let texts: Vec<_> = corpus::texts()
            .iter()
            .map(|text| text.replace('\0', ""))
            .collect();
        for (index, text) in texts.iter().enumerate() {
            add(&repository, index, text);
        }
        let weeks = texts.len().div_ceil(WEEKLY);
        let secrets = corpus::secrets();
        for (index, (_, secret, _)) in secrets.iter().enumerate() {
            let secret = secret.replace('\0', "");
            let message = format!(
                "feat(deploy): rotate {secret}\n\nIt was {secret} before, set as KEY=\"{secret}\" there."
            );
            repository
                .commit(&message)
                .at(&at(weeks, index))
                .file(&format!("deploy/{index}.txt"), "x\n".repeat(index + 1))
                .make();
        }
        Self {
            repository,
            weeks: weeks + 1,
            secrets: secrets.into_iter().map(|(_, _, rest)| rest).collect(),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.repository.path()
    }

    /// Reports that together tell of everything: every week, a month and a day.
    pub fn periods(&self) -> Vec<(&'static str, String)> {
        let weeks = (0..self.weeks).map(|week| ("weekly", format!("2025-W{:02}", FIRST + week)));
        let more = [("monthly", "2025-06"), ("daily", "2025-06-11")];
        weeks
            .chain(more.map(|(kind, period)| (kind, period.to_owned())))
            .collect()
    }
}

fn add(repository: &RepositoryBuilder, index: usize, text: &str) {
    let week = index / WEEKLY;
    let (author, file, name) = (author(text), file(index, text), name(text));
    let mail = format!("person{index}@{ADDRESS}");
    // What stands first on the line, and what follows a prefix, are read differently.
    let subjects = [
        text.to_owned(),
        format!("feat(core): {text}"),
        format!("{text} (#{index})"),
    ];
    for (turn, subject) in subjects.iter().enumerate() {
        let message = format!(
            "{subject}\n\n{text}\n\nThis says why, in some words of its own: {text}\n\nSigned-off-by: {author} <{mail}>"
        );
        repository
            .commit(&message)
            .author(&author, &mail)
            .at(&at(week, index * 3 + turn))
            .file(&file, format!("{subject}\n").repeat(turn + 2))
            .make();
    }
    let Some(name) = name else { return };
    repository.branch(&name, "main");
    let side = repository
        .commit(&format!("fix: what {name} asked for"))
        .author(&author, &mail)
        .at(&at(week, index * 3 + 3))
        .file(&format!("side/{index}.txt"), "x\n")
        .make();
    repository.switch("main");
    repository
        .commit(&format!("Merge pull request #{index} from evil/{name}\n\n{text}"))
        .author(&author, &mail)
        .at(&at(week, index * 3 + 4))
        .merge(&side)
        .make();
    // The names of tags lie beside those of branches.
    repository.tag(&format!("v{index}-{name}"), &side);
}

/// An instant of a week, each later than the one before.
fn at(week: usize, step: usize) -> String {
    let monday = jiff::civil::ISOWeekDate::new(2025, 1, jiff::civil::Weekday::Monday)
        .unwrap()
        .date();
    let day = monday + jiff::Span::new().days(i64::try_from((FIRST - 1 + week) * 7 + step % 7).unwrap());
    format!("{day}T{:02}:{:02}:00Z", 8 + step % 12, step % 60)
}

/// As much of a text as git takes for a name.
fn author(text: &str) -> String {
    let name: String = text
        .chars()
        .filter(|each| !matches!(each, '<' | '>' | '\n'))
        .collect();
    // Git strips these from both ends, and wants something to be left.
    let crud = |each: char| each <= ' ' || ".,:;<>\"\\'".contains(each);
    if name.trim_matches(crud).is_empty() {
        "Nobody".to_owned()
    } else {
        name
    }
}

/// A path of its own that holds as much of a text as a file system takes.
fn file(index: usize, text: &str) -> String {
    let name: String = text.chars().filter(|each| *each != '/').take(50).collect();
    format!("area{}/{index} {name}.txt", index % 5)
}

/// The text as the name of a branch; nothing where git takes none of it.
fn name(text: &str) -> Option<String> {
    let name: String = text
        .chars()
        .map(|each| if each == ' ' { '-' } else { each })
        .take(60)
        .collect();
    let asked = Command::new("git")
        .args(["check-ref-format", "--branch", &name])
        .output();
    (asked.unwrap().status.success() && name != "main").then_some(name)
}
