-- A notice keeps what its words were made of, so that it can be said in another language; one from before stays in English.
-- +goose Up
ALTER TABLE notices ADD COLUMN template TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN parameters TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE notices DROP COLUMN parameters;
ALTER TABLE notices DROP COLUMN template;
