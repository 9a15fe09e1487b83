-- Search. A record's `number` says of which kind it is, its day and when it was stored (see numbers.py), so that an index of words that
-- is read backwards gives the newest first and can stop. `day_number` is a function of this program.

CREATE TABLE last_number (number INTEGER NOT NULL);

ALTER TABLE statement ADD COLUMN number INTEGER;
ALTER TABLE event ADD COLUMN number INTEGER;

CREATE TEMP TABLE renumbered AS
    SELECT story.number AS old, day_number(coalesce(story.written_on, document.published)) + row_number() OVER (ORDER BY story.number) AS number
    FROM story JOIN document ON document.id = story.document;
CREATE TEMP TABLE renumbered_statement AS
    SELECT statement.rowid AS at,
        (1 << 61) + day_number(coalesce(story.written_on, document.published))
        + (SELECT count(*) FROM story) + row_number() OVER (ORDER BY story.number, statement.start DESC, statement.rowid DESC) AS number
    FROM statement JOIN story ON story.id = statement.story JOIN document ON document.id = story.document;
CREATE TEMP TABLE renumbered_event AS
    SELECT event.rowid AS at,
        (2 << 61) + CASE WHEN day_number(event.date) > (1 << 40) THEN day_number(event.date) ELSE day_number(coalesce(story.written_on, document.published)) END
        + (SELECT count(*) FROM story) + (SELECT count(*) FROM statement)
        + row_number() OVER (ORDER BY story.number, event.start DESC, event.rowid DESC) AS number
    FROM event JOIN story ON story.id = event.story JOIN document ON document.id = story.document;
UPDATE statement SET number = renumbered_statement.number FROM renumbered_statement WHERE at = statement.rowid;
UPDATE event SET number = renumbered_event.number FROM renumbered_event WHERE at = event.rowid;

