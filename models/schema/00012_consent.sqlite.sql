-- Consent has days: it is to a period, which is the invitation's and follows it. SQLite cannot change a table's constraints:
-- consents are made anew.
-- +goose Up
CREATE UNIQUE INDEX invitations_by_period ON invitations (id, starts_on, until);
CREATE TABLE consents_new (
    invitation_id TEXT PRIMARY KEY,
    host          TEXT NOT NULL,
    submitted_by  TEXT NOT NULL,
    verified_by   TEXT NOT NULL,
    accepted_by   TEXT NOT NULL CHECK (accepted_by <> verified_by),
    status        TEXT NOT NULL CHECK (status = 'accepted'),
    since         TIMESTAMP NOT NULL,
    starts_on     DATE NOT NULL,
    until         DATE NOT NULL,
    UNIQUE (invitation_id, host),
    CHECK (submitted_by <> verified_by AND submitted_by <> accepted_by),
    FOREIGN KEY (invitation_id, host, submitted_by, verified_by, accepted_by, status)
        REFERENCES invitations (id, host, submitted_by, verified_by, accepted_by, status),
    FOREIGN KEY (invitation_id, starts_on, until) REFERENCES invitations (id, starts_on, until) ON UPDATE CASCADE
);
INSERT INTO consents_new SELECT c.invitation_id, c.host, c.submitted_by, c.verified_by, c.accepted_by, c.status, c.since, i.starts_on, i.until
FROM consents c JOIN invitations i ON i.id = c.invitation_id;
DROP TABLE consents;
ALTER TABLE consents_new RENAME TO consents;
CREATE INDEX consents_by_host ON consents (host, until);
