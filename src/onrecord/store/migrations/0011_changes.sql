-- What became known or changed across documents, the last change of each: numbers only rise, so that "since then" is a range of them.
CREATE TABLE change (number INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, result TEXT NOT NULL, what TEXT NOT NULL, UNIQUE (type, result));
CREATE INDEX dispute_said ON dispute(first_said);
