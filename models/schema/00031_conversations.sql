-- Conversations: what the fund and a state write to each other about an invitation, and the fund and an observer about an assignment or a
-- request for a place. Nothing was written before.
-- +goose Up
CREATE TABLE messages (
    id           TEXT PRIMARY KEY,
    revision     INTEGER NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('invitation', 'assignment', 'training_request')),
    subject_id   TEXT NOT NULL,
    observer_id  TEXT REFERENCES observers (id),
    host         TEXT REFERENCES states (code),
    written_by   TEXT NOT NULL REFERENCES accounts (id),
    from_fund    BOOLEAN NOT NULL,
    body         TEXT NOT NULL CHECK (LENGTH(body) <= 4000),
    read_by      TEXT REFERENCES accounts (id),
    read_at      TIMESTAMP,
    withdrawn_at TIMESTAMP,
    CONSTRAINT messages_with_one CHECK ((subject_kind = 'invitation') = (host IS NOT NULL) AND (host IS NULL) = (observer_id IS NOT NULL)),
    CONSTRAINT messages_read CHECK ((read_at IS NULL) = (read_by IS NULL)),
    CONSTRAINT messages_withdrawn CHECK (withdrawn_at IS NULL OR body = '' AND read_at IS NULL)
);
CREATE INDEX messages_by_subject ON messages (subject_id, created_at, id);
CREATE INDEX messages_by_author ON messages (written_by, created_at);
CREATE INDEX messages_to_fund ON messages (subject_kind, created_at, id) WHERE NOT from_fund AND read_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX messages_to_observer ON messages (observer_id) WHERE from_fund AND read_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX messages_to_host ON messages (host) WHERE from_fund AND read_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX messages_by_observer ON messages (observer_id);
CREATE TABLE message_files (
    message_id TEXT NOT NULL REFERENCES messages (id),
    file_id    TEXT NOT NULL REFERENCES files (id),
    PRIMARY KEY (message_id, file_id)
);
CREATE INDEX message_files_by_file ON message_files (file_id);

-- +goose Down
DROP TABLE message_files;
DROP TABLE messages;
