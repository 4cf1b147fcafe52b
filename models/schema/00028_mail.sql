-- What people must know leaves by mail: each mail is a row, written with the decision it tells of. A link in a mail does one thing for one
-- account, and only a digest of it is kept. What was told before stays in the app.
-- +goose Up
ALTER TABLE accounts ADD COLUMN mail TEXT NOT NULL DEFAULT '' CHECK (mail IN ('', 'at_once', 'daily', 'needs_answer'));
ALTER TABLE accounts ADD COLUMN zone TEXT NOT NULL DEFAULT '';
CREATE TABLE deliveries (
    id           TEXT PRIMARY KEY,
    revision     INTEGER NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    kind         TEXT NOT NULL CHECK (kind IN ('notice', 'digest', 'reminder', 'link', 'message', 'receipt')),
    action       TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    line         TEXT NOT NULL,
    template     TEXT NOT NULL,
    parameters   TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('waiting', 'sent', 'failed', 'undeliverable')),
    attempts     INTEGER NOT NULL CHECK (attempts >= 0),
    queued_at    TIMESTAMP NOT NULL,
    next_at      TIMESTAMP NOT NULL,
    lease_until  TIMESTAMP,
    sent_at      TIMESTAMP,
    address      TEXT NOT NULL,
    cause        TEXT NOT NULL CHECK (cause IN ('', 'refused', 'mailbox_full', 'postponed', 'unreachable', 'timed_out', 'unconnected', 'gone')),
    answer       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    CONSTRAINT deliveries_sent CHECK (status <> 'sent' OR sent_at IS NOT NULL AND address <> ''),
    CONSTRAINT deliveries_failed CHECK (status <> 'failed' OR cause <> ''),
    CONSTRAINT deliveries_marked CHECK (status <> 'undeliverable' OR reason <> ''),
    CONSTRAINT deliveries_leased CHECK (lease_until IS NULL OR status = 'waiting')
);
CREATE INDEX deliveries_due ON deliveries (status, next_at, id);
CREATE INDEX deliveries_by_state ON deliveries (status, created_at, id);
CREATE INDEX deliveries_by_creation ON deliveries (created_at, id);
CREATE INDEX deliveries_by_account ON deliveries (account_id, created_at, id);
CREATE INDEX deliveries_of_day ON deliveries (account_id, status, kind);
CREATE INDEX deliveries_by_subject ON deliveries (subject_id, created_at, id);
ALTER TABLE notices ADD COLUMN delivery_id TEXT REFERENCES deliveries (id);
CREATE INDEX notices_by_delivery ON notices (delivery_id, created_at, id);
CREATE TABLE passes (
    token_hash   TEXT PRIMARY KEY,
    purpose      TEXT NOT NULL CHECK (purpose IN ('answer_offer', 'answer_call_out', 'confirm_availability', 'open_record', 'set_password', 'sign_in', 'unsubscribe')),
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    delivery_id  TEXT REFERENCES deliveries (id),
    created_at   TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP NOT NULL,
    used_at      TIMESTAMP
);
CREATE INDEX passes_by_delivery ON passes (delivery_id, purpose);
CREATE INDEX passes_by_account ON passes (account_id, expires_at);
CREATE INDEX passes_by_expiry ON passes (expires_at);
-- +goose Down
DROP TABLE passes;
DROP INDEX notices_by_delivery;
ALTER TABLE notices DROP COLUMN delivery_id;
DROP TABLE deliveries;
ALTER TABLE accounts DROP COLUMN zone;
ALTER TABLE accounts DROP COLUMN mail;
