-- Where events happened, and who acted on whom in them: derived from `event`, `place` and `event_participant`, so that a map or a network reads the newest that fit and no more.
-- `day` is the day of the event, else the day of its story. A pair is mutual where an event has actors and no recipient: they did it with each other.
CREATE TABLE event_place (
    event TEXT PRIMARY KEY REFERENCES event(id) ON DELETE CASCADE, document TEXT NOT NULL, story TEXT NOT NULL, place TEXT, name TEXT NOT NULL,
    country TEXT, lat REAL, lon REAL, event_type TEXT NOT NULL, quad INTEGER NOT NULL, status TEXT NOT NULL, day TEXT
) WITHOUT ROWID;
CREATE TABLE event_pair (
    event TEXT NOT NULL REFERENCES event(id) ON DELETE CASCADE, actor TEXT NOT NULL, recipient TEXT NOT NULL, is_mutual INTEGER NOT NULL,
    document TEXT NOT NULL, story TEXT NOT NULL, event_type TEXT NOT NULL, quad INTEGER NOT NULL, status TEXT NOT NULL, day TEXT,
    PRIMARY KEY (event, actor, recipient)
) WITHOUT ROWID;

INSERT OR IGNORE INTO event_place
SELECT event.id, event.document, event.story, place.id, coalesce(place.name, json_extract(event.json, '$.place.name'), event.place),
    coalesce(place.country, event.country), place.lat, place.lon, event.event_type, event.quad, event.status, CASE WHEN event.date GLOB '[0-9][0-9][0-9][0-9]*' THEN event.date ELSE story.written_on END
FROM event JOIN story ON story.id = event.story LEFT JOIN place ON place.id = json_extract(event.json, '$.place.place')
WHERE event.place IS NOT NULL;
INSERT OR IGNORE INTO event_pair
SELECT event.id, one.entity, other.entity, 0, event.document, event.story, event.event_type, event.quad, event.status, CASE WHEN event.date GLOB '[0-9][0-9][0-9][0-9]*' THEN event.date ELSE story.written_on END
FROM event JOIN story ON story.id = event.story
JOIN event_participant one ON one.event = event.id AND one.role = 'actor' AND one.entity IS NOT NULL AND one.position < 10
JOIN event_participant other ON other.event = event.id AND other.role = 'recipient' AND other.entity IS NOT NULL AND other.position < 10
WHERE one.entity <> other.entity;
INSERT OR IGNORE INTO event_pair
SELECT event.id, one.entity, other.entity, 1, event.document, event.story, event.event_type, event.quad, event.status, CASE WHEN event.date GLOB '[0-9][0-9][0-9][0-9]*' THEN event.date ELSE story.written_on END
FROM event JOIN story ON story.id = event.story
JOIN event_participant one ON one.event = event.id AND one.role = 'actor' AND one.entity IS NOT NULL AND one.position < 10
JOIN event_participant other ON other.event = event.id AND other.role = 'actor' AND other.entity > one.entity AND other.position < 10
WHERE NOT EXISTS (SELECT 1 FROM event_participant WHERE event_participant.event = event.id AND event_participant.role = 'recipient');

CREATE INDEX event_place_day ON event_place(day DESC, event) WHERE lat IS NOT NULL;
CREATE INDEX event_place_lost ON event_place(day DESC, event) WHERE lat IS NULL;
CREATE INDEX event_place_type ON event_place(event_type, day DESC);
CREATE INDEX event_place_status ON event_place(status, day DESC);
CREATE INDEX event_pair_day ON event_pair(day DESC, event);
CREATE INDEX event_pair_type ON event_pair(event_type, day DESC);
CREATE INDEX event_pair_status ON event_pair(status, day DESC);
CREATE INDEX IF NOT EXISTS document_outlet ON document(outlet);
