-- What the state asked for beside what was approved, and service in the fund's own missions as training. What was asked before an approval
-- is not known of a request that was approved by now: it carries what was approved as both. SQLite cannot change a table's constraints: the
-- tables are made anew.
-- +goose Up
CREATE TABLE deployment_requests_new (
    id              TEXT PRIMARY KEY,
    revision        BIGINT NOT NULL,
    created_at      TIMESTAMP NOT NULL,
    invitation_id   TEXT NOT NULL,
    host            TEXT NOT NULL,
    status          TEXT NOT NULL,
    election        TEXT NOT NULL,
    title           TEXT NOT NULL,
    zone            TEXT NOT NULL,
    rounds          TEXT NOT NULL,
    first_day       DATE NOT NULL,
    format          TEXT NOT NULL,
    approved_format TEXT NOT NULL DEFAULT '',
    regions         TEXT NOT NULL,
    languages       TEXT NOT NULL,
    note            TEXT NOT NULL,
    confidence      TEXT NOT NULL,
    risk            TEXT NOT NULL,
    decided_by      TEXT REFERENCES accounts (id),
    decided_at      TIMESTAMP,
    reason          TEXT NOT NULL,
    UNIQUE (id, invitation_id),
    FOREIGN KEY (invitation_id, host) REFERENCES invitations (id, host),
    CONSTRAINT approved_in_a_format CHECK ((approved_format = '') = (risk = '')
        AND (status <> 'approved' OR approved_format <> '') AND (status IN ('approved', 'withdrawn') OR approved_format = '')),
    CONSTRAINT approved_no_more_than_asked CHECK (format = 'full' OR approved_format IN ('', 'expert', format))
);
INSERT INTO deployment_requests_new SELECT id, revision, created_at, invitation_id, host, status, election, title, zone, rounds, first_day, format,
    CASE risk WHEN '' THEN '' ELSE format END, regions, languages, note, confidence, risk, decided_by, decided_at, reason FROM deployment_requests;
DROP TABLE deployment_requests;
ALTER TABLE deployment_requests_new RENAME TO deployment_requests;
CREATE INDEX deployment_requests_by_invitation ON deployment_requests (invitation_id, id);
CREATE INDEX deployment_requests_by_status ON deployment_requests (status, first_day);
CREATE INDEX deployment_requests_by_host ON deployment_requests (host, id);
CREATE TABLE trainings_new (
    id                 TEXT PRIMARY KEY,
    revision           BIGINT NOT NULL,
    created_at         TIMESTAMP NOT NULL,
    observer_id        TEXT NOT NULL REFERENCES observers (id),
    request_id         TEXT UNIQUE REFERENCES training_requests (id),
    assignment_id      TEXT UNIQUE REFERENCES assignments (id),
    status             TEXT NOT NULL,
    organiser          TEXT NOT NULL REFERENCES organisers (code),
    body               TEXT NOT NULL,
    kind               TEXT NOT NULL,
    title              TEXT NOT NULL,
    function           TEXT NOT NULL,
    host               TEXT REFERENCES states (code),
    place              TEXT NOT NULL,
    starts_on          DATE NOT NULL,
    until              DATE NOT NULL,
    certificate_number TEXT NOT NULL,
    expires_on         DATE,
    evidence_id        TEXT REFERENCES files (id),
    claimed_by         TEXT NOT NULL REFERENCES accounts (id),
    decided_by         TEXT REFERENCES accounts (id),
    decided_at         TIMESTAMP,
    reason             TEXT NOT NULL,
    folded             TEXT NOT NULL DEFAULT '',
    folded_private     TEXT NOT NULL DEFAULT '',
    sorts_as           BYTEA NOT NULL DEFAULT '',
    CHECK (until > starts_on),
    CONSTRAINT verified_by_another CHECK (status <> 'verified' OR ((evidence_id IS NOT NULL OR assignment_id IS NOT NULL)
        AND decided_by IS NOT NULL AND decided_by <> claimed_by))
);
INSERT INTO trainings_new SELECT id, revision, created_at, observer_id, request_id, NULL, status, organiser, body, kind, title, function, host, place,
    starts_on, until, certificate_number, expires_on, evidence_id, claimed_by, decided_by, decided_at, reason, folded, folded_private, sorts_as FROM trainings;
DROP TABLE trainings;
ALTER TABLE trainings_new RENAME TO trainings;
CREATE INDEX trainings_by_observer ON trainings (observer_id, status);
CREATE INDEX trainings_by_expiry ON trainings (status, expires_on);
CREATE INDEX trainings_by_title ON trainings (sorts_as, id);
CREATE INDEX trainings_by_evidence ON trainings (evidence_id);
CREATE INDEX trainings_by_start ON trainings (starts_on, id);
CREATE INDEX trainings_by_creation ON trainings (created_at, id);
CREATE INDEX trainings_by_last_day ON trainings (COALESCE(expires_on, '9999-12-31'), id);
CREATE INDEX trainings_by_status_and_start ON trainings (status, starts_on, id);
CREATE INDEX trainings_by_status_and_creation ON trainings (status, created_at, id);
CREATE INDEX trainings_by_kind ON trainings (kind, starts_on, id);
CREATE INDEX trainings_by_organiser ON trainings (organiser, starts_on, id);
CREATE INDEX trainings_by_function ON trainings (function, starts_on, id);
CREATE INDEX trainings_to_verify ON trainings (created_at, id) WHERE status = 'claimed' AND (evidence_id IS NOT NULL OR assignment_id IS NOT NULL);
CREATE INDEX trainings_by_certificate ON trainings (LOWER(certificate_number), starts_on, id);
CREATE INDEX trainings_by_host ON trainings (host, starts_on, until, id);
CREATE INDEX trainings_by_observer_and_start ON trainings (observer_id, starts_on, id, until);
