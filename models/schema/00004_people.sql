-- Leave that observers take themselves, and what claims of training are compared by.
-- +goose Up
ALTER TABLE observers ADD COLUMN on_leave BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX trainings_by_certificate ON trainings (LOWER(certificate_number));
CREATE INDEX trainings_by_host ON trainings (host, starts_on);
CREATE INDEX trainings_by_evidence ON trainings (evidence_id);
CREATE INDEX files_by_content ON files (sha256);
