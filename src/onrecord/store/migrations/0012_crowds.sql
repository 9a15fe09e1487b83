-- Of the digests that share a key, when they are very many, those beside one another in the order of their ranks are compared. Null: stored before this step, the form or the number counts.
ALTER TABLE digest ADD COLUMN rank INTEGER;
