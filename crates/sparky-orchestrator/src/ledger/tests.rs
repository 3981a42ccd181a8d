use jiff::Timestamp;
use sparky_common::{
    model::{Holder, Phase, RunRequest, RunStatus},
    period::{Kind, Period},
};

use super::*;
use crate::state::RunEvent;

struct Book {
    folder: tempfile::TempDir,
    ledger: Ledger,
}

impl Book {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.db"), Vec::new()).unwrap();
        Self { folder, ledger }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }

    fn fence(&self) -> Fence {
        let holder = Holder {
            pid: 1,
            host: "a test".into(),
            id: "a test".into(),
            since: Timestamp::UNIX_EPOCH,
        };
        let (now, time) = (Timestamp::UNIX_EPOCH, Duration::from_secs(1));
        match self
            .ledger
            .take_lease("weekly-2025-W46", &holder, now, time, |_| true)
        {
            Ok(Taking::Yours(fence)) => fence,
            other => panic!("{other:?}"),
        }
    }
}

fn week() -> Period {
    "2025-W46".parse().unwrap()
}

fn request() -> RunRequest {
    RunRequest {
        kind: Kind::Weekly,
        period: week(),
        sources: Vec::new(),
        organisation: None,
        publish: false,
        dry_run: false,
        model: None,
    }
}

fn requested(run: &str, second: i64) -> (RunState, RunEvent) {
    let at = Timestamp::from_second(second).unwrap();
    (
        RunState::requested(run.into(), request(), at),
        RunEvent::Requested { request: request() },
    )
}

fn begin(book: &Book, fence: &Fence, run: &str, second: i64) -> RunState {
    let (state, event) = requested(run, second);
    book.ledger
        .append(fence, &state, 1, &[event], state.created_at)
        .unwrap();
    state
}

fn started() -> RunEvent {
    RunEvent::TaskStarted {
        phase: Phase::Collect,
        attempt: 1,
        try_number: 1,
        part: "all".into(),
        worker: None,
    }
}

#[test]
fn what_is_appended_is_read_back_by_the_next_process() {
    let book = Book::new();
    let fence = book.fence();
    let mut state = begin(&book, &fence, "r", 1);
    let at = state.created_at;
    state.apply(&started(), at).unwrap();
    book.ledger.append(&fence, &state, 2, &[started()], at).unwrap();

    let again = Ledger::open(&book.path(), Vec::new()).unwrap();
    assert_eq!(again.replay("r").unwrap(), (state.clone(), 2));
    let reader = LedgerReader::open(&book.path()).unwrap().unwrap();
    assert_eq!(reader.events("r").unwrap(), again.events("r").unwrap());
    assert_eq!(
        reader.find("2025-W46").unwrap().unwrap().status,
        RunStatus::Collecting
    );
}

#[test]
fn runs_are_listed_newest_first_and_the_unfinished_oldest_first() {
    let book = Book::new();
    let fence = book.fence();
    for second in 1..=3 {
        begin(&book, &fence, &format!("r{second}"), second);
    }
    let (mut ended, _) = requested("r2", 2);
    let end = RunEvent::Ended {
        status: RunStatus::Cancelled,
        reason: Some("why".into()),
    };
    ended.apply(&end, ended.created_at).unwrap();
    book.ledger
        .append(&fence, &ended, 2, &[end], ended.created_at)
        .unwrap();

    let names = |heads: Vec<RunHead>| heads.into_iter().map(|head| head.run).collect::<Vec<_>>();
    assert_eq!(names(book.ledger.list(2).unwrap()), ["r3", "r2"]);
    assert_eq!(names(book.ledger.unfinished().unwrap()), ["r1", "r3"]);
    let head = book.ledger.find("r2").unwrap().unwrap();
    assert_eq!(
        (head.status, head.reason.as_deref()),
        (RunStatus::Cancelled, Some("why"))
    );
    assert!(book.ledger.find("nothing").unwrap().is_none());
}

#[test]
fn an_older_fence_cannot_append_any_more() {
    let book = Book::new();
    let old = book.fence();
    let state = begin(&book, &old, "r", 1);
    let new = book.fence();
    let refused = book
        .ledger
        .append(&old, &state, 2, &[started()], state.created_at);
    assert!(matches!(refused, Err(LedgerError::Fenced { .. })));
    book.ledger
        .append(&new, &state, 2, &[started()], state.created_at)
        .unwrap();
}

#[test]
fn an_event_cannot_take_the_place_of_another() {
    let book = Book::new();
    let fence = book.fence();
    let state = begin(&book, &fence, "r", 1);
    for seq in [1, 3] {
        let refused = book
            .ledger
            .append(&fence, &state, seq, &[started()], state.created_at);
        assert!(matches!(refused, Err(LedgerError::Fenced { .. })), "{seq}");
    }
}

