-- A link to sign in works only in the browser in which it was asked for: that one has a secret, of which a digest is kept.
-- +goose Up
ALTER TABLE deliveries ADD COLUMN browser TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE deliveries DROP COLUMN browser;