CREATE VIRTUAL TABLE story_text_made USING fts5(story UNINDEXED, title, text, outlet, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO story_text_made (rowid, story, title, text, outlet)
    SELECT renumbered.number, story_text.story, story_text.title, story_text.text, coalesce(document.outlet, '')
    FROM renumbered JOIN story ON story.number = renumbered.old JOIN document ON document.id = story.document
    JOIN story_text ON story_text.rowid = renumbered.old ORDER BY renumbered.number;
DROP TABLE story_text;
ALTER TABLE story_text_made RENAME TO story_text;
UPDATE story SET number = renumbered.number FROM renumbered WHERE renumbered.old = story.number;
DROP TABLE renumbered;
DROP TABLE renumbered_statement;
DROP TABLE renumbered_event;

CREATE UNIQUE INDEX statement_number ON statement(number);
CREATE UNIQUE INDEX event_number ON event(number);

-- Every name of an entity, in any document.
CREATE TABLE entity_name (number INTEGER PRIMARY KEY, entity TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (entity, name));
CREATE INDEX entity_name_name ON entity_name(name COLLATE NOCASE);
INSERT OR IGNORE INTO entity_name (number, entity, name)
    SELECT (3 << 61) + (1 << 40) + (SELECT count(*) FROM story) + (SELECT count(*) FROM statement) + (SELECT count(*) FROM event) + row_number() OVER (), id, name
    FROM (SELECT id, name FROM entity_reading
        UNION SELECT entity_reading.id, json_extract(named.value, '$.text') FROM entity_reading, json_each(entity_reading.json, '$.names') AS named);
INSERT INTO last_number
    SELECT (SELECT count(*) FROM story) + (SELECT count(*) FROM statement) + (SELECT count(*) FROM event) + (SELECT count(*) FROM entity_name);

-- What each record says, as it is searched: words, names (and the digits of entities' ids), and marks for values of a list.
CREATE VIEW statement_words AS
    SELECT statement.number AS number, statement.content || ' … ' || coalesce(cue, '') AS said,
        coalesce(source_text, '') || ' ' || coalesce(substr(source_entity, 8), '') || ' ' || CASE WHEN source_name IS source_text THEN '' ELSE coalesce(source_name, '') END AS who,
        coalesce(addressee, '') || ' … ' || coalesce(target, '') AS whom, '' AS place, coalesce(document.outlet, '') AS outlet,
        'act' || act || CASE WHEN act IN ('allege', 'accuse', 'claim') THEN ' alleging' ELSE '' END AS marks
    FROM statement JOIN document ON document.id = statement.document;
CREATE VIEW event_words AS
    SELECT event.number AS number, trigger_text AS said,
        coalesce((SELECT group_concat(text || ' ' || coalesce(substr(entity, 8), '') || ' ' || CASE WHEN name IS text THEN '' ELSE coalesce(name, '') END, ' ') FROM event_participant WHERE event = event.id AND role = 'actor'), '') AS who,
        coalesce((SELECT group_concat(text || ' ' || coalesce(substr(entity, 8), '') || ' ' || CASE WHEN name IS text THEN '' ELSE coalesce(name, '') END, ' ') FROM event_participant WHERE event = event.id AND role = 'recipient'), '') AS whom,
        coalesce(place, '') || ' ' || CASE WHEN json_extract(event.json, '$.place.name') IS place THEN '' ELSE coalesce(json_extract(event.json, '$.place.name'), '') END AS place,
        coalesce(document.outlet, '') AS outlet, 'type' || lower(event_type) || ' status' || replace(status, '_', '') || CASE WHEN status = 'alleged' THEN ' alleging' ELSE '' END AS marks
    FROM event JOIN document ON document.id = event.document;
CREATE VIEW entity_words AS
    SELECT number, name AS said, '' AS who, '' AS whom, '' AS place, '' AS outlet, '' AS marks FROM entity_name;
CREATE VIEW record_words AS SELECT * FROM statement_words UNION ALL SELECT * FROM event_words UNION ALL SELECT * FROM entity_words;

CREATE VIRTUAL TABLE record_text USING fts5(
    said, who, whom, place, outlet, marks, content = 'record_words', content_rowid = 'number', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO record_text (record_text) VALUES ('rebuild');

-- What takes a side in a dispute, in the order of search.
CREATE TABLE disputed_number (number INTEGER PRIMARY KEY);
CREATE VIEW numbered AS SELECT id, number FROM statement UNION ALL SELECT id, number FROM event UNION ALL SELECT id, number FROM story;
INSERT OR IGNORE INTO disputed_number SELECT numbered.number FROM disputed CROSS JOIN numbered ON numbered.id = disputed.subject;
CREATE TRIGGER result_part_disputes AFTER INSERT ON result_part WHEN NEW.type = 'dispute' BEGIN INSERT OR IGNORE INTO disputed_number SELECT number FROM numbered WHERE id = NEW.part; END;
CREATE TRIGGER result_part_settles AFTER DELETE ON result_part WHEN OLD.type = 'dispute' BEGIN DELETE FROM disputed_number WHERE number = (SELECT number FROM numbered WHERE id = OLD.part) AND NOT EXISTS (SELECT 1 FROM result_part WHERE part = OLD.part AND type = 'dispute'); END;

-- What incidents, disputes and commitments say, numbered like records by the day on which they were first told; filled by this program (results.py).
ALTER TABLE incident ADD COLUMN number INTEGER;
ALTER TABLE dispute ADD COLUMN number INTEGER;
ALTER TABLE commitment ADD COLUMN number INTEGER;
CREATE INDEX incident_number ON incident(number);
CREATE INDEX dispute_number ON dispute(number);
CREATE INDEX commitment_number ON commitment(number);
CREATE VIRTUAL TABLE result_text USING fts5(said, who, place, outlet, marks, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');

-- How many there are of each type, kept as they come and go.
CREATE TABLE counted (type TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counted SELECT 'document', count(*) FROM document;
INSERT INTO counted SELECT 'story', count(*) FROM story;
INSERT INTO counted SELECT 'entity', count(DISTINCT id) FROM entity_reading;
INSERT INTO counted SELECT 'statement', count(*) FROM statement;
INSERT INTO counted SELECT 'event', count(*) FROM event;
INSERT INTO counted SELECT 'quantity', count(*) FROM quantity;
INSERT INTO counted SELECT 'time', count(*) FROM time;
INSERT INTO counted SELECT 'place', count(*) FROM place;
INSERT INTO counted SELECT 'issue', count(*) FROM issue;
INSERT INTO counted SELECT 'copy', count(*) FROM copy;
INSERT INTO counted SELECT 'incident', count(*) FROM incident;
INSERT INTO counted SELECT 'dispute', count(*) FROM dispute;
INSERT INTO counted SELECT 'commitment', count(*) FROM commitment;
INSERT INTO counted SELECT 'judgement', count(*) FROM judgement;
CREATE TRIGGER document_comes BEFORE INSERT ON document WHEN NOT EXISTS (SELECT 1 FROM document WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'document'; END;
CREATE TRIGGER document_goes AFTER DELETE ON document BEGIN UPDATE counted SET number = number - 1 WHERE type = 'document'; END;
CREATE TRIGGER story_comes BEFORE INSERT ON story WHEN NOT EXISTS (SELECT 1 FROM story WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'story'; END;
CREATE TRIGGER story_goes AFTER DELETE ON story BEGIN UPDATE counted SET number = number - 1 WHERE type = 'story'; END;
CREATE TRIGGER entity_reading_comes BEFORE INSERT ON entity_reading WHEN NOT EXISTS (SELECT 1 FROM entity_reading WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'entity'; END;
CREATE TRIGGER entity_reading_goes AFTER DELETE ON entity_reading WHEN NOT EXISTS (SELECT 1 FROM entity_reading WHERE id = OLD.id) BEGIN UPDATE counted SET number = number - 1 WHERE type = 'entity'; END;
CREATE TRIGGER statement_comes BEFORE INSERT ON statement WHEN NOT EXISTS (SELECT 1 FROM statement WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'statement'; END;
CREATE TRIGGER statement_goes AFTER DELETE ON statement BEGIN UPDATE counted SET number = number - 1 WHERE type = 'statement'; END;
CREATE TRIGGER event_comes BEFORE INSERT ON event WHEN NOT EXISTS (SELECT 1 FROM event WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'event'; END;
CREATE TRIGGER event_goes AFTER DELETE ON event BEGIN UPDATE counted SET number = number - 1 WHERE type = 'event'; END;
CREATE TRIGGER quantity_comes BEFORE INSERT ON quantity WHEN NOT EXISTS (SELECT 1 FROM quantity WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'quantity'; END;
CREATE TRIGGER quantity_goes AFTER DELETE ON quantity BEGIN UPDATE counted SET number = number - 1 WHERE type = 'quantity'; END;
CREATE TRIGGER time_comes BEFORE INSERT ON time WHEN NOT EXISTS (SELECT 1 FROM time WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'time'; END;
CREATE TRIGGER time_goes AFTER DELETE ON time BEGIN UPDATE counted SET number = number - 1 WHERE type = 'time'; END;
CREATE TRIGGER place_comes BEFORE INSERT ON place WHEN NOT EXISTS (SELECT 1 FROM place WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'place'; END;
CREATE TRIGGER place_goes AFTER DELETE ON place BEGIN UPDATE counted SET number = number - 1 WHERE type = 'place'; END;
CREATE TRIGGER issue_comes BEFORE INSERT ON issue WHEN NOT EXISTS (SELECT 1 FROM issue WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'issue'; END;
CREATE TRIGGER issue_goes AFTER DELETE ON issue BEGIN UPDATE counted SET number = number - 1 WHERE type = 'issue'; END;
CREATE TRIGGER copy_comes BEFORE INSERT ON copy WHEN NOT EXISTS (SELECT 1 FROM copy WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'copy'; END;
CREATE TRIGGER copy_goes AFTER DELETE ON copy BEGIN UPDATE counted SET number = number - 1 WHERE type = 'copy'; END;
CREATE TRIGGER incident_comes BEFORE INSERT ON incident WHEN NOT EXISTS (SELECT 1 FROM incident WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'incident'; END;
CREATE TRIGGER incident_goes AFTER DELETE ON incident BEGIN UPDATE counted SET number = number - 1 WHERE type = 'incident'; END;
CREATE TRIGGER dispute_comes BEFORE INSERT ON dispute WHEN NOT EXISTS (SELECT 1 FROM dispute WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'dispute'; END;
CREATE TRIGGER dispute_goes AFTER DELETE ON dispute BEGIN UPDATE counted SET number = number - 1 WHERE type = 'dispute'; END;
CREATE TRIGGER commitment_comes BEFORE INSERT ON commitment WHEN NOT EXISTS (SELECT 1 FROM commitment WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'commitment'; END;
CREATE TRIGGER commitment_goes AFTER DELETE ON commitment BEGIN UPDATE counted SET number = number - 1 WHERE type = 'commitment'; END;
CREATE TRIGGER judgement_comes BEFORE INSERT ON judgement WHEN NOT EXISTS (SELECT 1 FROM judgement WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'judgement'; END;
CREATE TRIGGER judgement_goes AFTER DELETE ON judgement BEGIN UPDATE counted SET number = number - 1 WHERE type = 'judgement'; END;

-- The newest first.
CREATE INDEX document_outlet ON document(outlet);
CREATE INDEX commitment_due ON commitment(deadline, id) WHERE deadline IS NOT NULL;
