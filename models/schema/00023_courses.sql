-- The courses that organisers usually hold, so that whoever logs one need not type it; and which training renews which.
-- +goose Up
CREATE TABLE usual_courses (
    code      TEXT PRIMARY KEY,
    organiser TEXT NOT NULL REFERENCES organisers (code),
    body      TEXT NOT NULL,
    title     TEXT NOT NULL,
    short     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    function  TEXT NOT NULL,
    months    BIGINT NOT NULL CHECK (months >= 0),
    language  TEXT NOT NULL REFERENCES languages (code),
    source    TEXT NOT NULL
);
ALTER TABLE trainings ADD COLUMN renews_id TEXT REFERENCES trainings (id);
CREATE INDEX trainings_by_renewed ON trainings (renews_id) WHERE renews_id IS NOT NULL;
-- +goose Down
DROP INDEX trainings_by_renewed;
ALTER TABLE trainings DROP COLUMN renews_id;
DROP TABLE usual_courses;
