-- The files of a commit never change, so they are kept by its id, whatever repository it was found in.
CREATE TABLE files (
    oid BLOB PRIMARY KEY,
    -- JSON, as in a snapshot.
    body TEXT NOT NULL,
    -- The start of the SHA-256 of id and body.
    seal BLOB NOT NULL
) WITHOUT ROWID;
