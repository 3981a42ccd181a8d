//! Every commit and every row equals `git log --numstat`.

use std::{fmt::Write, os::unix::fs::PermissionsExt};

use sparky_testkit::RepositoryBuilder;

use crate::truth::compare;

fn lines(from: usize, to: usize) -> String {
    (from..to).fold(String::new(), |mut text, number| {
        writeln!(text, "line {number} of a text long enough to matter").unwrap();
        text
    })
}

async fn assert_equal(repository: &RepositoryBuilder, rows: usize) {
    assert_eq!(compare(repository.path()).await.map(|(_, rows)| rows), Ok(rows));
}

#[tokio::test]
async fn changes_deletions_modes_links_and_submodules() {
    let repository = RepositoryBuilder::new("demo");
    let first = repository
        .commit("begin")
        .file("a", lines(0, 9))
        .file("empty", "")
        .file("end", "no newline")
        .make();
    repository
        .commit("edit")
        .file("a", lines(3, 14))
        .file("end", "no newline\nmore")
        .make();
    repository.commit("module").submodule("vendor/x", &first).make();
    repository
        .commit("move module")
        .submodule("vendor/x", &"2".repeat(40))
        .make();
    std::os::unix::fs::symlink("a", repository.path().join("link")).unwrap();
    repository.commit("link").make();
    std::fs::remove_file(repository.path().join("link")).unwrap();
    repository
        .commit("link becomes file")
        .file("link", lines(0, 3))
        .make();
    std::fs::set_permissions(
        repository.path().join("a"),
        std::fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    repository.commit("mode").make();
    repository.commit("gone").remove("end").make();
    assert_equal(&repository, 11).await;
}

#[tokio::test]
async fn a_file_becomes_a_folder_and_back() {
    let repository = RepositoryBuilder::new("demo");
    repository
        .commit("file")
        .file("a", lines(0, 5))
        .file("a.b", "1\n")
        .file("a-b", "1\n")
        .make();
    repository
        .commit("folder")
        .remove("a")
        .file("a/inner", lines(10, 15))
        .file("a.b", "2\n")
        .make();
    repository.commit("file again").remove("a/inner").make();
    std::fs::remove_dir(repository.path().join("a")).unwrap();
    repository
        .commit("file again")
        .file("a", lines(0, 5))
        .file("a-b", "2\n")
        .make();
    assert_equal(&repository, 9).await;
}

#[tokio::test]
async fn binary_files_have_no_lines() {
    let repository = RepositoryBuilder::new("demo");
    let picture = [b"\x89PNG\0".to_vec(), vec![7; 5000]].concat();
    let late = [vec![b'a'; 9000], vec![0]].concat();
    repository
        .commit("add")
        .file("a.png", picture.clone())
        .file("late", late)
        .file("text", "a\n")
        .make();
    repository
        .commit("edit")
        .file("a.png", [picture.clone(), vec![1]].concat())
        .file("text", "a\0")
        .make();
    repository.commit("move").rename("a.png", "b/a.png").make();
    repository.commit("drop").remove("b/a.png").make();
    assert_equal(&repository, 7).await;
}

#[tokio::test]
async fn renames_as_git_finds_them() {
    let repository = RepositoryBuilder::new("demo");
    let commit = repository.commit("add");
    let commit = (0..6).fold(commit, |commit, n| {
        commit.file(&format!("old/{n}.rs"), lines(n * 20, n * 20 + 40))
    });
    commit
        .file("same/1", "x\n")
        .file("same/2", "x\n")
        .file("empty/1", "")
        .make();
    // Moved and edited so much that each lies near a threshold of its own.
    let commit = repository.commit("move");
    let commit = (0..6).fold(commit, |commit, n| {
        let kept = lines(n * 20 + n * 4, n * 20 + 40);
        commit
            .remove(&format!("old/{n}.rs"))
            .file(&format!("new/{n}.rs"), kept + &lines(900, 900 + n * 5))
    });
    commit
        .rename("same/1", "same/3")
        .rename("same/2", "other/1")
        .rename("empty/1", "empty/2")
        .make();
    repository.commit("swap").rename("new/0.rs", "swap").make();
    repository
        .commit("swap")
        .rename("new/1.rs", "new/0.rs")
        .rename("swap", "new/1.rs")
        .make();
    let count = compare(repository.path()).await.unwrap();
    assert_eq!(count.0, 4);
}

#[tokio::test]
async fn merges_have_no_rows() {
    let repository = RepositoryBuilder::new("demo");
    let base = repository.commit("base").file("a", lines(0, 5)).make();
    repository.branch("side", &base);
    repository.commit("side").file("b", lines(0, 5)).make();
    repository.switch("main");
    repository.commit("main").file("c", lines(0, 5)).make();
    repository
        .commit("merge")
        .merge("side")
        .file("d", "evil\n")
        .make();
    // A second root: a history that was joined later.
    repository.git(["checkout", "--quiet", "--orphan", "other"]);
    repository.git(["rm", "-r", "--quiet", "--force", "."]);
    let other = repository.commit("other root").file("e", lines(0, 5)).make();
    repository.switch("main");
    repository.git([
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b",
        "merge",
        "--quiet",
        "--allow-unrelated-histories",
        "-m",
        "join",
        &other,
    ]);
    assert_eq!(compare(repository.path()).await, Ok((6, 4)));
}

#[tokio::test]
async fn clones_of_every_shape_give_the_same() {
    let repository = RepositoryBuilder::new("demo");
    for number in 0..4 {
        repository
            .commit(&format!("commit {number}"))
            .file("a", lines(number, number + 20))
            .make();
    }
    let (bare, worktree) = (repository.bare_clone("bare"), repository.worktree("linked"));
    std::fs::create_dir_all(repository.path().join("deep/inside")).unwrap();
    for path in [bare, worktree, repository.path().join("deep/inside")] {
        assert_eq!(compare(&path).await, Ok((4, 4)), "{}", path.display());
    }
    // The oldest commit of a shallow clone shows its whole tree, as git shows it.
    let shallow = repository.shallow_clone("shallow", 2);
    assert_eq!(compare(&shallow).await, Ok((2, 2)));
    // Packed references and objects read the same.
    repository.git(["gc", "--quiet", "--aggressive"]);
    assert_equal(&repository, 4).await;
}
