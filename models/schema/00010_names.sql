-- Columns by the words that everybody uses.
-- +goose Up
ALTER TABLE opportunities RENAME COLUMN surety TO confidence;
ALTER TABLE deployment_requests RENAME COLUMN surety TO confidence;
-- +goose Down
ALTER TABLE opportunities RENAME COLUMN confidence TO surety;
ALTER TABLE deployment_requests RENAME COLUMN confidence TO surety;
