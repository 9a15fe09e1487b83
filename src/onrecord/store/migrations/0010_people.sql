-- What joining found between two entities whatever people judged of them: a judgement is heard by what it touches alone, without comparing anything again.
-- `strength` is that of `onrecord.model.Strength`; null: joined before this step, looked at again where it is needed.
CREATE TABLE entity_ground (one TEXT NOT NULL, other TEXT NOT NULL, strength INTEGER, reason TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX entity_ground_other ON entity_ground(other);
INSERT OR IGNORE INTO entity_ground SELECT one, other, NULL, reason FROM entity_join;

-- Entities of very many documents as joining sees them, so that not every reading is read again for one judgement.
CREATE TABLE entity_seen (entity TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;

-- Which judgements are about an entity: their subject is two ids with a space between them.
CREATE TABLE judged_entity (entity TEXT NOT NULL, judgement TEXT NOT NULL, PRIMARY KEY (entity, judgement)) WITHOUT ROWID;
CREATE TRIGGER judgement_of_two AFTER INSERT ON judgement WHEN instr(new.subject, ' ') BEGIN INSERT OR IGNORE INTO judged_entity VALUES (substr(new.subject, 1, instr(new.subject, ' ') - 1), new.id), (substr(new.subject, instr(new.subject, ' ') + 1), new.id); END;
INSERT OR IGNORE INTO judged_entity SELECT substr(subject, 1, instr(subject, ' ') - 1), id FROM judgement WHERE instr(subject, ' ');
INSERT OR IGNORE INTO judged_entity SELECT substr(subject, instr(subject, ' ') + 1), id FROM judgement WHERE instr(subject, ' ');

-- What an entity has a part in, by the day it was reported: `role` is actor, recipient, source (it says so), target (another's words are aimed at it) or named (in what another says, or its target).
CREATE TABLE entity_part (entity TEXT NOT NULL, role TEXT NOT NULL, day TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (entity, role, day, record)) WITHOUT ROWID;
CREATE VIEW entity_part_read AS
    SELECT p.entity AS entity, p.role AS role, p.event AS record, e.document AS document, e.story AS story
    FROM event e JOIN event_participant p ON p.event = e.id WHERE p.entity IS NOT NULL
    UNION SELECT s.source_entity, 'source', s.id, s.document, s.story FROM statement s WHERE s.source_entity IS NOT NULL
    UNION SELECT m.entity, 'named', s.id, s.document, s.story
    FROM statement s JOIN json_each(s.json, '$.content.spans') piece
    JOIN mention m ON m.document = s.document AND m.story = s.story AND m.start >= json_extract(piece.value, '$[0]') AND m.stop <= json_extract(piece.value, '$[1]')
    WHERE m.entity IS NOT s.source_entity
    UNION SELECT m.entity, 'named', s.id, s.document, s.story
    FROM statement s JOIN mention m ON m.document = s.document AND m.story = s.story AND m.start < json_extract(s.json, '$.target.span[1]') AND m.stop > json_extract(s.json, '$.target.span[0]')
    WHERE s.target IS NOT NULL AND m.entity IS NOT s.source_entity
    UNION SELECT m.entity, 'target', s.id, s.document, s.story
    FROM statement s JOIN mention m ON m.document = s.document AND m.story = s.story AND m.start < json_extract(s.json, '$.target.span[1]') AND m.stop > json_extract(s.json, '$.target.span[0]')
    WHERE s.target IS NOT NULL AND m.entity IS NOT s.source_entity;
INSERT INTO entity_part SELECT r.entity, r.role, substr(coalesce(s.written_on, d.published, ''), 1, 10), r.record FROM entity_part_read r JOIN story s ON s.id = r.story JOIN document d ON d.id = r.document;

-- How many documents name an entity, and the words of its name. Kept by triggers: rows of `entity_reading` come and go with their documents.
CREATE TABLE entity_total (number INTEGER PRIMARY KEY, entity TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, documents INTEGER NOT NULL);
INSERT INTO entity_total (entity, kind, name, documents) SELECT id, min(kind), max(name), count(*) FROM entity_reading GROUP BY id;
CREATE INDEX entity_total_documents ON entity_total(documents);
CREATE INDEX entity_total_kind ON entity_total(kind, documents);
CREATE INDEX entity_total_name ON entity_total(name COLLATE NOCASE);
CREATE VIRTUAL TABLE entity_called USING fts5(name, content = 'entity_total', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO entity_called (rowid, name) SELECT number, name FROM entity_total;
CREATE TRIGGER entity_total_new AFTER INSERT ON entity_total BEGIN INSERT INTO entity_called (rowid, name) VALUES (new.number, new.name); END;
CREATE TRIGGER entity_total_gone AFTER DELETE ON entity_total BEGIN INSERT INTO entity_called (entity_called, rowid, name) VALUES ('delete', old.number, old.name); END;
CREATE TRIGGER entity_total_renamed AFTER UPDATE OF name ON entity_total WHEN old.name <> new.name BEGIN INSERT INTO entity_called (entity_called, rowid, name) VALUES ('delete', old.number, old.name); INSERT INTO entity_called (rowid, name) VALUES (new.number, new.name); END;
CREATE TRIGGER entity_read AFTER INSERT ON entity_reading BEGIN INSERT INTO entity_total (entity, kind, name, documents) VALUES (new.id, new.kind, new.name, 1) ON CONFLICT (entity) DO UPDATE SET documents = documents + 1, kind = min(kind, excluded.kind), name = max(name, excluded.name); END;
CREATE TRIGGER entity_unread AFTER DELETE ON entity_reading BEGIN UPDATE entity_total SET documents = documents - 1 WHERE entity = old.id; DELETE FROM entity_total WHERE entity = old.id AND documents < 1; END;

DROP INDEX mention_entity;
CREATE INDEX mention_entity ON mention(entity, form, text);
DROP INDEX mention_name;
CREATE INDEX mention_name ON mention(text COLLATE NOCASE, entity, form) WHERE form = 'name';
CREATE INDEX commitment_by ON commitment(by_entity);
CREATE INDEX event_place_name ON event(json_extract(json, '$.place.name') COLLATE NOCASE);
