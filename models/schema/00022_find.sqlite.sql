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
CREATE TABLE files_found (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE files_words USING fts5 (folded, folded_private, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = column);
CREATE TABLE proposals_found (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE proposals_words USING fts5 (folded, folded_private, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = column);

-- +goose Down
DROP TRIGGER IF EXISTS files_found_first;
DROP TRIGGER IF EXISTS files_found_anew;
DROP TABLE files_words;
DROP TABLE files_found;
DROP TRIGGER IF EXISTS proposals_found_first;
DROP TRIGGER IF EXISTS proposals_found_anew;
DROP TABLE proposals_words;
DROP TABLE proposals_found;
ALTER TABLE files DROP COLUMN folded_private;
ALTER TABLE files DROP COLUMN folded;
ALTER TABLE proposals DROP COLUMN folded_private;
ALTER TABLE proposals DROP COLUMN folded;
ALTER TABLE deployment_requests DROP COLUMN folded_private;
ALTER TABLE deployment_requests DROP COLUMN folded;
ALTER TABLE invitations DROP COLUMN folded_private;
ALTER TABLE invitations DROP COLUMN folded;
