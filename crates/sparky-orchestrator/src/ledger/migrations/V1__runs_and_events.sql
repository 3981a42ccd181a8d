-- Times are microseconds since the Unix epoch.

-- An index over the events for fast listing, kept in the transaction that appends them.
CREATE TABLE runs (
    run        TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    period     TEXT NOT NULL,
    status     TEXT NOT NULL,
    reason     TEXT,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;

CREATE INDEX runs_newest ON runs (created_at DESC, run DESC);
CREATE INDEX runs_unfinished ON runs (kind, period) WHERE ended_at IS NULL;

-- The truth. A row is never changed and never deleted.
CREATE TABLE events (
    run     TEXT    NOT NULL REFERENCES runs (run),
    seq     INTEGER NOT NULL,
    epoch   INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT    NOT NULL,
    PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;

-- Who drives the runs of a period: whoever holds an older epoch may not append any more.
CREATE TABLE leases (
    kind   TEXT    NOT NULL,
    period TEXT    NOT NULL,
    epoch  INTEGER NOT NULL,
    holder TEXT    NOT NULL,
    PRIMARY KEY (kind, period)
) STRICT, WITHOUT ROWID;
