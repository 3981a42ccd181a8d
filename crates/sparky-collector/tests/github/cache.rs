//! Answers that are kept: in the data folder, or in a real Redis that collectors on several nodes share.

use std::{collections::BTreeMap, path::Path, time::Duration};

use jiff::SignedDuration;
use sparky_collector::github::{CacheSettings, GitHub, Sample};
use sparky_common::config::CommitsFrom;
use sparky_testkit::github::{Limits, Request};
use sparky_testkit::{RepositoryBuilder, eventually};

use super::{
    organisation::Organisation,
    redis::{RedisServer, settings},
    support::{Stage, TOKEN, collect, fill},
    warnings::Warnings,
    whole::history,
};

const NOT_USED: &str = "the cache of GitHub's answers is not used";
const NOT_SHARED: &str = "cannot share the rate limit";

/// One commit of someone with an account, one of someone without.
struct Authors {
    stage: Stage,
    samples: BTreeMap<String, Sample>,
    _repository: RepositoryBuilder,
}

impl Authors {
    fn new() -> Self {
        let stage = Stage::new();
        let repository = RepositoryBuilder::new("api");
        let mut samples = BTreeMap::new();
        for email in ["ada@example.org", "nobody@example.org"] {
            let oid = repository
                .commit("feat: begin")
                .at("2025-11-11T10:00:00Z")
                .author("Someone", email)
                .file(email, "x\n")
                .make();
            let repository = String::new();
            samples.insert(email.to_owned(), Sample { repository, oid });
        }
        stage.server.world(|world| {
            world.repository("acme/api").git(&repository.path().join(".git"));
        });
        Self {
            stage,
            samples,
            _repository: repository,
        }
    }

    fn hub(&self, folder: &Path, cache: &CacheSettings) -> GitHub {
        let mut settings = self.stage.settings(folder);
        settings.cache = cache.clone();
        self.stage.hub_of(settings, TOKEN)
    }

    /// The addresses with an account, and how many requests that cost.
    async fn ask(&self, hub: &GitHub) -> (Vec<String>, usize) {
        let found = hub.discover("acme").await.unwrap();
        self.stage.server.clear_log();
        let mut samples = self.samples.clone();
        for sample in samples.values_mut() {
            sample.repository.clone_from(&found.repositories[0].id);
        }
        let accounts = hub.accounts(samples).await.unwrap();
        let emails = accounts.into_iter().map(|account| account.email).collect();
        (emails, self.stage.server.log().graphql())
    }
}

#[tokio::test]
async fn the_data_folder_keeps_answers_for_their_time() {
    let authors = Authors::new();
    let folder = authors.stage.folder.path();
    let cache = CacheSettings::default();
    let ada = vec!["ada@example.org".to_owned()];
    assert_eq!(authors.ask(&authors.hub(folder, &cache)).await, (ada.clone(), 1));
    authors.stage.clock.advance(SignedDuration::from_secs(3_599));
    assert_eq!(authors.ask(&authors.hub(folder, &cache)).await, (ada.clone(), 0));
    // An account is known for good, but that an address has none may change.
    authors.stage.clock.advance(SignedDuration::from_secs(2));
    assert_eq!(authors.ask(&authors.hub(folder, &cache)).await, (ada.clone(), 1));
    let never = CacheSettings {
        ttl: Duration::ZERO,
        ..cache
    };
    assert_eq!(authors.ask(&authors.hub(folder, &never)).await, (ada, 1));
}

#[tokio::test]
async fn collectors_share_answers_for_their_time() {
    let Some(redis) = RedisServer::start().await else {
        return;
    };
    let authors = Authors::new();
    let cache = redis.settings();
    let ada = vec!["ada@example.org".to_owned()];
    let elsewhere = async || {
        let folder = tempfile::tempdir().unwrap();
        authors.ask(&authors.hub(folder.path(), &cache)).await
    };
    assert_eq!(elsewhere().await, (ada.clone(), 1));
    assert_eq!(elsewhere().await, (ada.clone(), 0));
    authors.stage.clock.advance(SignedDuration::from_secs(3_601));
    assert_eq!(elsewhere().await, (ada.clone(), 1));

    // What one login may read, another is not told.
    let other = "ghp_canary_other";
    authors.stage.server.world(|world| {
        world.token(other, true);
    });
    let folder = tempfile::tempdir().unwrap();
    let mut theirs = authors.stage.settings(folder.path());
    theirs.cache = cache.clone();
    assert_eq!(authors.ask(&authors.stage.hub_of(theirs, other)).await, (ada, 1));
}

