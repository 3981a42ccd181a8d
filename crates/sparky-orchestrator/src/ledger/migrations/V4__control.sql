-- Whether work goes on, waits or is stopped, and who said so. A row is never changed and never deleted.
CREATE TABLE control_events (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    mode   TEXT    NOT NULL,
    by     TEXT    NOT NULL,
    reason TEXT    NOT NULL
) STRICT;

CREATE TRIGGER control_events_are_never_changed BEFORE UPDATE ON control_events
BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER control_events_are_never_deleted BEFORE DELETE ON control_events
BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;

-- Written now and then to see whether the ledger can be written.
CREATE TABLE pulse (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;
