-- Whoever asked can put a document beside a proposal, and remind those who can decide it.
-- +goose Up
CREATE TABLE proposal_files (
    proposal_id TEXT NOT NULL REFERENCES proposals (id),
    file_id     TEXT NOT NULL REFERENCES files (id),
    PRIMARY KEY (proposal_id, file_id)
);
CREATE INDEX proposal_files_by_file ON proposal_files (file_id);
ALTER TABLE proposals ADD COLUMN reminded_at TIMESTAMP;
-- +goose Down
ALTER TABLE proposals DROP COLUMN reminded_at;
DROP TABLE proposal_files;
