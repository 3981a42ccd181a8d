//! Times every metric, trend and score of many commits against `serde_json` parsing the same records.
//!
//! `bench_analysis [RECORDS] [ROUNDS]` prints the medians and their ratio, from one process and the same records. What is
//! counted is the time that the processor spent on it, so that a busy machine changes little.

use std::time::Duration;

use anyhow::Context;
use jiff::SignedDuration;
use sparky_analyzer::{Options, measure};
use sparky_common::{
    model::{
        ArtifactRef, Commit, Coverage, FileChange, Lines, PastPeriod, Person, Repository, RepositoryActivity,
        SCHEMA_VERSION, Sha256, Snapshot, Visibility,
    },
    period::Period,
};

const REPOSITORIES: usize = 100;
const PEOPLE: u64 = 200;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| arguments.next().map_or(Ok(default), |text| text.parse());
    let (records, rounds) = (number(1_000_000)?, number(3)?);
    let text = serde_json::to_vec(&snapshot(records)?)?;
    let artifact = ArtifactRef {
        name: "raw/bench.json".into(),
        sha256: Sha256::of(b""),
        bytes: text.len() as u64,
    };
    let (mut parsing, mut measuring) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let begun = spent()?;
        let snapshot: Snapshot = serde_json::from_slice(&text)?;
        parsing.push(spent()? - begun);
        let begun = spent()?;
        let insights = measure(&snapshot, artifact.clone(), &Options::default())?;
        measuring.push(spent()? - begun);
        anyhow::ensure!(
            insights.totals.commits == records as u64,
            "the records were not all counted"
        );
    }
    let (parse, measure) = (median(parsing), median(measuring));
    println!("records {records}, {} MB of JSON", text.len() / 1_000_000);
    println!("parse   {:.3} s", parse.as_secs_f64());
    println!("measure {:.3} s", measure.as_secs_f64());
    println!("ratio   {:.2}", measure.as_secs_f64() / parse.as_secs_f64());
    Ok(())
}

/// The processor time of this thread.
fn spent() -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").context("the kernel tells no times")?;
    let nanoseconds = text.split(' ').next().context("the time of the thread")?;
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Numbers that look random and are the same every time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (value ^ (value >> 31)) % limit
    }
}

fn snapshot(records: usize) -> anyhow::Result<Snapshot> {
    let period: Period = "2025-11".parse().context("the period of the benchmark")?;
    let zone = jiff::tz::TimeZone::get("Europe/Berlin")?;
    let window = period.window(&zone);
    let seconds = (window.end.as_second() - window.start.as_second()) as u64;
    let mut dice = Dice(7);
    let mut repositories: Vec<RepositoryActivity> = (0..REPOSITORIES)
        .map(|place| {
            let repository = Repository {
                name: format!("acme/project-{place:03}"),
                web_url: None,
                default_branch: Some("main".into()),
                visibility: Visibility::Public,
            };
            let mut activity = RepositoryActivity::new(repository, Coverage::complete());
            activity.history_complete = true;
            activity.past = period
                .before(6)
                .into_iter()
                .map(|period| past(period, &mut dice))
                .collect();
            activity
        })
        .collect();
    for record in 0..records {
        let at = window.start + SignedDuration::from_secs(dice.below(seconds) as i64);
        let author = format!("person{}", dice.below(PEOPLE));
        let commit = Commit {
            oid: format!("{:032x}{record:08x}", u128::from(dice.below(u64::MAX))),
            committer: author.clone(),
            author,
            authored_at: at,
            committed_at: at,
            subject: subject(&mut dice),
            body: String::new(),
            parents: 1,
            co_authors: Vec::new(),
            files: (0..=dice.below(4)).map(|_| file(&mut dice)).collect(),
            lines_known: true,
        };
        repositories[record % REPOSITORIES].commits.push(commit);
    }
    let person = |number| Person {
        id: format!("person{number}"),
        name: format!("Person {number}"),
        login: None,
        bot: number % 20 == 0,
    };
    Ok(Snapshot {
        schema_version: SCHEMA_VERSION,
        organisation: "acme".into(),
        kind: period.kind(),
        period,
        window,
        time_zone: "Europe/Berlin".into(),
        over: true,
        people: (0..PEOPLE).map(person).collect(),
        repositories,
    })
}

fn past(period: Period, dice: &mut Dice) -> PastPeriod {
    PastPeriod {
        period,
        commits: (0..dice.below(80))
            .map(|_| format!("{:040x}", dice.below(u64::MAX)))
            .collect(),
        authors: (0..5).map(|number| format!("person{number}")).collect(),
    }
}

fn subject(dice: &mut Dice) -> String {
    const KINDS: [&str; 6] = [
        "feat: ",
        "fix(core): ",
        "docs: ",
        "",
        "refactor: ",
        "chore(deps): ",
    ];
    const VERBS: [&str; 5] = ["add", "teach", "remove", "speed up", "rename"];
    const THINGS: [&str; 8] = [
        "scheduler",
        "parser",
        "cache",
        "socket",
        "ledger",
        "renderer",
        "index",
        "lexer",
    ];
    let mut pick = |words: &[&'static str]| words[dice.below(words.len() as u64) as usize];
    let (kind, verb, one, other) = (pick(&KINDS), pick(&VERBS), pick(&THINGS), pick(&THINGS));
    format!("{kind}{verb} the {one} of the {other} (#{})", dice.below(9_000))
}

fn file(dice: &mut Dice) -> FileChange {
    FileChange {
        path: format!("crates/part{}/src/module{}.rs", dice.below(12), dice.below(40)),
        renamed_from: None,
        lines: Some(Lines {
            added: dice.below(200),
            deleted: dice.below(80),
        }),
    }
}
