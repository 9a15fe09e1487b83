-- Views of a DuckDB file: what the others are made from first, then one for each question that an analyst asks first.
-- Every answer says how it stands (status) and according to whom (source); nothing is shown as done because somebody said it.

CREATE TABLE same_entity AS
    SELECT id AS entity, min(same_as) AS same_as, min(same_name) AS name FROM entity GROUP BY id ORDER BY id;
COMMENT ON TABLE same_entity IS 'What each entity is across documents: the id and the name that stand for all that are one with it; its own where it was joined with none. Entities that only may be the same (possible_same) are not joined.';
COMMENT ON COLUMN same_entity.entity IS 'id of an entity';
COMMENT ON COLUMN same_entity.same_as IS 'the id that stands for all that are one with it';
COMMENT ON COLUMN same_entity.name IS 'their name';

CREATE VIEW report AS
    SELECT s.id AS story, s.document, d.outlet, coalesce(s.written_on_value, d.published)[1:10] AS day, coalesce(s.title_text, d.title) AS title, d.url, d.path,
        (SELECT list(c."of" ORDER BY c."of") FROM copy c WHERE c.story = s.id) AS copy_of
    FROM story s JOIN document d ON d.id = s.document;
COMMENT ON VIEW report IS 'Stories: outlet, day of writing (as precisely as it is known), title, where it is from, and the stories that it repeats passages of.';

CREATE VIEW decision AS
    SELECT subject AS record, string_agg(verdict, ', ' ORDER BY "at", id) AS judged FROM judgement WHERE withdrawn_at IS NULL GROUP BY subject;
COMMENT ON VIEW decision IS 'What people decided on a record under the id that it had then, withdrawn judgements left out.';

CREATE VIEW saying AS
    SELECT s.id AS statement, s.story, s.document, r.day, r.outlet, s.source_kind,
        CASE WHEN s.source_kind = 'unstated' THEN '(unstated)' ELSE coalesce(e.name, s.source_core_text, s.source_text, '(unstated)') END AS source,
        coalesce(e.same_as, s.source_entity) AS source_id, s.act, s.polarity, s.certainty,
        CASE WHEN s.polarity = 'denies' OR s.act = 'deny' THEN 'denied' WHEN s.act IN ('allege', 'accuse', 'claim') THEN 'alleged'
            WHEN s.act = 'threaten' THEN 'threatened' WHEN s.act IN ('demand', 'propose') THEN 'called_for'
            WHEN s.act = 'promise' THEN 'planned' ELSE 'reported' END AS status,
        array_to_string(s.content_texts, ' … ') AS words, s.quotation, s.cue_text AS cue, s.target_text AS target, s.addressee_text AS addressee, s.chain,
        s.within, s.confidence, j.judged
    FROM statement s JOIN report r ON r.story = s.story LEFT JOIN same_entity e ON e.entity = s.source_entity LEFT JOIN decision j ON j.record = s.id;
COMMENT ON VIEW saying IS 'Statements with their source by the name it has across documents. status is how the content stands: reported, and where the act says more alleged, denied, threatened, called_for or planned; that it was said is what the outlet reports.';

CREATE VIEW happening AS
    SELECT event, min(id) AS incident FROM (SELECT id, unnest(events) AS event FROM incident) GROUP BY event;
COMMENT ON VIEW happening IS 'The incident that an event is a report of.';

