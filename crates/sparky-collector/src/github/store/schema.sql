-- What GitHub said, to ask only for what changed since. Everything here can be had again.

-- Lists of repositories: everything that changed since `since` is in `item`, as of `synced` (Unix seconds).
CREATE TABLE stream (
    repository TEXT NOT NULL,
    kind TEXT NOT NULL,
    since INTEGER NOT NULL,
    synced INTEGER NOT NULL,
    head INTEGER,
    total INTEGER NOT NULL,
    PRIMARY KEY (repository, kind)
) WITHOUT ROWID;

-- Pull requests, issues and releases as JSON, with the time they are sorted by, and whether they are open.
CREATE TABLE item (
    repository TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    open INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (repository, kind, id)
) WITHOUT ROWID;

CREATE INDEX open_item ON item (repository, kind) WHERE open;

-- Accounts by node id, as they were called last.
CREATE TABLE actor (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

-- The account behind an e-mail address.
CREATE TABLE address (email TEXT PRIMARY KEY, actor TEXT NOT NULL) WITHOUT ROWID;

-- The files of commits, which never change.
CREATE TABLE files (oid TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

-- Answers that are kept until a time (Unix seconds), sealed, by a hash of who asked whom what.
CREATE TABLE answer (key TEXT PRIMARY KEY, value BLOB NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;

CREATE INDEX answer_until ON answer (until);

-- Page sizes and the like.
CREATE TABLE memo (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Where GitHub's limits stand, by who asks and with what it is paid: shared by everyone who opens this database.
CREATE TABLE standing (
    who TEXT NOT NULL,
    resource TEXT NOT NULL,
    points INTEGER,
    reset INTEGER,
    paused INTEGER,
    PRIMARY KEY (who, resource)
) WITHOUT ROWID;

-- Points that requests under way will cost, by meter; a meter that was killed is forgotten after a while.
CREATE TABLE under_way (
    who TEXT NOT NULL,
    resource TEXT NOT NULL,
    meter TEXT NOT NULL,
    points INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (who, resource, meter)
) WITHOUT ROWID;
