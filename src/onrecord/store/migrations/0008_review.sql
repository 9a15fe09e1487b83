-- What people decided on records, and what they should look at first.

ALTER TABLE judgement ADD COLUMN field TEXT;
ALTER TABLE judgement ADD COLUMN value TEXT;
ALTER TABLE judgement ADD COLUMN document TEXT;
CREATE INDEX judgement_document ON judgement(document) WHERE document IS NOT NULL;
CREATE INDEX judgement_at ON judgement(at);
CREATE INDEX judgement_by ON judgement(by, at);

-- The record that a judgement holds for as it is read now; derived, and made again when its document is read anew.
CREATE TABLE judged (record TEXT NOT NULL, judgement TEXT NOT NULL REFERENCES judgement(id) ON DELETE CASCADE, PRIMARY KEY (record, judgement)) WITHOUT ROWID;
CREATE INDEX judged_judgement ON judged(judgement);
INSERT INTO judged SELECT subject, id FROM judgement WHERE instr(subject, ' ') = 0;
INSERT INTO judged SELECT substr(subject, 1, instr(subject, ' ') - 1), id FROM judgement WHERE instr(subject, ' ') > 0;
INSERT INTO judged SELECT substr(subject, instr(subject, ' ') + 1), id FROM judgement WHERE instr(subject, ' ') > 0;

-- How much each record is doubted, 0 to 1: `own` by its own reading, `score` with what other documents and people say. Only what is worth a look is here.
-- `label` is what a statement does or the type of an event.
CREATE TABLE doubt (
    record TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE, story TEXT, type TEXT NOT NULL,
    label TEXT, status TEXT, is_alleged INTEGER NOT NULL, own REAL NOT NULL, score REAL NOT NULL, reasons TEXT NOT NULL,
    is_settled INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX doubt_document ON doubt(document);
CREATE INDEX doubt_story ON doubt(story) WHERE is_settled = 0;
CREATE INDEX doubt_open ON doubt(score DESC, record) WHERE is_settled = 0;
CREATE INDEX doubt_type ON doubt(type, score DESC, record) WHERE is_settled = 0;
CREATE INDEX doubt_label ON doubt(label, score DESC, record) WHERE is_settled = 0;
CREATE INDEX doubt_status ON doubt(status, score DESC, record) WHERE is_settled = 0;
CREATE INDEX doubt_alleged ON doubt(is_alleged, score DESC, record) WHERE is_settled = 0 AND is_alleged = 1;

-- A record stands under each of its reasons.
CREATE INDEX doubt_why_reread ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'reread') > 0;
CREATE INDEX doubt_why_disputed ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'disputed') > 0;
CREATE INDEX doubt_why_confidence ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'confidence') > 0;
CREATE INDEX doubt_why_unstated ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'unstated') > 0;
CREATE INDEX doubt_why_unnamed ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'unnamed') > 0;
CREATE INDEX doubt_why_floating ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'floating') > 0;
CREATE INDEX doubt_why_pronoun ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'pronoun') > 0;
CREATE INDEX doubt_why_actor ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'actor') > 0;
CREATE INDEX doubt_why_carrier ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'carrier') > 0;
CREATE INDEX doubt_why_issue ON doubt(score DESC, record) WHERE is_settled = 0 AND instr(reasons, 'issue') > 0;

CREATE INDEX IF NOT EXISTS document_outlet ON document(outlet);
CREATE INDEX entity_join_possible ON entity_join(one, other) WHERE is_joined = 0;
