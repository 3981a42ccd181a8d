//! Commits as the API shows them, read with `git` from the real repository behind a stand-in's repository.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::document::Field;
use crate::{git_command, github::world::World};

/// What separates the fields of a commit and the commits, none of which occurs in text.
const FORMAT: &str = "--format=%H%x01%aI%x01%cI%x01%an%x01%ae%x01%cn%x01%ce%x01%P%x01%B%x02";

/// What git prints, or nothing where it fails.
fn git(git_dir: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let output = git_command(git_dir)
        .args(arguments)
        .output()
        .expect("tests need the `git` program");
    output.status.success().then_some(output.stdout)
}

/// The first line of what git prints.
fn line(git_dir: &Path, arguments: &[&str]) -> Option<String> {
    let output = git(git_dir, arguments)?;
    String::from_utf8_lossy(&output)
        .lines()
        .next()
        .map(ToOwned::to_owned)
}

fn place(object: &Value) -> Option<PathBuf> {
    object["$git"].as_str().map(PathBuf::from)
}

/// The branch that HEAD names, or null where it is unborn.
pub(super) fn default_branch(repository: &Value) -> Value {
    let branch = || {
        let git_dir = place(repository)?;
        let name = line(&git_dir, &["symbolic-ref", "--short", "HEAD"])?;
        let tip = line(&git_dir, &["rev-parse", "--verify", "--quiet", "HEAD"])?;
        Some(
            json!({"__typename": "Ref", "name": name, "target": {"__typename": "Commit", "oid": tip, "$git": git_dir}}),
        )
    };
    branch().unwrap_or_default()
}

/// The object that an id or an expression such as `HEAD:.mailmap` names.
pub(super) fn object(world: &World, repository: &Value, oid: &str, expression: &str) -> Value {
    let object = || {
        let git_dir = place(repository)?;
        let name = if oid.is_empty() { expression } else { oid };
        let known = line(&git_dir, &["rev-parse", "--verify", "--quiet", name])?;
        match line(&git_dir, &["cat-file", "-t", &known])?.as_str() {
            "commit" => commits(world, &git_dir, &["-1", &known]).into_iter().next(),
            "blob" => Some(blob(&known, &git(&git_dir, &["cat-file", "blob", &known])?)),
            _ => None,
        }
    };
    object().unwrap_or_default()
}

fn blob(oid: &str, content: &[u8]) -> Value {
    let binary = content.iter().take(8_000).any(|byte| *byte == 0);
    let text = (!binary).then(|| String::from_utf8_lossy(content).into_owned());
    json!({"__typename": "Blob", "oid": oid, "text": text, "isTruncated": false, "isBinary": binary})
}

/// The tags, by name.
pub(super) fn tags(repository: &Value) -> Vec<Value> {
    let Some(git_dir) = place(repository) else {
        return Vec::new();
    };
    let format = "--format=%(refname:short)%01%(objecttype)%01%(objectname)%01%(taggername)%01%(taggeremail:trim)%01%(taggerdate:iso-strict)%01%(*objecttype)%01%(*objectname)";
    let listed = git(&git_dir, &["for-each-ref", format, "refs/tags"]).expect("git lists tags");
    let dated = |kind: &str, oid: &str| {
        let at = line(&git_dir, &["show", "-s", "--format=%cI", oid]).filter(|_| kind == "commit");
        let kind = if kind == "commit" { "Commit" } else { "Blob" };
        json!({"__typename": kind, "oid": oid, "committedDate": at.map(|at| utc(&at))})
    };
    let tag = |line: &str| {
        let fields: Vec<_> = line.split('\u{1}').collect();
        let [name, kind, oid, tagger, email, date, inner_kind, inner] = fields[..] else {
            panic!("eight fields: {line:?}")
        };
        let target = if kind == "tag" {
            let tagger = json!({"__typename": "GitActor", "name": tagger, "email": email, "date": utc(date)});
            json!({"__typename": "Tag", "oid": oid, "tagger": tagger, "target": dated(inner_kind, inner)})
        } else {
            dated(kind, oid)
        };
        json!({"__typename": "Ref", "id": format!("REF_{name}"), "name": name, "target": target})
    };
    String::from_utf8_lossy(&listed).lines().map(tag).collect()
}

