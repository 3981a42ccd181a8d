//! A server, a client of it, and worlds of a known size.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use prometheus::Registry;
use sparky_collector::github::{
    Activities, CacheSettings, Clock, Connection, Discovery, Endpoints, GitHub, GitHubError, GitHubMetrics,
    HttpTransport, Login, Policy, Settings,
};
use sparky_common::{config::CommitsFrom, period::Window};
use sparky_testkit::github::{GitHubServer, VirtualClock, World};
use tempfile::TempDir;

/// The token that the server takes.
pub const TOKEN: &str = "ghp_canary0123456789";

/// The first instant of the week 2025-W46.
pub const START: &str = "2025-11-10T00:00:00Z";

/// Sleeping moves the server's clock.
pub struct TestClock(pub VirtualClock);

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        let until = self.0.now() + SignedDuration::try_from(duration).expect("tests wait for hours");
        self.0.reach(until);
        tokio::task::yield_now().await;
    }
}

/// A server with the organisation `acme`, and where its client keeps things.
pub struct Stage {
    pub server: GitHubServer,
    pub clock: VirtualClock,
    pub folder: TempDir,
    pub parallel: usize,
    pub most: usize,
    pub timeout: Duration,
    pub cache: CacheSettings,
    /// What its clients measure.
    pub metrics: GitHubMetrics,
    pub registry: Registry,
    /// What was said while something was waited for.
    pub waits: Arc<Mutex<Vec<String>>>,
}

/// What a collection gave.
pub struct Collection {
    pub found: Discovery,
    pub activities: Vec<Activities>,
}

impl Stage {
    /// A server that shows the Monday after the week.
    pub fn new() -> Self {
        let clock = VirtualClock::at("2025-11-17T09:00:00Z");
        let server = GitHubServer::start(clock.clone());
        server.world(|world| {
            world.token(TOKEN, true);
            world.organisation("acme", "Acme Corporation");
            world.user("ada", "Ada Lovelace", &["ada@example.org"]);
            world.user("grace", "Grace Hopper", &["grace@example.org"]);
            world.bot("dependabot");
        });
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::new();
        Self {
            server,
            clock,
            folder,
            parallel: 6,
            most: 10_000,
            timeout: Duration::from_secs(20),
            cache: CacheSettings::default(),
            metrics: GitHubMetrics::register(&registry).unwrap(),
            registry,
            waits: Arc::default(),
        }
    }

    pub fn settings(&self, folder: &Path) -> Settings {
        Settings {
            endpoints: Endpoints::new("github.com", &self.server.url(), "").unwrap(),
            token: None,
            token_file: None,
            app: None,
            policy: Policy {
                forks: true,
                archived: true,
                private: true,
            },
            commits: CommitsFrom::Mirror,
            parallel: self.parallel,
            timeout: self.timeout,
            attempts: 5,
            longest_wait: Duration::from_secs(7_200),
            most: self.most,
            folder: folder.join("github"),
            cache: self.cache.clone(),
        }
    }

    /// A client with a token over HTTP, whose database is in a folder.
    pub fn hub_with(&self, folder: &Path, token: &str) -> GitHub {
        self.hub_of(self.settings(folder), token)
    }

    /// A client with its own settings.
    pub fn hub_of(&self, settings: Settings, token: &str) -> GitHub {
        let login = Login::token(&token.to_owned().into()).unwrap();
        let http = HttpTransport::new(settings.endpoints.clone(), login, settings.timeout).unwrap();
        let connection = Connection::over_http(http);
        let waits = Arc::clone(&self.waits);
        GitHub::over(
            settings,
            connection,
            Arc::new(TestClock(self.clock.clone())),
            Box::new(move |what| waits.lock().unwrap().push(what.to_owned())),
            &self.metrics,
        )
        .unwrap()
    }

    pub fn hub(&self) -> GitHub {
        self.hub_with(self.folder.path(), TOKEN)
    }

    /// What Prometheus would read.
    pub fn measured(&self) -> String {
        prometheus::TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .unwrap()
    }

