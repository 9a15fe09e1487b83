-- What is known across documents: digests of stories, what links them, and what comes of it. All of it is derived and can be made again by reading.

-- A number is never used twice, so that a digest kept in memory is never taken for another. `component` is null while a digest waits to be settled; `is_linked` is 1 once it has been compared with its neighbours.
CREATE TABLE digest (
    number INTEGER PRIMARY KEY AUTOINCREMENT, layer TEXT NOT NULL, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    story TEXT NOT NULL, is_linked INTEGER NOT NULL DEFAULT 0, component TEXT, hashes BLOB NOT NULL, json TEXT NOT NULL
);
CREATE INDEX digest_document ON digest(document);
CREATE INDEX digest_story ON digest(story, layer);
CREATE INDEX digest_component ON digest(component);
CREATE INDEX digest_waiting ON digest(document) WHERE component IS NULL;

-- A key is a hash of 64 bits over layer and words; `digest.hashes` has a digest's own, eight bytes each, so that they can be taken away with it.
CREATE TABLE digest_key (key INTEGER NOT NULL, digest INTEGER NOT NULL, PRIMARY KEY (key, digest)) WITHOUT ROWID;

CREATE TABLE digest_link (
    one INTEGER NOT NULL REFERENCES digest(number) ON DELETE CASCADE, other INTEGER NOT NULL REFERENCES digest(number) ON DELETE CASCADE,
    weight REAL NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX digest_link_other ON digest_link(other);

-- Which component a result came from, so that it goes when the component is settled again.
CREATE TABLE settled (layer TEXT NOT NULL, component TEXT NOT NULL, type TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (layer, component, type, result)) WITHOUT ROWID;

DROP TABLE disputed;
DROP TABLE incident;
DROP TABLE dispute;
DROP TABLE commitment;

CREATE TABLE copy (id TEXT PRIMARY KEY, kind TEXT NOT NULL, story TEXT NOT NULL, "of" TEXT NOT NULL, share REAL NOT NULL, json TEXT NOT NULL);
CREATE INDEX copy_story ON copy(story);
CREATE INDEX copy_of ON copy("of");

CREATE TABLE incident (
    id TEXT PRIMARY KEY, kind TEXT, title TEXT, date TEXT, place TEXT, first_reported TEXT, reports INTEGER NOT NULL,
    independent_reports INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE INDEX incident_date ON incident(date);
CREATE INDEX incident_reported ON incident(first_reported);

CREATE TABLE dispute (id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, state TEXT NOT NULL, first_said TEXT, json TEXT NOT NULL);
CREATE TABLE commitment (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, by_text TEXT, by_entity TEXT, content TEXT NOT NULL, deadline TEXT, state TEXT NOT NULL,
    first_said TEXT, json TEXT NOT NULL
);

-- What a result is made of: ids of statements, events, stories and entities.
CREATE TABLE result_part (type TEXT NOT NULL, result TEXT NOT NULL, part TEXT NOT NULL, PRIMARY KEY (part, type, result)) WITHOUT ROWID;
CREATE INDEX result_part_result ON result_part(type, result);
CREATE VIEW disputed AS SELECT result AS dispute, part AS subject FROM result_part WHERE type = 'dispute';
