-- What is asked for by name: a person or body by any name as it was written, a place by its name.

CREATE INDEX mention_name ON mention(text COLLATE NOCASE) WHERE form = 'name';
CREATE INDEX place_name ON place(name COLLATE NOCASE);
CREATE INDEX incident_place ON incident(place COLLATE NOCASE);
