-- Times are microseconds since the Unix epoch.

-- Every decision about a schedule. A row is never changed and never deleted.
CREATE TABLE schedule_events (
    schedule TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    payload  TEXT    NOT NULL,
    PRIMARY KEY (schedule, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER schedule_events_are_never_changed BEFORE UPDATE ON schedule_events
BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER schedule_events_are_never_deleted BEFORE DELETE ON schedule_events
BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;

-- One order over the events of all runs and schedules, for listeners that come back and ask what they missed.
CREATE TABLE feed (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    run      TEXT,
    schedule TEXT,
    seq      INTEGER NOT NULL
) STRICT;

INSERT INTO feed (run, seq) SELECT run, seq FROM events ORDER BY at, run, seq;

CREATE TRIGGER events_are_fed AFTER INSERT ON events
BEGIN INSERT INTO feed (run, seq) VALUES (new.run, new.seq); END;

CREATE TRIGGER schedule_events_are_fed AFTER INSERT ON schedule_events
BEGIN INSERT INTO feed (schedule, seq) VALUES (new.schedule, new.seq); END;

-- What was answered to a request that carried an idempotency key.
CREATE TABLE answers (
    holder  TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    request BLOB    NOT NULL,
    status  INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (holder, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX answers_oldest ON answers (at);
CREATE INDEX runs_of_period ON runs (period, created_at DESC, run DESC);