    /// The number behind a name in it.
    pub fn measure(text: &str, name: &str) -> Option<f64> {
        text.lines()
            .find_map(|line| line.strip_prefix(name))?
            .parse()
            .ok()
    }

    /// Collects the week of `acme`, with what is known from before.
    pub async fn collect(&self) -> Result<Collection, GitHubError> {
        collect(&self.hub(), "acme").await
    }

    /// Collects the week of `acme` with an empty database.
    pub async fn collect_afresh(&self) -> Collection {
        let folder = tempfile::tempdir().unwrap();
        collect(&self.hub_with(folder.path(), TOKEN), "acme")
            .await
            .unwrap()
    }
}

/// Collects the week of an owner.
pub async fn collect(hub: &GitHub, owner: &str) -> Result<Collection, GitHubError> {
    let found = hub.discover(owner).await?;
    let synced = hub.sync(&found, week()).await?;
    if let Some(error) = synced.stopped {
        return Err(error);
    }
    let gaps = synced.gaps;
    let activities = found
        .repositories
        .iter()
        .map(|facts| hub.activities(facts, week(), gaps.get(&facts.id)));
    let activities = activities.collect::<Result<_, _>>()?;
    Ok(Collection { found, activities })
}

impl Collection {
    /// Everything in comparable form.
    pub fn text(&self) -> String {
        format!("{:#?}\n{:#?}", self.found.repositories, self.activities)
    }

    /// How many pull requests, reviews, issues and releases there are.
    pub fn counts(&self) -> [usize; 4] {
        let sum = |count: fn(&Activities) -> usize| self.activities.iter().map(count).sum();
        [
            sum(|part| part.pull_requests.len()),
            sum(|part| {
                part.pull_requests
                    .iter()
                    .map(|pull_request| pull_request.reviews.len())
                    .sum()
            }),
            sum(|part| part.issues.len()),
            sum(|part| part.releases.len()),
        ]
    }

    /// What is missing, in one text.
    pub fn gaps(&self) -> String {
        let gaps = self.activities.iter().flat_map(|part| &part.gaps);
        gaps.map(|gap| format!("{}: {}\n", gap.what, gap.why)).collect()
    }
}

/// The week 2025-W46 in UTC.
pub fn week() -> Window {
    Window {
        start: START.parse().unwrap(),
        end: "2025-11-17T00:00:00Z".parse().unwrap(),
    }
}

/// A time in the week: so many minutes after its start.
pub fn minute(minutes: i64) -> String {
    let start: Timestamp = START.parse().unwrap();
    (start + SignedDuration::from_mins(minutes)).to_string()
}

/// Fills a repository: pull requests with reviews, issues that are closed, a release, and older ones that are quiet.
pub fn fill(world: &mut World, name: &str, pull_requests: u64, reviews: u64, issues: u64) {
    let repo = world.repository(name);
    for number in 1..=20 {
        repo.pull_request(number, "old", "grace", "2025-10-01T00:00:00Z")
            .merged("2025-10-02T00:00:00Z");
    }
    for number in 0..pull_requests {
        let at = i64::try_from(number).unwrap();
        let mut item = repo.pull_request(100 + number, "feat: new", "ada", &minute(at));
        for review in 0..reviews {
            item = item.review(
                "grace",
                &minute(at + 1 + i64::try_from(review).unwrap()),
                "APPROVED",
            );
        }
        item.merged(&minute(at + 60));
    }
    for number in 0..issues {
        let at = i64::try_from(number).unwrap();
        repo.issue(10_000 + number, "it breaks", "grace", &minute(at))
            .closed(&minute(at + 90));
    }
    repo.pull_request(90, "long open", "grace", "2025-03-01T00:00:00Z")
        .review("ada", "2025-03-02T00:00:00Z", "COMMENTED");
    for number in 9_000..9_004 {
        repo.issue(number, "long open", "ada", "2024-05-01T00:00:00Z");
    }
    repo.release(
        "v1.0.0",
        "0123456789012345678901234567890123456789",
        "ada",
        &minute(600),
    );
}
