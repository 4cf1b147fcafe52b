-- A calendar program reads an account's calendar at a secret address, of which only a digest is kept; an account has one at a time. What an
-- observer's own calendar file says of their days is kept beside what they say themselves, and gives way to the next file.
-- +goose Up
CREATE TABLE feeds (
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    fetched_at TIMESTAMP,
    ended_at   TIMESTAMP
);
CREATE UNIQUE INDEX feeds_open ON feeds (account_id) WHERE ended_at IS NULL;
CREATE INDEX feeds_by_account ON feeds (account_id);
ALTER TABLE availability ADD COLUMN source TEXT NOT NULL DEFAULT '' CHECK (source IN ('', 'file') AND (source = '' OR kind = 'unavailable'));
-- +goose Down
ALTER TABLE availability DROP COLUMN source;
DROP TABLE feeds;