#[tokio::test]
async fn redis_holds_no_token_and_no_plain_question() {
    let Some(redis) = RedisServer::start().await else {
        return;
    };
    let authors = Authors::new();
    let folder = tempfile::tempdir().unwrap();
    authors.ask(&authors.hub(folder.path(), &redis.settings())).await;
    let everything = redis.everything();
    assert!(
        everything.len() >= 3,
        "two answers and the points: {}",
        everything.len()
    );
    for (key, value) in everything {
        assert!(
            key.starts_with("sparky:github:1:") && !key.contains("example.org"),
            "{key}"
        );
        assert!(!String::from_utf8_lossy(&value).contains("canary"), "{key}");
        let ttl: i64 = ::redis::cmd("TTL")
            .arg(&key)
            .query(&mut redis.connection())
            .unwrap();
        assert!((1..=7_200).contains(&ttl), "{key} lasts {ttl} s");
    }
}

#[tokio::test]
async fn a_list_of_repositories_is_kept_where_that_is_wanted() {
    let Some(redis) = RedisServer::start().await else {
        return;
    };
    let stage = Stage::new();
    stage.server.world(|world| fill(world, "acme/one", 3, 1, 3));
    let with = |seconds| CacheSettings {
        discovery: Duration::from_secs(seconds),
        ..redis.settings()
    };
    let mut settings = stage.settings(stage.folder.path());
    settings.cache = with(60);
    let first = collect(&stage.hub_of(settings.clone(), TOKEN), "acme")
        .await
        .unwrap();
    stage.server.world(|world| fill(world, "acme/two", 3, 1, 3));
    stage.server.clear_log();
    let second = collect(&stage.hub_of(settings.clone(), TOKEN), "acme")
        .await
        .unwrap();
    assert_eq!((second.text(), stage.server.log().graphql()), (first.text(), 0));
    settings.cache = with(0);
    let third = collect(&stage.hub_of(settings, TOKEN), "acme").await.unwrap();
    assert_eq!(third.found.repositories.len(), 2, "by default each run asks");
}

#[tokio::test]
async fn nothing_shows_whether_answers_were_kept() {
    let Some(redis) = RedisServer::start().await else {
        return;
    };
    let mut organisation = Organisation::new();
    organisation.serve("acme/api", history());
    let none = CacheSettings {
        ttl: Duration::ZERO,
        ..CacheSettings::default()
    };
    let mut results = Vec::new();
    for cache in [none, CacheSettings::default(), redis.settings(), redis.settings()] {
        organisation.cache = cache;
        organisation.stage.server.clear_log();
        let snapshot = organisation.snapshot(CommitsFrom::Api).await;
        let log = organisation.stage.server.log();
        results.push((serde_json::to_vec(&snapshot).unwrap(), log.rest()));
    }
    let (snapshot, requests) = &results[0];
    assert_eq!(
        *requests, 5,
        "the files of each commit are asked for, but for the merge"
    );
    assert!(
        results.iter().all(|(other, _)| other == snapshot),
        "byte for byte"
    );
    let requests: Vec<usize> = results.iter().map(|(_, requests)| *requests).collect();
    assert_eq!(requests[1..], [requests[0], requests[0], 0]);
}

fn fleet() -> Stage {
    let mut stage = Stage::new();
    stage.parallel = 2;
    stage.server.world(|world| {
        for number in 0..30 {
            fill(world, &format!("acme/repo{number:02}"), 30, 2, 10);
        }
    });
    stage.server.limit(Limits {
        points: 17,
        ..Limits::default()
    });
    stage
}

/// Two collectors on two nodes at once: how often the server turned one of them away.
async fn two_nodes(stage: &Stage, cache: &CacheSettings) -> usize {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let hub = |folder: &Path| {
        let mut settings = stage.settings(folder);
        settings.cache = cache.clone();
        stage.hub_of(settings, TOKEN)
    };
    let (first, second) = (hub(folders[0].path()), hub(folders[1].path()));
    let (first, second) = tokio::join!(collect(&first, "acme"), collect(&second, "acme"));
    for collection in [first.unwrap(), second.unwrap()] {
        assert_eq!(
            (collection.counts(), collection.gaps().as_str()),
            ([900, 1_800, 300, 30], "")
        );
    }
    stage.server.log().while_exhausted()
}

