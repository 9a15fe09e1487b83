-- Every type of the record is a table or a view of its name with an `id`; `json` holds the whole object.

CREATE TABLE document (
    id TEXT PRIMARY KEY, media_type TEXT NOT NULL, outlet TEXT, url TEXT, path TEXT, published TEXT, fetched TEXT,
    language TEXT, title TEXT, sha256 TEXT NOT NULL, characters INTEGER NOT NULL, version TEXT NOT NULL, json TEXT NOT NULL
);

-- `number` ties a story to its row of the search index: unlike a bare rowid it survives VACUUM.
CREATE TABLE story (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, title TEXT, written_on TEXT, json TEXT NOT NULL
);
CREATE INDEX story_document ON story(document);
CREATE INDEX story_written_on ON story(written_on);

CREATE TABLE entity_reading (
    id TEXT NOT NULL, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE, kind TEXT NOT NULL, name TEXT NOT NULL,
    country TEXT, sector TEXT, json TEXT NOT NULL, PRIMARY KEY (id, document)
);
CREATE INDEX entity_reading_document ON entity_reading(document);
CREATE INDEX entity_reading_name ON entity_reading(name);
CREATE VIEW entity AS
    SELECT id, kind, min(name) AS name, max(country) AS country, max(sector) AS sector, count(*) AS documents
    FROM entity_reading GROUP BY id, kind;

CREATE TABLE mention (
    entity TEXT NOT NULL, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE, story TEXT NOT NULL,
    text TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, form TEXT NOT NULL
);
CREATE INDEX mention_entity ON mention(entity);
CREATE INDEX mention_document ON mention(document);

CREATE TABLE statement (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    story TEXT NOT NULL REFERENCES story(id) ON DELETE CASCADE, source_kind TEXT NOT NULL, source_text TEXT, source_entity TEXT,
    source_name TEXT, cue TEXT, content TEXT NOT NULL, act TEXT NOT NULL, polarity TEXT NOT NULL, certainty TEXT NOT NULL,
    quotation TEXT NOT NULL, addressee TEXT, target TEXT, within TEXT, start INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE INDEX statement_document ON statement(document);
CREATE INDEX statement_story ON statement(story);
CREATE INDEX statement_act ON statement(act);
CREATE INDEX statement_source ON statement(source_entity);

CREATE TABLE event (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    story TEXT NOT NULL REFERENCES story(id) ON DELETE CASCADE, event_type TEXT NOT NULL, mode TEXT, quad INTEGER NOT NULL,
    status TEXT NOT NULL, modality TEXT, statement TEXT, trigger_text TEXT NOT NULL, date TEXT, place TEXT, country TEXT,
    start INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE INDEX event_document ON event(document);
CREATE INDEX event_story ON event(story);
CREATE INDEX event_type ON event(event_type, status);
CREATE INDEX event_date ON event(date);

CREATE TABLE event_participant (
    event TEXT NOT NULL REFERENCES event(id) ON DELETE CASCADE, role TEXT NOT NULL, position INTEGER NOT NULL,
    text TEXT NOT NULL, entity TEXT, name TEXT, country TEXT, sector TEXT, PRIMARY KEY (event, role, position)
);
CREATE INDEX event_participant_entity ON event_participant(entity);

CREATE TABLE quantity (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE, story TEXT NOT NULL, text TEXT NOT NULL,
    value REAL, low REAL, high REAL, approximate TEXT NOT NULL, unit TEXT, kind TEXT NOT NULL, json TEXT NOT NULL
);
CREATE INDEX quantity_document ON quantity(document);
CREATE TABLE time (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE, story TEXT NOT NULL, text TEXT NOT NULL,
    timex TEXT NOT NULL, value TEXT, json TEXT NOT NULL
);
CREATE INDEX time_document ON time(document);
CREATE TABLE place (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE, story TEXT NOT NULL, text TEXT NOT NULL,
    name TEXT NOT NULL, country TEXT, lat REAL, lon REAL, json TEXT NOT NULL
);
CREATE INDEX place_document ON place(document);

CREATE TABLE issue (
    id TEXT PRIMARY KEY, document TEXT, story TEXT, room TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL,
    message TEXT NOT NULL, json TEXT NOT NULL
);
CREATE INDEX issue_document ON issue(document);

CREATE TABLE incident (id TEXT PRIMARY KEY, first_reported TEXT, json TEXT NOT NULL);
CREATE TABLE dispute (id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE disputed (dispute TEXT NOT NULL REFERENCES dispute(id) ON DELETE CASCADE, subject TEXT NOT NULL);
CREATE INDEX disputed_subject ON disputed(subject);
CREATE TABLE commitment (id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE judgement (
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, verdict TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
    withdrawn_at TEXT, json TEXT NOT NULL
);
CREATE INDEX judgement_subject ON judgement(subject);

CREATE VIRTUAL TABLE story_text USING fts5(story UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2');
