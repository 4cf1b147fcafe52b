-- Call-outs: many are asked at once whether they can go, under a consent in force, and answer until it closes. A yes is an interest; an offer follows.
-- +goose Up
CREATE TABLE call_outs (
    id            TEXT PRIMARY KEY,
    revision      INTEGER NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    deployment_id TEXT NOT NULL,
    consent_id    TEXT,
    host          TEXT NOT NULL,
    status        TEXT NOT NULL CHECK (status IN ('open', 'closed', 'withdrawn', 'ended')),
    note          TEXT NOT NULL,
    closes_at     TIMESTAMP NOT NULL,
    remind_at     TIMESTAMP NOT NULL,
    reminded_at   TIMESTAMP,
    ended_at      TIMESTAMP,
    reason        TEXT NOT NULL,
    opened_by     TEXT NOT NULL REFERENCES accounts (id),
    FOREIGN KEY (deployment_id, host) REFERENCES deployments (id, host),
    FOREIGN KEY (deployment_id, consent_id) REFERENCES deployments (id, consent_id),
    CONSTRAINT call_outs_under_consent CHECK ((status = 'open') = (consent_id IS NOT NULL)),
    CONSTRAINT call_outs_end CHECK ((status = 'open') = (ended_at IS NULL)),
    CONSTRAINT call_outs_last CHECK (closes_at > created_at AND remind_at > created_at AND remind_at <= closes_at)
);
CREATE UNIQUE INDEX call_outs_open ON call_outs (deployment_id) WHERE status = 'open';
CREATE INDEX call_outs_by_deployment ON call_outs (deployment_id, created_at, id);
CREATE INDEX call_outs_by_state ON call_outs (status, created_at, id);
CREATE INDEX call_outs_by_creation ON call_outs (created_at, id);
CREATE INDEX call_outs_by_closing ON call_outs (status, closes_at, id);
CREATE INDEX call_outs_by_half ON call_outs (status, remind_at, id) WHERE reminded_at IS NULL;
CREATE TABLE call_out_answers (
    id           TEXT PRIMARY KEY,
    revision     INTEGER NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    call_out_id  TEXT NOT NULL REFERENCES call_outs (id),
    seat_id      TEXT NOT NULL REFERENCES deployment_seats (id),
    observer_id  TEXT NOT NULL REFERENCES observers (id),
    rank         INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 100),
    asked_at     TIMESTAMP,
    seen_at      TIMESTAMP,
    answer       TEXT NOT NULL CHECK (answer IN ('', 'yes', 'no', 'only_if')),
    condition    TEXT NOT NULL,
    answered_at  TIMESTAMP,
    answered_by  TEXT REFERENCES accounts (id),
    by_telephone BOOLEAN NOT NULL,
    CONSTRAINT call_out_answers_once UNIQUE (call_out_id, observer_id),
    CONSTRAINT call_out_answers_ranked UNIQUE (call_out_id, rank),
    CONSTRAINT call_out_answers_asked CHECK (asked_at IS NOT NULL OR (answer = '' AND seen_at IS NULL)),
    CONSTRAINT call_out_answers_given CHECK ((answer = '') = (answered_at IS NULL) AND (answer = '') = (answered_by IS NULL)),
    CONSTRAINT call_out_answers_said CHECK (condition = '' OR answer = 'only_if'),
    CONSTRAINT call_out_answers_heard CHECK (NOT by_telephone OR answer <> '')
);
CREATE INDEX call_out_answers_by_observer ON call_out_answers (observer_id, call_out_id);
CREATE INDEX call_out_answers_by_seat ON call_out_answers (seat_id, call_out_id);
-- +goose Down
DROP TABLE call_out_answers;
DROP TABLE call_outs;
