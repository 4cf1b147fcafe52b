-- Imports: spreadsheets whose rows are looked through and then entered, all or none. What they hold is personal: it is deleted once they are
-- imported, given up, or a day old, and only how many rows there were is kept.
-- +goose Up
CREATE TABLE imports (
    id         TEXT PRIMARY KEY,
    revision   INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('read', 'imported', 'dropped')),
    name       TEXT NOT NULL,
    headings   TEXT NOT NULL,
    matching   TEXT NOT NULL,
    added_by   TEXT NOT NULL REFERENCES accounts (id),
    observers  INTEGER NOT NULL CHECK (observers >= 0),
    trainings  INTEGER NOT NULL CHECK (trainings >= 0),
    ended_at   TIMESTAMP,
    CONSTRAINT imports_ended CHECK ((status = 'read') = (ended_at IS NULL))
);
CREATE INDEX imports_by_headings ON imports (headings, created_at, id);
CREATE INDEX imports_by_state ON imports (status, created_at, id);
CREATE TABLE import_files (
    import_id TEXT NOT NULL REFERENCES imports (id),
    number    INTEGER NOT NULL,
    name      TEXT NOT NULL,
    content   BYTEA NOT NULL,
    PRIMARY KEY (import_id, number)
);
