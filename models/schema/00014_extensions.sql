-- Consent to its last day: extensions of its period by two people, who invites and hands in, and what the fund itself finds of each guarantee.
-- +goose Up
CREATE TABLE extensions (
    id                   TEXT PRIMARY KEY,
    revision             BIGINT NOT NULL,
    created_at           TIMESTAMP NOT NULL,
    invitation_id        TEXT NOT NULL,
    host                 TEXT NOT NULL,
    status               TEXT NOT NULL,
    was                  DATE NOT NULL,
    until                DATE NOT NULL,
    letter_id            TEXT NOT NULL REFERENCES files (id),
    reason               TEXT NOT NULL,
    submitted_by         TEXT NOT NULL,
    verified_by          TEXT REFERENCES accounts (id),
    verified_at          TIMESTAMP,
    verification_channel TEXT NOT NULL,
    accepted_by          TEXT REFERENCES accounts (id),
    accepted_at          TIMESTAMP,
    decision             TEXT NOT NULL,
    FOREIGN KEY (invitation_id, host) REFERENCES invitations (id, host),
    FOREIGN KEY (submitted_by, host) REFERENCES accounts (id, state),
    CHECK (until > was),
    CONSTRAINT extended_by_two CHECK (accepted_by <> verified_by AND submitted_by <> verified_by AND submitted_by <> accepted_by),
    CONSTRAINT extended_by_people CHECK (status <> 'accepted' OR (verified_by IS NOT NULL AND accepted_by IS NOT NULL))
);
CREATE INDEX extensions_by_invitation ON extensions (invitation_id, id);
CREATE UNIQUE INDEX extensions_open ON extensions (invitation_id) WHERE status IN ('submitted', 'verified');
-- An authority is known by what kind it is, and by the name of the account that hands in.
ALTER TABLE invitations ADD COLUMN drafted_by TEXT REFERENCES accounts (id);
ALTER TABLE invitations ADD COLUMN sender TEXT NOT NULL DEFAULT '';
UPDATE invitations SET drafted_by = (SELECT a.id FROM journal j JOIN accounts a ON a.id = j.account_id
    WHERE j.subject_id = invitations.id AND j.action = 'invitations.draft' ORDER BY j.seq LIMIT 1);
UPDATE invitations SET drafted_by = submitted_by WHERE drafted_by IS NULL;
UPDATE invitations SET sender = COALESCE((SELECT name FROM accounts WHERE id = COALESCE(invitations.submitted_by, invitations.drafted_by)), '');
CREATE TABLE findings (
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    guarantee     TEXT NOT NULL REFERENCES guarantees (code),
    finding       TEXT NOT NULL CHECK (finding IN ('met', 'partly', 'not_met', 'unknown')),
    evidence      TEXT NOT NULL,
    file_id       TEXT REFERENCES files (id),
    found_by      TEXT NOT NULL REFERENCES accounts (id),
    found_at      TIMESTAMP NOT NULL,
    PRIMARY KEY (invitation_id, guarantee),
    CONSTRAINT found_on_evidence CHECK (finding = 'unknown' OR evidence <> '' OR file_id IS NOT NULL)
);
