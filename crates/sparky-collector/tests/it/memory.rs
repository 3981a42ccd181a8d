//! What was collected once is not worked out again.

use sparky_common::model::CoverageState;
use sparky_testkit::RepositoryBuilder;

use crate::world::World;

#[tokio::test]
async fn a_second_collection_reads_no_file() {
    let repository = RepositoryBuilder::new("demo");
    repository.commit("one").file("a", "1\n").file("b", "1\n").make();
    repository
        .commit("two")
        .rename("a", "c")
        .file("b", "1\n2\n")
        .make();
    let world = World::new();
    let first = world.week(repository.path()).await;
    for path in ["HEAD:b", "HEAD:c", "HEAD~1:b"] {
        let blob = repository.git(["rev-parse", path]);
        if repository
            .path()
            .join(".git/objects")
            .join(&blob[..2])
            .join(&blob[2..])
            .exists()
        {
            repository.lose(&blob);
        }
    }
    assert_eq!(world.week(repository.path()).await, first);
    // Without the memory the files would be missed.
    let fresh = World::new().week(repository.path()).await;
    assert_eq!(fresh.coverage.state, CoverageState::Partial);
}

#[tokio::test]
async fn a_damaged_memory_changes_nothing() {
    let repository = RepositoryBuilder::new("demo");
    repository.commit("one").file("a", "1\n").make();
    let world = World::new();
    let first = world.week(repository.path()).await;
    let database = world.data.path().join("activity.db");
    assert!(database.exists());
    std::fs::remove_file(world.data.path().join("activity.db-wal")).ok();
    std::fs::write(&database, vec![7; 9000]).unwrap();
    assert_eq!(world.week(repository.path()).await, first);
}

#[tokio::test]
async fn what_a_shallow_clone_shows_at_its_end_is_not_remembered() {
    let repository = RepositoryBuilder::new("demo");
    repository.commit("one").file("a", "1\n").make();
    repository.commit("two").file("b", "1\n").make();
    let shallow = repository.shallow_clone("shallow", 1);
    let world = World::new();
    assert_eq!(world.week(&shallow).await.commits[0].files.len(), 2);
    assert_eq!(world.week(repository.path()).await.commits[0].files.len(), 1);
}
