-- Addresses that are told what comes in for saved searches. `sent_to` is the rowid of the last document that was told of; `busy_until` keeps two programs from telling the same. A saved search is written anew as a whole, so nothing refers to it by key.
CREATE TABLE webhook (
    id TEXT PRIMARY KEY, watch TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, by TEXT NOT NULL,
    at TEXT NOT NULL, sent_to INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL DEFAULT 0,
    busy_until REAL NOT NULL DEFAULT 0, stopped_at TEXT
);
CREATE INDEX webhook_watch ON webhook(watch);
-- The last tries of each: the status that was answered, and what went wrong.
CREATE TABLE webhook_attempt (
    number INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL REFERENCES webhook(id) ON DELETE CASCADE, at TEXT NOT NULL,
    hits INTEGER NOT NULL, status INTEGER, said TEXT
);
CREATE INDEX webhook_attempt_webhook ON webhook_attempt(webhook);
