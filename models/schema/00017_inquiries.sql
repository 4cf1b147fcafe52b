-- Inquiries: who is alleged to have done wrong is heard before two people decide, and who leaves does so on a ground. Of those who have left
-- already it is not known.
-- +goose Up
CREATE TABLE inquiries (
    id            TEXT PRIMARY KEY,
    revision      INTEGER NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    observer_id   TEXT NOT NULL REFERENCES observers (id),
    assignment_id TEXT REFERENCES assignments (id),
    status        TEXT NOT NULL CHECK (status IN ('open', 'upheld', 'closed', 'overtaken')),
    allegation    TEXT NOT NULL,
    opened_by     TEXT NOT NULL REFERENCES accounts (id),
    answer_by     TIMESTAMP NOT NULL,
    answered_at   TIMESTAMP,
    reason        TEXT NOT NULL,
    asked_by      TEXT REFERENCES accounts (id),
    decided_by    TEXT REFERENCES accounts (id),
    decided_at    TIMESTAMP,
    CONSTRAINT inquiries_decided CHECK ((status IN ('upheld', 'closed')) = (decided_at IS NOT NULL)),
    CONSTRAINT inquiries_by_two CHECK (status <> 'upheld' OR (asked_by IS NOT NULL AND decided_by IS NOT NULL AND asked_by <> decided_by)),
    CONSTRAINT inquiries_by_somebody CHECK (status <> 'closed' OR decided_by IS NOT NULL),
    CONSTRAINT inquiries_hear CHECK (status NOT IN ('upheld', 'closed') OR answered_at IS NOT NULL OR decided_at >= answer_by)
);
CREATE UNIQUE INDEX inquiries_open ON inquiries (observer_id) WHERE status = 'open';
CREATE INDEX inquiries_by_observer ON inquiries (observer_id, created_at, id);
CREATE INDEX inquiries_by_state ON inquiries (status, created_at, id);
CREATE INDEX inquiries_by_age ON inquiries (created_at, id);
CREATE TABLE inquiry_answers (
    inquiry_id  TEXT NOT NULL REFERENCES inquiries (id),
    number      INTEGER NOT NULL,
    body        TEXT NOT NULL,
    file_id     TEXT REFERENCES files (id),
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (inquiry_id, number)
);
CREATE INDEX inquiry_answers_by_file ON inquiry_answers (file_id);
ALTER TABLE observers ADD COLUMN ground TEXT NOT NULL DEFAULT ''
    CONSTRAINT observers_ground CHECK (ground IN ('', 'resigned', 'term_over', 'deceased', 'dismissed') AND (ground = '' OR status = 'departed'));
