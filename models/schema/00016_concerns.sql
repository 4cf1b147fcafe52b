-- What changes after a seat was accepted is noticed: requirements that somebody bound no longer meets, until they are met again, the
-- assignment ends, or two people let them stand. Of a person no more is kept than the name of the rule.
-- +goose Up
CREATE TABLE assignment_concerns (
    id            TEXT PRIMARY KEY,
    revision      BIGINT NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    assignment_id TEXT NOT NULL REFERENCES assignments (id),
    rule          TEXT NOT NULL,
    status        TEXT NOT NULL CHECK (status IN ('open', 'stands', 'settled')),
    caused_by     TEXT NOT NULL,
    asked_by      TEXT REFERENCES accounts (id),
    let_stand_by  TEXT REFERENCES accounts (id),
    let_stand_at  TIMESTAMP,
    reason        TEXT NOT NULL,
    ended_at      TIMESTAMP,
    CONSTRAINT concern_stands_by_two CHECK (asked_by <> let_stand_by),
    CONSTRAINT concern_stands_by_people CHECK (status <> 'stands' OR (let_stand_by IS NOT NULL AND let_stand_at IS NOT NULL)),
    CONSTRAINT concern_can_stand CHECK (let_stand_by IS NULL OR rule NOT IN ('seated', 'nationality')),
    CONSTRAINT concern_ends CHECK (ended_at IS NULL OR status = 'settled')
);
CREATE UNIQUE INDEX concerns_noticed_once ON assignment_concerns (assignment_id, rule) WHERE status <> 'settled';
CREATE INDEX concerns_by_assignment ON assignment_concerns (assignment_id, id);
CREATE INDEX concerns_open ON assignment_concerns (created_at, id) WHERE status = 'open';
-- The reference data is loaded again at the next start, and whoever is bound is then assessed by it: nobody had looked until now.
DELETE FROM settings WHERE name = 'reference';
-- +goose Down
DROP TABLE assignment_concerns;
