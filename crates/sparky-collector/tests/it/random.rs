//! Random histories: nobody thought of these cases.

use std::collections::HashSet;

use jiff::Timestamp;
use proptest::prelude::*;
use sparky_collector::Scope;
use sparky_common::period::Window;
use sparky_testkit::{RepositoryBuilder, git};

use crate::truth::{collect, compare};

/// A small alphabet of lines, so that edits collide.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(&["a\n", "bb\n", "ccc\n", "\n", "dd dd\n", "}\n", "x\r\n"][..]),
        0..40,
    )
    .prop_map(|lines| lines.concat())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 64, ..ProptestConfig::default() })]

    /// Every commit rewrites, moves and drops some of a handful of files.
    #[test]
    fn trees_compare_as_in_git(trees in prop::collection::vec(prop::collection::btree_map("[ab]/[xyz]", text(), 0..6), 1..6)) {
        let repository = RepositoryBuilder::new("demo");
        for tree in trees {
            for folder in ["a", "b"] {
                let _ = std::fs::remove_dir_all(repository.path().join(folder));
            }
            tree.iter().fold(repository.commit("c"), |commit, (path, text)| commit.file(path, text.as_str())).make();
        }
        let compared = runtime().block_on(compare(repository.path()));
        prop_assert!(compared.is_ok(), "{compared:?}");
    }

    /// Dates have nothing to do with the order of the commits.
    #[test]
    fn windows_are_right_whatever_the_clocks_say(
        commits in prop::collection::vec((0_i64..1000, prop::collection::vec(any::<prop::sample::Index>(), 0..3)), 1..25),
        start in 0_i64..1000,
        length in 1_i64..600,
    ) {
        let repository = RepositoryBuilder::new("demo");
        let tree = git(repository.path(), ["write-tree"]);
        let mut oids: Vec<String> = Vec::new();
        for (number, (date, parents)) in commits.iter().enumerate() {
            let parents: HashSet<_> = parents.iter().filter(|_| number > 0).map(|index| index.index(number)).collect();
            let headers: String = parents.iter().map(|parent| format!("parent {}\n", oids[*parent])).collect();
            let content = format!("tree {tree}\n{headers}author A <a@b> {date} +0000\ncommitter A <a@b> {date} +0000\n\n{number}\n");
            oids.push(repository.raw_commit(content.as_bytes()));
        }
        let instant = |seconds| Timestamp::from_second(seconds).unwrap();
        let window = Window { start: instant(start), end: instant(start + length) };
        let truth = git(repository.path(), ["log", "--format=%H %ct", "HEAD"]);
        let mut truth: Vec<_> = truth
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter(|(_, date)| window.contains_seconds(date.parse().unwrap()))
            .map(|(oid, _)| oid.to_owned())
            .collect();
        truth.sort();
        let scope = Scope { window, past: Vec::new() };
        let mut ours: Vec<_> = runtime().block_on(collect(repository.path(), &scope)).activity.commits.into_iter().map(|commit| commit.oid).collect();
        ours.sort();
        prop_assert_eq!(ours, truth);
    }
}
