-- The journal holds the hash of a reason, and of what a message says. Each is salted from now on: without the salt, which is forgotten with the words,
-- nobody can confirm a guess at them. What was written before has none, and is held as it was.
-- +goose Up
ALTER TABLE journal_reasons ADD COLUMN salt TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN salt TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE messages DROP COLUMN salt;
ALTER TABLE journal_reasons DROP COLUMN salt;
