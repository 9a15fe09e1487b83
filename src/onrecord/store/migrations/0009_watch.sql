-- Saved searches. `looked_to` is the rowid of the last document that had come in when the person last looked: no clock can be wrong about it.
CREATE TABLE watch (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, filters TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, looked_to INTEGER NOT NULL,
    looked_at TEXT NOT NULL, gone_at TEXT
);

-- What is known of each feed that is polled: its last validators, how often in a row it failed, and when it may be asked again.
CREATE TABLE feed (
    url TEXT PRIMARY KEY, etag TEXT, modified TEXT, asked_at TEXT NOT NULL, next_at TEXT NOT NULL, failures INTEGER NOT NULL, said TEXT
);
-- Pages of entries that were fetched, so that none is fetched twice.
CREATE TABLE fetched_page (url TEXT PRIMARY KEY, at TEXT NOT NULL);