CREATE VIEW deed AS
    SELECT e.id AS event, e.story, e.document, coalesce(e.date_value, r.day) AS day, CASE WHEN e.date_value IS NULL THEN 'reported' ELSE 'event' END AS day_of,
        r.day AS reported_on, r.outlet, e.event_type, e.mode, e.quad, e.status,
        CASE WHEN e.statement IS NULL THEN '(the report itself)' ELSE coalesce(s.source, '(unstated)') END AS source, s.source_id, e.statement, e.trigger_text AS words,
        array_to_string([one.text FOR one IN e.actors], '; ') AS actors, array_to_string([one.text FOR one IN e.recipients], '; ') AS recipients,
        array_to_string(list_concat([one.text FOR one IN e.actors], [e.trigger_text], [one.text FOR one IN e.recipients]), ' ') AS in_words,
        coalesce(spot.name, e.place_name, e.place_text) AS place, coalesce(spot.country, e.place_country) AS country, spot.lat, spot.lon, h.incident, e.confidence, j.judged
    FROM event e JOIN report r ON r.story = e.story LEFT JOIN saying s ON s.statement = e.statement LEFT JOIN place spot ON spot.id = e.place_place
        LEFT JOIN happening h ON h.event = e.id LEFT JOIN decision j ON j.record = e.id;
COMMENT ON VIEW deed IS 'Events with how they stand and who says so: source is (the report itself) where that says it in its own voice, (unstated) where somebody says it who is not told. day is when it happened, where nothing tells it the day of the report (day_of says which).';

CREATE VIEW participant AS
    SELECT x.event, x.role, coalesce(s.same_as, x.p.entity) AS entity, coalesce(s.name, x.p.text) AS name, x.p.text AS text, x.p.country AS country, x.p.sector AS sector
    FROM (SELECT id AS event, 'actor' AS role, unnest(actors) AS p FROM event UNION ALL SELECT id, 'recipient', unnest(recipients) FROM event) x
        LEFT JOIN same_entity s ON s.entity = x.p.entity;
COMMENT ON VIEW participant IS 'Who takes part in events: those that are one across documents have one id and one name, others their words.';

CREATE VIEW who_said_what AS
    SELECT day, source, status, act, polarity, certainty, words, target, addressee, outlet, quotation, chain, judged, source_id, statement, story,
        row_number() OVER (PARTITION BY coalesce(source_id, concat(story, ' ', source)), lower(words) ORDER BY day NULLS LAST, statement) = 1 AS is_first
    FROM saying ORDER BY day NULLS LAST, statement;
COMMENT ON VIEW who_said_what IS 'Who said what, and when first? Every statement in the order of its report; is_first marks the first report of the same words of the same source.';

CREATE VIEW who_reported_first AS
    SELECT i.id AS incident, i.title, row_number() OVER (PARTITION BY i.id ORDER BY r.day NULLS LAST, i.t.story, i.t.span[1]) AS place_in_order, r.day, r.outlet,
        coalesce(d.status, 'reported') AS status, CASE WHEN d.event IS NULL THEN '(not read)' ELSE d.source END AS source, i.t.text AS words, coalesce(len(r.copy_of), 0) > 0 AS is_copy,
        i.t.story AS story, i.t.event AS event
    FROM (SELECT id, title, unnest(told) AS t FROM incident) i JOIN report r ON r.story = i.t.story LEFT JOIN deed d ON d.event = i.t.event
    ORDER BY incident, place_in_order;
COMMENT ON VIEW who_reported_first IS 'Who told first of a happening? Each telling of an incident in order, how it stands there and according to whom. Where no event was read at the words its source is (not read) and it counts as reported.';

CREATE VIEW allegations AS
    SELECT 'statement' AS type, day, source, target AS against, words, status, act, polarity, certainty, outlet, judged, statement AS id, story FROM saying
        WHERE act IN ('allege', 'accuse', 'claim')
    UNION ALL
    SELECT 'event', d.day, d.source, d.actors, d.in_words, d.status, s.act, s.polarity, s.certainty, d.outlet, d.judged, d.event, d.story
        FROM deed d LEFT JOIN saying s ON s.statement = d.statement WHERE d.status = 'alleged'
    ORDER BY day NULLS LAST, id;
COMMENT ON VIEW allegations IS 'What is alleged, by whom and against whom? Statements that allege, accuse or claim, and events of status alleged, whose words are actors, act and recipients.';