/// The commits of a branch between `since` and `until`.
pub(super) fn history(world: &World, commit: &Value, field: &Field) -> Vec<Value> {
    let Some(git_dir) = place(commit) else {
        return Vec::new();
    };
    let text = |name: &str| field.arguments.get(name).and_then(Value::as_str);
    let tip = commit["oid"].as_str().unwrap_or_default();
    let inside = |commit: &Value| {
        let at = commit["committedDate"].as_str();
        text("since").is_none_or(|since| at >= Some(since))
            && text("until").is_none_or(|until| at <= Some(until))
    };
    commits(world, &git_dir, &[tip])
        .into_iter()
        .filter(inside)
        .collect()
}

fn commits(world: &World, git_dir: &Path, which: &[&str]) -> Vec<Value> {
    let arguments = [&["log", "--topo-order", FORMAT], which, &["--"]].concat();
    let text = git(git_dir, &arguments).expect("git lists commits");
    String::from_utf8_lossy(&text)
        .split('\u{2}')
        .map(|commit| commit.trim_start_matches('\n'))
        .filter(|commit| !commit.is_empty())
        .map(|commit| describe(world, git_dir, commit))
        .collect()
}

fn describe(world: &World, git_dir: &Path, text: &str) -> Value {
    let fields: Vec<_> = text.splitn(9, '\u{1}').collect();
    let [
        oid,
        authored,
        committed,
        author,
        author_email,
        committer,
        committer_email,
        parents,
        message,
    ] = fields[..]
    else {
        panic!("git prints nine fields: {text:?}");
    };
    let person = |name: &str, email: &str| json!({"__typename": "GitActor", "name": name, "email": email, "user": world.by_email(email)});
    json!({
        "__typename": "Commit", "oid": oid, "$git": git_dir, "id": format!("C_{oid}"),
        "authoredDate": utc(authored), "committedDate": utc(committed),
        "author": person(author, author_email), "committer": person(committer, committer_email),
        "message": message, "parents": parents.split_whitespace().map(|oid| json!({"__typename": "Commit", "oid": oid})).collect::<Vec<_>>(),
    })
}

fn utc(time: &str) -> String {
    time.parse::<jiff::Timestamp>()
        .expect("git prints times")
        .to_string()
}

/// A commit with its files, as the REST API gives it: a page of 100 files, and how many files there are.
pub(in crate::github) fn rest_commit(git_dir: &Path, oid: &str, page: usize) -> Option<(Value, usize)> {
    let parents = line(git_dir, &["rev-list", "--parents", "-1", oid])?
        .split_whitespace()
        .count()
        - 1;
    let shown = [
        "show",
        "--format=",
        "-M",
        "--raw",
        "--numstat",
        "--no-abbrev",
        "-z",
        oid,
    ];
    let files = if parents > 1 {
        Vec::new()
    } else {
        files(&String::from_utf8_lossy(&git(git_dir, &shown)?))
    };
    let total = files.len();
    let files: Vec<_> = files.into_iter().skip((page - 1) * 100).take(100).collect();
    let parents: Vec<_> = vec![json!({}); parents];
    Some((json!({"sha": oid, "parents": parents, "files": files}), total))
}

/// The rows of `git show --raw --numstat -z`: first what each file became, then its lines.
fn files(text: &str) -> Vec<Value> {
    let mut words = text.split('\0').filter(|word| !word.is_empty()).peekable();
    let mut files = Vec::new();
    while let Some(raw) = words.next_if(|word| word.starts_with(':')) {
        let columns: Vec<_> = raw.split(' ').collect();
        let status = columns[4];
        let from = words.next().unwrap_or_default();
        let path = if status.starts_with('R') {
            words.next().unwrap_or_default()
        } else {
            from
        };
        let blob = if status == "D" { columns[2] } else { columns[3] };
        let word = match &status[..1] {
            "A" => "added",
            "D" => "removed",
            "R" => "renamed",
            _ => "modified",
        };
        let mut file = json!({"filename": path, "status": word, "sha": blob});
        if word == "renamed" {
            file["previous_filename"] = json!(from);
        }
        files.push(file);
    }
    for file in &mut files {
        let counts = words.next().unwrap_or_default();
        let mut columns = counts.split('\t');
        let (added, deleted) = (
            columns.next().unwrap_or_default(),
            columns.next().unwrap_or_default(),
        );
        if columns.next() == Some("") {
            words.next();
            words.next();
        }
        let number = |text: &str| text.parse::<u64>().unwrap_or(0);
        file["additions"] = json!(number(added));
        file["deletions"] = json!(number(deleted));
        file["changes"] = json!(number(added) + number(deleted));
    }
    files
}
