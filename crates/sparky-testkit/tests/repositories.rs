//! The fixtures are what they claim to be.

use sparky_testkit::{RepositoryBuilder, git};

#[test]
fn commits_carry_the_dates_people_and_files_that_were_asked_for() {
    let repository = RepositoryBuilder::new("demo");
    repository
        .commit("begin")
        .at("2020-01-01T00:00:00Z")
        .file("a/b.txt", "one\ntwo\n")
        .make();
    repository
        .commit("move")
        .at("2020-01-02T00:00:00Z")
        .authored_at("2010-01-01T00:00:00Z")
        .committer("Bob", "bob@example.org")
        .rename("a/b.txt", "c.txt")
        .submodule("vendor", &"1".repeat(40))
        .make();
    assert_eq!(
        repository.git(["log", "-1", "--format=%an %aI %cn %cI"]),
        "Ada Lovelace 2010-01-01T00:00:00+00:00 Bob 2020-01-02T00:00:00+00:00"
    );
    assert_eq!(
        repository.git(["log", "-1", "--numstat", "--format="]),
        "0\t0\ta/b.txt => c.txt\n1\t0\tvendor"
    );
}

#[test]
fn merges_have_two_parents_and_both_contents() {
    let repository = RepositoryBuilder::new("demo");
    let base = repository.commit("base").file("a", "1\n").make();
    repository.branch("side", &base);
    repository.commit("side").file("b", "1\n").make();
    repository.switch("main");
    repository.commit("main").file("c", "1\n").make();
    repository.commit("merge").merge("side").make();
    assert_eq!(repository.git(["rev-list", "--count", "HEAD"]), "4");
    assert_eq!(repository.git(["ls-tree", "--name-only", "HEAD"]), "a\nb\nc");
    assert_eq!(repository.git(["status", "--short"]), "");
}

#[test]
fn clones_have_their_shapes() {
    let repository = RepositoryBuilder::new("demo");
    repository.commit("one").file("a", "1\n").make();
    repository.commit("two").file("a", "2\n").make();
    let (bare, shallow) = (
        repository.bare_clone("demo"),
        repository.shallow_clone("shallow", 1),
    );
    let (partial, worktree) = (repository.partial_clone("partial"), repository.worktree("linked"));
    assert_eq!(git(&bare, ["rev-parse", "--is-bare-repository"]), "true");
    assert_eq!(git(&shallow, ["rev-list", "--count", "HEAD"]), "1");
    assert!(git(&partial, ["rev-list", "--objects", "--missing=print", "HEAD"]).contains("\n?"));
    assert!(worktree.join(".git").is_file());
}
