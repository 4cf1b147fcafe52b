-- An index of every three signs that follow each other in what things are found by: see search.go, whose triggers fill and keep it.
-- +goose Up
CREATE TABLE commitments_found (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE commitments_words USING fts5 (folded, folded_private, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = column);
CREATE TABLE opportunities_found (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE opportunities_words USING fts5 (folded, folded_private, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = column);
CREATE TABLE payments_found (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE payments_words USING fts5 (folded, folded_private, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = column);
CREATE TABLE trainings_found (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE trainings_words USING fts5 (folded, folded_private, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = column);

-- +goose Down
DROP TRIGGER IF EXISTS commitments_found_first;
DROP TRIGGER IF EXISTS commitments_found_anew;
DROP TABLE commitments_words;
DROP TABLE commitments_found;
DROP TRIGGER IF EXISTS opportunities_found_first;
DROP TRIGGER IF EXISTS opportunities_found_anew;
DROP TABLE opportunities_words;
DROP TABLE opportunities_found;
DROP TRIGGER IF EXISTS payments_found_first;
DROP TRIGGER IF EXISTS payments_found_anew;
DROP TABLE payments_words;
DROP TABLE payments_found;
DROP TRIGGER IF EXISTS trainings_found_first;
DROP TRIGGER IF EXISTS trainings_found_anew;
DROP TABLE trainings_words;
DROP TABLE trainings_found;