#[test]
fn the_database_itself_refuses_to_forget() {
    let book = Book::new();
    begin(&book, &book.fence(), "r", 1);
    let connection = book.ledger.connection();
    for sql in ["UPDATE events SET at = 0", "DELETE FROM events"] {
        let refused = connection.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{refused}");
    }
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let book = Book::new();
    let fence = book.fence();
    let state = begin(&book, &fence, "r", 1);
    let pages: i64 = book
        .ledger
        .connection()
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    book.ledger
        .connection()
        .pragma_update(None, "max_page_count", pages)
        .unwrap();
    let large = RunEvent::TaskReassigned {
        phase: Phase::Collect,
        part: "all".into(),
        worker: "w".repeat(100_000),
        reason: "r".into(),
        slow: false,
        recalled: false,
    };
    let refused = book
        .ledger
        .append(&fence, &state, 2, &[large], state.created_at)
        .unwrap_err();
    assert!(matches!(refused, LedgerError::Full { .. }), "{refused:?}");
    assert_eq!(book.ledger.replay("r").unwrap(), (state, 1));
}

#[test]
fn a_locked_file_is_told() {
    let book = Book::new();
    let fence = book.fence();
    let (state, event) = requested("r", 1);
    let other = Connection::open(book.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    book.ledger
        .connection()
        .busy_timeout(Duration::from_millis(1))
        .unwrap();
    let refused = book
        .ledger
        .append(&fence, &state, 1, &[event], state.created_at)
        .unwrap_err();
    assert!(matches!(refused, LedgerError::Locked { .. }), "{refused:?}");
}

#[test]
fn a_newer_file_or_event_is_refused() {
    let book = Book::new();
    begin(&book, &book.fence(), "r", 1);
    book.ledger
        .connection()
        .execute(
            "INSERT INTO events SELECT run, 2, epoch, at, kind, 99, payload FROM events",
            [],
        )
        .unwrap();
    assert!(matches!(
        book.ledger.events("r"),
        Err(LedgerError::Newer {
            found: 99,
            known: 2,
            ..
        })
    ));

    book.ledger
        .connection()
        .execute("INSERT INTO refinery_schema_history SELECT 99, name, applied_on, checksum FROM refinery_schema_history LIMIT 1", [])
        .unwrap();
    let refused = Ledger::open(&book.path(), Vec::new()).err().unwrap();
    assert!(
        matches!(refused, LedgerError::Newer { found: 99, .. }),
        "{refused:?}"
    );
    assert!(matches!(
        LedgerReader::open(&book.path()),
        Err(LedgerError::Newer { found: 99, .. })
    ));
}

#[test]
fn a_file_that_is_no_ledger_is_damaged_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let garbage =
        b"this is no database at all, and it is longer than a header of one hundred bytes: ".repeat(4);
    std::fs::write(&path, &garbage).unwrap();
    let refused = Ledger::open(&path, Vec::new()).err().unwrap();
    assert!(matches!(refused, LedgerError::Damaged { .. }), "{refused:?}");
    assert!(refused.hint().contains("mv '"), "{}", refused.hint());
    assert!(matches!(
        LedgerReader::open(&path),
        Err(LedgerError::Damaged { .. })
    ));
    assert_eq!(std::fs::read(&path).unwrap(), garbage);
}

#[test]
fn a_payload_that_was_tampered_with_is_damage() {
    let book = Book::new();
    begin(&book, &book.fence(), "r", 1);
    let connection = book.ledger.connection();
    connection
        .execute_batch("DROP TRIGGER events_are_never_changed; UPDATE events SET payload = '{'")
        .unwrap();
    drop(connection);
    assert!(matches!(
        book.ledger.replay("r"),
        Err(LedgerError::Damaged { .. })
    ));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let refused = Ledger::open(&file.path().join("data/ledger.db"), Vec::new())
        .err()
        .unwrap();
    assert!(matches!(refused, LedgerError::Open { .. }), "{refused:?}");
    assert!(refused.hint().contains("--data-dir"));
}

#[test]
fn no_ledger_is_no_error_for_a_reader() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        LedgerReader::open(&folder.path().join("ledger.db"))
            .unwrap()
            .is_none()
    );
}

#[test]
fn ten_processes_may_open_a_new_ledger_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    std::thread::scope(|scope| {
        let openers: Vec<_> = (0..10)
            .map(|_| scope.spawn(|| Ledger::open(&path, Vec::new()).map(|_| ())))
            .collect();
        for opener in openers {
            opener.join().unwrap().unwrap();
        }
    });
}
