-- Entities of many documents that are one thing: derived from `entity_reading` and `judgement`, and made again whenever something is read.

CREATE TABLE same_entity (entity TEXT PRIMARY KEY, cluster TEXT NOT NULL, name TEXT NOT NULL);
CREATE INDEX same_entity_cluster ON same_entity(cluster);

-- `is_joined` is 1 where the two are one, 0 where they only may be.
CREATE TABLE entity_join (one TEXT NOT NULL, other TEXT NOT NULL, is_joined INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (one, other));
CREATE INDEX entity_join_other ON entity_join(other);
