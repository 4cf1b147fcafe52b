-- An index of every three signs that follow each other in what things are found by: see search.go. PostgreSQL's own keeps
-- itself; its extension comes with it, and whoever may make things in a database may make it.
-- What was written last is read through at every search, so that must be little (in kB).
-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX commitments_by_words ON commitments USING gin (folded gin_trgm_ops) WITH (gin_pending_list_limit = 128);
CREATE INDEX opportunities_by_words ON opportunities USING gin (folded gin_trgm_ops) WITH (gin_pending_list_limit = 128);
CREATE INDEX payments_by_words ON payments USING gin (folded gin_trgm_ops) WITH (gin_pending_list_limit = 128);
CREATE INDEX trainings_by_words ON trainings USING gin (folded gin_trgm_ops) WITH (gin_pending_list_limit = 128);
CREATE INDEX trainings_by_private_words ON trainings USING gin (folded_private gin_trgm_ops) WITH (gin_pending_list_limit = 128);

-- +goose Down
DROP INDEX trainings_by_private_words;
DROP INDEX commitments_by_words;
DROP INDEX opportunities_by_words;
DROP INDEX payments_by_words;
DROP INDEX trainings_by_words;