CREATE VIEW only_reported AS
    SELECT coalesce(incident, event) AS happening, min(incident) AS incident, any_value(event_type ORDER BY event) AS event_type, min(day) AS day,
        list(DISTINCT status ORDER BY status) AS status, list(DISTINCT source ORDER BY source) AS source, list(DISTINCT outlet ORDER BY outlet) FILTER (outlet IS NOT NULL) AS outlets,
        list(DISTINCT in_words ORDER BY in_words) AS words, list(event ORDER BY event) AS events
    FROM deed GROUP BY coalesce(incident, event)
    HAVING bool_and(status IN ('reported', 'alleged', 'denied')) ORDER BY day NULLS LAST, happening;
COMMENT ON VIEW only_reported IS 'Which deeds are only reported? Happenings that no report tells in its own voice: every event of them is reported, alleged or denied.';

CREATE VIEW threats AS
    SELECT c.first_said AS day, CASE WHEN c.by_kind = 'unstated' THEN '(unstated)' ELSE coalesce(e.name, c.by_core_text, c.by_text, '(unstated)') END AS source, c."to" AS against,
        array_to_string(c.content_texts, ' … ') AS words, c.condition_text AS condition, coalesce(c.deadline_value, c.deadline_text) AS deadline,
        'threatened' AS status, c.state, list_distinct([x.outlet FOR x IN c.said IF x.outlet IS NOT NULL]) AS outlets, c.id AS commitment, c.story
    FROM commitment c LEFT JOIN same_entity e ON e.entity = c.by_entity WHERE c.kind = 'threat' ORDER BY day NULLS LAST, commitment;
COMMENT ON VIEW threats IS 'Who threatens what, and on what condition? state is what reports say became of it; a threat is not the deed.';

CREATE VIEW figures_by_source AS
    SELECT d.dispute, d.about, d.side.value AS figure, coalesce(d.x.source, '(the report itself)') AS source, d.x.outlet AS outlet, d.x.said_on AS day, d.x.text AS words,
        CASE WHEN d.side.superseded_by IS NOT NULL THEN 'superseded' WHEN d.state = 'open' THEN 'disputed' ELSE d.state END AS status, d.side.superseded_by AS superseded_by,
        d.incident, d.x.statement AS statement, d.x.story AS story
    FROM (SELECT dispute, about, state, incident, side, unnest(side.said) AS x
        FROM (SELECT id AS dispute, about, state, incident, unnest(sides) AS side FROM dispute WHERE kind = 'figure')) d ORDER BY dispute, day NULLS LAST, figure, story;
COMMENT ON VIEW figures_by_source IS 'Which figures differ, and by source? One row for each saying of each side of a dispute about a figure; source is (the report itself) where that gives it.';

CREATE VIEW denials AS
    WITH side AS (SELECT dispute, side.value AS value, side.sources AS sources, side.statements AS statements
            FROM (SELECT id AS dispute, unnest(sides) AS side FROM dispute WHERE kind = 'denial')),
        own AS (SELECT dispute, value, unnest(statements) AS statement FROM side),
        inside AS (SELECT statement, string_agg(in_words, '; ' ORDER BY event) AS value FROM deed WHERE statement IS NOT NULL GROUP BY statement)
    SELECT s.day, s.source, s.words AS denial, 'denied' AS status, s.outlet, coalesce(o.value, i.value) AS denied, o.sources AS denied_said_by, w.dispute, s.judged,
        s.statement, s.story
    FROM saying s LEFT JOIN own w ON w.statement = s.statement LEFT JOIN side o ON o.dispute = w.dispute AND o.value <> w.value LEFT JOIN inside i ON i.statement = s.statement
    WHERE s.act = 'deny' OR s.polarity = 'denies' ORDER BY s.day NULLS LAST, s.statement, denied;
COMMENT ON VIEW denials IS 'Who denies what? Each denial beside what it denies: the other side of the dispute, with who says that, else the events inside the denial; null where neither was found.';

