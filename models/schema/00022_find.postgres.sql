-- What else is found by its words: references, the authorities that invite, what is asked for, and documents by their names.
-- +goose Up
ALTER TABLE invitations ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE deployment_requests ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE deployment_requests ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE proposals ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE proposals ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
CREATE INDEX files_by_words ON files USING gin (folded gin_trgm_ops) WITH (gin_pending_list_limit = 128);
CREATE INDEX proposals_by_words ON proposals USING gin (folded gin_trgm_ops) WITH (gin_pending_list_limit = 128);

-- +goose Down
DROP INDEX proposals_by_words;
DROP INDEX files_by_words;
ALTER TABLE files DROP COLUMN folded_private;
ALTER TABLE files DROP COLUMN folded;
ALTER TABLE proposals DROP COLUMN folded_private;
ALTER TABLE proposals DROP COLUMN folded;
ALTER TABLE deployment_requests DROP COLUMN folded_private;
ALTER TABLE deployment_requests DROP COLUMN folded;
ALTER TABLE invitations DROP COLUMN folded_private;
ALTER TABLE invitations DROP COLUMN folded;
