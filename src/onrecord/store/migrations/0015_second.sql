-- What a second reader proposes, beside what onrecord reads: `agrees` is the id of the statement or event on the same words, `differs` the fields read otherwise, with a space between.
CREATE TABLE proposal (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE, story TEXT NOT NULL REFERENCES story(id) ON DELETE CASCADE,
    model TEXT NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, agrees TEXT, differs TEXT NOT NULL, source_text TEXT, cue TEXT, content TEXT, act TEXT,
    polarity TEXT, event_type TEXT, trigger_text TEXT, status TEXT, start INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE INDEX proposal_document ON proposal(document);
CREATE INDEX proposal_story ON proposal(story);
CREATE INDEX proposal_agrees ON proposal(agrees);

-- Which stories a second reader answered for: where it answered and proposed nothing, there is nothing else that says so.
CREATE TABLE second_read (
    story TEXT NOT NULL REFERENCES story(id) ON DELETE CASCADE, model TEXT NOT NULL, host TEXT NOT NULL, prompt TEXT NOT NULL,
    PRIMARY KEY (story, model, host)
) WITHOUT ROWID;

INSERT INTO counted SELECT 'proposal', 0;
CREATE TRIGGER proposal_comes BEFORE INSERT ON proposal WHEN NOT EXISTS (SELECT 1 FROM proposal WHERE id = NEW.id) BEGIN UPDATE counted SET number = number + 1 WHERE type = 'proposal'; END;
CREATE TRIGGER proposal_goes AFTER DELETE ON proposal BEGIN UPDATE counted SET number = number - 1 WHERE type = 'proposal'; END;
