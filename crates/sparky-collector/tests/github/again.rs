//! The second collection of the same week: as if it were the first, and almost for nothing.

use sparky_common::config::CommitsFrom;

use super::{
    organisation::{Organisation, assert_same},
    whole::{history, of},
};

const MODES: [CommitsFrom; 2] = [CommitsFrom::Mirror, CommitsFrom::Api];

fn organisation() -> Organisation {
    let mut organisation = Organisation::new();
    for name in ["acme/api", "acme/cli", "acme/web"] {
        organisation.serve(name, history());
    }
    organisation
}

#[tokio::test]
async fn nothing_new_costs_three_requests_at_most() {
    for commits in MODES {
        let organisation = organisation();
        let data = tempfile::tempdir().unwrap();
        let first = organisation.collect("acme", data.path(), commits).await.unwrap();
        organisation.stage.server.clear_log();
        // Nothing was pushed: there is nothing to fetch either.
        std::fs::remove_dir_all(organisation.served.path().join("acme")).unwrap();
        let second = organisation.collect("acme", data.path(), commits).await.unwrap();
        assert_same(&first, &second);
        let log = organisation.stage.server.log();
        assert!(
            log.graphql() <= 3 && log.rest() == 0,
            "{commits:?}: {} GraphQL and {} REST requests",
            log.graphql(),
            log.rest()
        );
    }
}

#[tokio::test]
async fn what_is_pushed_forced_and_tagged_is_read_as_if_nothing_had_been_known() {
    for commits in MODES {
        let organisation = organisation();
        let data = tempfile::tempdir().unwrap();
        organisation.collect("acme", data.path(), commits).await.unwrap();
        let [api, cli, web] = &organisation.repositories[..] else {
            panic!("three repositories")
        };
        api.commit("fix: late").at("2025-11-16T20:00:00Z").make();
        cli.git(["reset", "--quiet", "--hard", "HEAD~3"]);
        cli.commit("feat: instead").at("2025-11-16T20:00:00Z").make();
        web.tag("v3", "HEAD~1");
        organisation.stage.server.world(|world| {
            for name in ["acme/api", "acme/cli", "acme/web"] {
                world.repository(name).fact("pushedAt", "2025-11-17T08:00:00Z");
            }
        });
        let known = organisation.collect("acme", data.path(), commits).await.unwrap();
        assert_same(&known, &organisation.snapshot(commits).await);
        assert_eq!(of(&known, "acme/api").commits.len(), 7);
        let subjects = of(&known, "acme/cli")
            .commits
            .iter()
            .map(|commit| &commit.subject);
        assert!(subjects.clone().any(|subject| subject == "feat: instead"));
        assert!(!subjects.clone().any(|subject| subject == "feat: last second"));
        let tags = &of(&known, "acme/web").releases;
        assert!(tags.iter().any(|release| release.tag == "v3"), "{tags:?}");
    }
}

#[tokio::test]
async fn a_new_repository_is_there_without_anyone_editing_a_list() {
    for commits in MODES {
        let mut organisation = organisation();
        let data = tempfile::tempdir().unwrap();
        organisation.collect("acme", data.path(), commits).await.unwrap();
        organisation.serve("acme/new", history());
        let known = organisation.collect("acme", data.path(), commits).await.unwrap();
        assert_eq!(of(&known, "acme/new").commits.len(), 6);
        assert_same(&known, &organisation.snapshot(commits).await);
    }
}
