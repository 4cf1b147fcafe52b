-- A person chooses the language of the app, on every device; until then it is that of the browser.
-- +goose Up
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'en', 'pt'));
-- +goose Down
ALTER TABLE accounts DROP COLUMN language;
