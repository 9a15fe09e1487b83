-- By which versions of a layer its digests are read, keyed and linked (0: before this step). `keyed_to` is null while all have the keys of this version; else those of numbers up to it have, and the others wait to be keyed anew. Digests of numbers up to `read_to` were made of their stories by an older reading.
CREATE TABLE digest_layer (layer TEXT PRIMARY KEY, version INTEGER NOT NULL, reading INTEGER NOT NULL, keyed_to INTEGER, read_to INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO digest_layer (layer, version, reading) SELECT DISTINCT layer, 0, 1 FROM digest;

-- 1: an older program kept less of the story than this one does, or in another form; only reading it anew mends that.
ALTER TABLE digest ADD COLUMN is_old INTEGER NOT NULL DEFAULT 0;
CREATE INDEX digest_old ON digest(layer, document) WHERE is_old = 1;

-- What the records said that are made anew because their digests are keyed anew, so that only what is new is told as news.
CREATE TABLE result_before (layer TEXT NOT NULL, result TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (layer, result)) WITHOUT ROWID;