#[tokio::test]
async fn a_fleet_spends_one_budget() {
    let Some(redis) = RedisServer::start().await else {
        return;
    };
    assert_eq!(two_nodes(&fleet(), &redis.settings()).await, 0);
    let alone = two_nodes(&fleet(), &CacheSettings::default()).await;
    assert!(
        alone > 0,
        "without it one node asks after the other has spent everything"
    );
}

#[tokio::test]
async fn a_redis_that_dies_in_the_middle_changes_nothing() {
    let Some(mut redis) = RedisServer::start().await else {
        return;
    };
    let mut stage = Stage::new();
    stage
        .server
        .world(|world| (0..12).for_each(|number| fill(world, &format!("acme/repo{number}"), 30, 25, 30)));
    let expected = stage.collect_afresh().await.text();
    stage.cache = redis.settings();
    stage.server.clear_log();
    stage.server.latency(Duration::from_millis(100));
    let warnings = Warnings::watch();
    let killing = async {
        let is_late = |request: &Request| request.operation == "Batch";
        eventually("a batch was asked", async || {
            stage.server.log().0.iter().any(is_late).then_some(())
        })
        .await;
        assert!(!redis.everything().is_empty(), "it was in use");
        redis.kill();
    };
    let (collection, ()) = tokio::join!(stage.collect(), killing);
    assert_eq!(collection.unwrap().text(), expected);
    assert_eq!(warnings.with(NOT_SHARED).len(), 1, "{:?}", warnings.with(""));
}

#[tokio::test]
async fn a_redis_that_lies_is_not_believed() {
    let Some(redis) = RedisServer::start().await else {
        return;
    };
    let authors = Authors::new();
    let ask = async || {
        let folder = tempfile::tempdir().unwrap();
        authors.ask(&authors.hub(folder.path(), &redis.settings())).await
    };
    let expected = ask().await;
    let hour = authors.stage.clock.now();
    let far = i64::MAX;
    let lies: [Vec<u8>; 4] = [
        b"garbage".to_vec(),
        vec![0; 3 << 20],
        b"{\"left\": 0}".to_vec(),
        format!(
            "{{\"left\":0,\"reset\":{far},\"paused\":{far},\"under_way\":{},\"at\":0}}",
            u64::MAX
        )
        .into_bytes(),
    ];
    for lie in lies {
        let mut connection = redis.connection();
        for (key, _) in redis.everything() {
            let kind: String = ::redis::cmd("TYPE").arg(&key).query(&mut connection).unwrap();
            let mut command = match kind.as_str() {
                "hash" => ::redis::cmd("HSET").arg(&key).arg("liar").to_owned(),
                _ => ::redis::cmd("SET").arg(&key).to_owned(),
            };
            let () = command.arg(&lie).query(&mut connection).unwrap();
        }
        let warnings = Warnings::watch();
        assert_eq!(ask().await, expected);
        assert_eq!(warnings.with(NOT_USED).len(), 1, "{:?}", warnings.with(""));
        assert_eq!(authors.stage.clock.now(), hour, "nobody waited");
    }
    // Points where answers are expected, and the other way round.
    let mut connection = redis.connection();
    for (key, _) in redis.everything() {
        let () = ::redis::cmd("DEL").arg(&key).query(&mut connection).unwrap();
        let () = ::redis::cmd("RPUSH")
            .arg(&key)
            .arg("x")
            .query(&mut connection)
            .unwrap();
    }
    assert_eq!(ask().await, expected);
}

#[tokio::test]
async fn a_redis_that_is_not_there_or_never_answers_costs_little() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let authors = Authors::new();
    for url in [
        "redis+unix:///nowhere/redis.sock".to_owned(),
        format!("redis://:canary@127.0.0.1:{port}"),
        format!("rediss://:canary@127.0.0.1:{port}"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let warnings = Warnings::watch();
        let began = std::time::Instant::now();
        let (emails, requests) = authors.ask(&authors.hub(folder.path(), &settings(&url))).await;
        assert_eq!((emails, requests), (vec!["ada@example.org".to_owned()], 1));
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        let said = [warnings.with(NOT_USED), warnings.with(NOT_SHARED)];
        assert!(said.iter().all(|lines| lines.len() == 1), "{said:?}");
        assert!(!format!("{said:?}").contains("canary"), "{said:?}");
    }
}
