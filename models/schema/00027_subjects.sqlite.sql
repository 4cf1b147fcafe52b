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
    SELECT p.id, r.value ->> 'id' FROM proposals p, json_each(p.input, '$.rows') r
    WHERE p.operation = 'runBatch' AND p.input <> '' AND r.value ->> 'id' <> p.subject_id;
DROP INDEX proposals_by_subject;
ALTER TABLE bank_transfers ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_transfers ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
CREATE TABLE bank_transfers_found (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE bank_transfers_words USING fts5 (folded, folded_private, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = column);

-- +goose Down
DROP TRIGGER IF EXISTS bank_transfers_found_first;
DROP TRIGGER IF EXISTS bank_transfers_found_anew;
DROP TABLE bank_transfers_words;
DROP TABLE bank_transfers_found;
ALTER TABLE bank_transfers DROP COLUMN folded_private;
ALTER TABLE bank_transfers DROP COLUMN folded;
CREATE INDEX proposals_by_subject ON proposals (subject_id, created_at, id);
DROP TABLE proposal_subjects;
