-- Proposals are found by each record that they are about, and by what those are called; what moved through a bank by its reference.
-- +goose Up
CREATE TABLE proposal_subjects (
    proposal_id TEXT NOT NULL REFERENCES proposals (id),
    subject_id  TEXT NOT NULL,
    PRIMARY KEY (subject_id, proposal_id)
);
CREATE INDEX proposal_subjects_by_proposal ON proposal_subjects (proposal_id);
INSERT INTO proposal_subjects (proposal_id, subject_id) SELECT id, subject_id FROM proposals WHERE subject_id <> '';
INSERT INTO proposal_subjects (proposal_id, subject_id)
    SELECT p.id, r ->> 'id' FROM proposals p CROSS JOIN LATERAL jsonb_array_elements(p.input::jsonb -> 'rows') r
    WHERE p.operation = 'runBatch' AND p.input <> '' AND r ->> 'id' <> p.subject_id;
DROP INDEX proposals_by_subject;
ALTER TABLE bank_transfers ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_transfers ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
CREATE INDEX bank_transfers_by_words ON bank_transfers USING gin (folded gin_trgm_ops) WITH (gin_pending_list_limit = 128);

-- +goose Down
DROP INDEX bank_transfers_by_words;
ALTER TABLE bank_transfers DROP COLUMN folded_private;
ALTER TABLE bank_transfers DROP COLUMN folded;
CREATE INDEX proposals_by_subject ON proposals (subject_id, created_at, id);
DROP TABLE proposal_subjects;
