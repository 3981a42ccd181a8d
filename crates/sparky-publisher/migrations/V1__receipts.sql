CREATE TABLE receipts (
    destination TEXT NOT NULL,
    path        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('intended', 'published')),
    location    TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (destination, path, sha256)
) STRICT, WITHOUT ROWID;