CREATE VIEW who_acts_on_whom AS
    SELECT a.name AS actor, b.name AS recipient, d.event_type, d.quad, d.status, list(DISTINCT d.source ORDER BY d.source) AS source,
        count(DISTINCT coalesce(d.incident, d.event)) AS happenings, count(DISTINCT d.event) AS events, min(d.day) AS first_day, max(d.day) AS last_day,
        list(DISTINCT d.outlet ORDER BY d.outlet) FILTER (d.outlet IS NOT NULL) AS outlets, a.entity AS actor_id, b.entity AS recipient_id, b.role = 'actor' AS is_mutual
    FROM deed d JOIN participant a ON a.event = d.event AND a.role = 'actor'
        JOIN participant b ON b.event = d.event
            AND (b.role = 'recipient' OR (d.recipients = '' AND coalesce(a.entity, a.name) < coalesce(b.entity, b.name)))
    GROUP BY a.name, b.name, d.event_type, d.quad, d.status, a.entity, b.entity, b.role, CASE WHEN a.entity IS NULL OR b.entity IS NULL THEN d.document END
    ORDER BY happenings DESC, actor, recipient, event_type, status;
COMMENT ON VIEW who_acts_on_whom IS 'Who acts on whom, how, and how does it stand? A row for each pair, type and status; reports of one incident count once in happenings. is_mutual where they do it with each other. Those who are no entity (no id) are not joined across documents.';

CREATE VIEW events_by_place AS
    SELECT place, country, day, day_of, event_type, status, source, actors, words, recipients, outlet, lat, lon, incident, judged, event, story FROM deed
    WHERE place IS NOT NULL ORDER BY place, day NULLS LAST, event;
COMMENT ON VIEW events_by_place IS 'What happened, or is said to have happened, where and on which day? Events whose place the text tells.';

CREATE VIEW independent_reports AS
    WITH standing AS (SELECT h.incident, list(DISTINCT d.status ORDER BY d.status) AS status, list(DISTINCT d.source ORDER BY d.source) AS source,
            bool_or(d.status = 'actual') AS is_told_as_done
        FROM (SELECT id AS incident, unnest(events) AS event FROM incident) h JOIN deed d ON d.event = h.event GROUP BY h.incident)
    SELECT i.id AS incident, i.title, i.kind, i.date AS day, i.place, i.independent_reports, len(i.stories) AS stories, i.outlets, i.first_reported, i.first_outlets,
        coalesce(s.status, ['reported']) AS status, coalesce(s.source, ['(not read)']) AS source, coalesce(s.is_told_as_done, false) AS is_told_as_done
    FROM incident i LEFT JOIN standing s ON s.incident = i.id ORDER BY i.independent_reports DESC, i.id;
COMMENT ON VIEW independent_reports IS 'How many independent reports does a happening have? Copies of one report count once. is_told_as_done where one report at least tells it in its own voice. What no event was read of has the source (not read) and counts as reported.';

CREATE VIEW commitments_and_outcomes AS
    SELECT c.kind, c.first_said AS day, CASE WHEN c.by_kind = 'unstated' THEN '(unstated)' ELSE coalesce(e.name, c.by_core_text, c.by_text, '(unstated)') END AS source, c."to" AS to_whom,
        array_to_string(c.content_texts, ' … ') AS words, c.condition_text AS condition, coalesce(c.deadline_value, c.deadline_text) AS deadline, c.state AS status,
        c.o.state AS outcome, CASE WHEN c.o IS NOT NULL THEN coalesce(c.o.source, '(the report itself)') END AS outcome_source, c.o.outlet AS outcome_outlet, c.o.said_on AS outcome_day, c.o.text AS outcome_words, c.id AS commitment, c.story
    FROM (SELECT *, unnest(CASE WHEN len(outcomes) > 0 THEN outcomes ELSE [NULL] END) AS o FROM commitment) c LEFT JOIN same_entity e ON e.entity = c.by_entity
    ORDER BY day NULLS LAST, commitment, outcome_day NULLS LAST;
COMMENT ON VIEW commitments_and_outcomes IS 'Who promised, threatened, demanded, proposed or agreed what, and what became of it according to whom? A row for each report of an outcome, one with none where it is open. outcome_source is (the report itself) where that says it.';
