-- Where events happened, and who acted on whom in them: derived from `event`, `place` and `event_participant`, the newest first, so that a map or a network reads the newest that fit in one go.
-- `day` is the day of the event, else the day of its story, else empty. A pair is mutual where an event has actors and no recipient: they did it with each other.
CREATE TABLE event_place (
    day TEXT NOT NULL, event TEXT NOT NULL REFERENCES event(id) ON DELETE CASCADE, event_type TEXT NOT NULL, quad INTEGER NOT NULL, status TEXT NOT NULL,
    lat REAL, lon REAL, name TEXT NOT NULL, country TEXT, story TEXT NOT NULL, outlet TEXT, place TEXT, PRIMARY KEY (day DESC, event)
) WITHOUT ROWID;
CREATE TABLE event_pair (
    day TEXT NOT NULL, event TEXT NOT NULL REFERENCES event(id) ON DELETE CASCADE, actor TEXT NOT NULL, recipient TEXT NOT NULL,
    is_mutual INTEGER NOT NULL, event_type TEXT NOT NULL, quad INTEGER NOT NULL, status TEXT NOT NULL, story TEXT NOT NULL, outlet TEXT,
    PRIMARY KEY (day DESC, event, actor, recipient)
) WITHOUT ROWID;

CREATE TEMP VIEW dated AS
    SELECT event.id AS event, event.event_type AS event_type, event.quad AS quad, event.status AS status, event.story AS story, document.outlet AS outlet, event.json AS json, event.place AS words, event.country AS country,
        coalesce(CASE WHEN event.date GLOB '[0-9][0-9][0-9][0-9]*' THEN event.date END, story.written_on, '') AS day
    FROM event JOIN story ON story.id = event.story JOIN document ON document.id = event.document;
INSERT OR IGNORE INTO event_place
SELECT dated.day, dated.event, dated.event_type, dated.quad, dated.status, place.lat, place.lon, coalesce(place.name, json_extract(dated.json, '$.place.name'), dated.words),
    coalesce(place.country, dated.country), dated.story, dated.outlet, place.id
FROM dated LEFT JOIN place ON place.id = json_extract(dated.json, '$.place.place') WHERE dated.words IS NOT NULL;
INSERT OR IGNORE INTO event_pair
SELECT dated.day, dated.event, one.entity, other.entity, 0, dated.event_type, dated.quad, dated.status, dated.story, dated.outlet
FROM dated
JOIN event_participant one ON one.event = dated.event AND one.role = 'actor' AND one.entity IS NOT NULL AND one.position < 10
JOIN event_participant other ON other.event = dated.event AND other.role = 'recipient' AND other.entity IS NOT NULL AND other.position < 10
WHERE one.entity <> other.entity;
INSERT OR IGNORE INTO event_pair
SELECT dated.day, dated.event, one.entity, other.entity, 1, dated.event_type, dated.quad, dated.status, dated.story, dated.outlet
FROM dated
JOIN event_participant one ON one.event = dated.event AND one.role = 'actor' AND one.entity IS NOT NULL AND one.position < 10
JOIN event_participant other ON other.event = dated.event AND other.role = 'actor' AND other.entity > one.entity AND other.position < 10
WHERE NOT EXISTS (SELECT 1 FROM event_participant WHERE event_participant.event = dated.event AND event_participant.role = 'recipient');
DROP VIEW dated;

CREATE INDEX event_place_event ON event_place(event);
CREATE INDEX event_pair_event ON event_pair(event);
CREATE INDEX event_pair_actor ON event_pair(actor);
CREATE INDEX event_pair_recipient ON event_pair(recipient);
DROP INDEX event_participant_entity;
CREATE INDEX event_participant_entity ON event_participant(entity, role, event);
