-- Two people: what takes a second person waits for one, and the journal names both; who saw a link into an account, who
-- admitted whom they had not nominated, and who funded what another had planned.
-- +goose Up
CREATE TABLE proposals (
    id           TEXT PRIMARY KEY,
    revision     INTEGER NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    reference    TEXT NOT NULL UNIQUE,
    action       TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    title        TEXT NOT NULL,
    seen         INTEGER NOT NULL,
    operation    TEXT NOT NULL,
    path         TEXT NOT NULL,
    input        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    changes      TEXT NOT NULL,
    asked_by     TEXT NOT NULL REFERENCES accounts (id),
    status       TEXT NOT NULL,
    expires_at   TIMESTAMP NOT NULL,
    decided_by   TEXT REFERENCES accounts (id),
    decided_at   TIMESTAMP,
    answer       TEXT NOT NULL,
    CONSTRAINT proposals_by_two CHECK (status NOT IN ('confirmed', 'refused') OR (decided_by IS NOT NULL AND decided_by <> asked_by))
);
CREATE INDEX proposals_by_status ON proposals (status, expires_at, id);
CREATE INDEX proposals_by_age ON proposals (created_at, id);
CREATE INDEX proposals_by_state ON proposals (status, created_at, id);
CREATE INDEX proposals_by_subject ON proposals (subject_id, created_at, id);
CREATE INDEX proposals_by_asker ON proposals (asked_by, status);
ALTER TABLE journal ADD COLUMN proposal_id TEXT NOT NULL DEFAULT '';
-- Until now the app showed every link to whoever made it. Those that nobody has used yet into administrators' and states' accounts end.
ALTER TABLE links ADD COLUMN seen_by TEXT REFERENCES accounts (id);
UPDATE links SET expires_at = created_at WHERE used_at IS NULL AND account_id IN (SELECT id FROM accounts WHERE role IN ('administrator', 'state'));
UPDATE links SET seen_by = NULLIF((SELECT j.account_id FROM journal j WHERE j.subject_id = links.account_id AND j.action IN ('accounts.create', 'accounts.link')
    AND j.at <= links.created_at ORDER BY j.seq DESC LIMIT 1), '00000000-0000-7000-8000-000000000000');
ALTER TABLE observers ADD COLUMN admitted_by TEXT CONSTRAINT admitted_by_two CHECK (admitted_by <> nominator);
ALTER TABLE deployments ADD COLUMN planned_by TEXT REFERENCES accounts (id);
ALTER TABLE deployments ADD COLUMN funded_by TEXT CONSTRAINT funded_by_two CHECK (funded_by <> planned_by);
UPDATE deployments SET planned_by = (SELECT j.account_id FROM journal j WHERE j.subject_id = deployments.id
    AND j.action IN ('deployments.plan', 'deployments.change') ORDER BY j.seq DESC LIMIT 1);
-- +goose Down
ALTER TABLE deployments DROP COLUMN funded_by;
ALTER TABLE deployments DROP COLUMN planned_by;
ALTER TABLE observers DROP COLUMN admitted_by;
ALTER TABLE links DROP COLUMN seen_by;
ALTER TABLE journal DROP COLUMN proposal_id;
DROP TABLE proposals;
