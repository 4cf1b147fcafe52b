-- Who was reminded of what, and when: once for each time that the table of reminders names, and of one thing once a day. A notice says which
-- of them it is.
-- +goose Up
CREATE TABLE reminders (
    what         TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    step         INTEGER NOT NULL CHECK (step >= 0),
    counted_from TIMESTAMP NOT NULL,
    day          DATE NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    PRIMARY KEY (what, subject_id, account_id, step, counted_from),
    CONSTRAINT reminders_once_a_day UNIQUE (what, subject_id, account_id, day)
);
CREATE INDEX reminders_by_subject ON reminders (subject_id, created_at);
ALTER TABLE notices ADD COLUMN reminder TEXT NOT NULL DEFAULT '';
CREATE TABLE acknowledgements (
    number        TEXT PRIMARY KEY,
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    action        TEXT NOT NULL,
    subject_kind  TEXT NOT NULL,
    subject_id    TEXT NOT NULL,
    answers_by    DATE,
    created_at    TIMESTAMP NOT NULL
);
CREATE INDEX acknowledgements_by_invitation ON acknowledgements (invitation_id, number);
-- +goose Down
DROP TABLE acknowledgements;
ALTER TABLE notices DROP COLUMN reminder;
DROP TABLE reminders;
