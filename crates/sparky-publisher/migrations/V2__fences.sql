-- The newest holder of each lease in whose name something was published: whoever comes with an older epoch is refused.
CREATE TABLE fences (
    lease TEXT NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL
) STRICT;
