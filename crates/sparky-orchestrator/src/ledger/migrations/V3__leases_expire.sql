-- Times are microseconds since the Unix epoch.

-- Who may write about something shared, until when: whoever holds an older epoch may not any more. A lease that was
-- given back or broken ends in the past; its row stays, for epochs never go back.
CREATE TABLE leases_that_expire (
    name       TEXT    PRIMARY KEY,
    epoch      INTEGER NOT NULL,
    holder     TEXT    NOT NULL,
    since      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_by   TEXT
) STRICT, WITHOUT ROWID;

INSERT INTO leases_that_expire (name, epoch, holder, since, expires_at)
SELECT kind || '-' || period, epoch, '{}', 0, 0 FROM leases;

DROP TABLE leases;
ALTER TABLE leases_that_expire RENAME TO leases;
