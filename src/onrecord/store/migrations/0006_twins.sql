-- Digests of stories that are printed alike have one form: the first stored of them is compared, and alone has keys. Null: no other is like it, or it was stored before this step.
ALTER TABLE digest ADD COLUMN form INTEGER;
CREATE INDEX digest_form ON digest(form) WHERE form IS NOT NULL;
