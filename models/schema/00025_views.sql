-- Views: lists as somebody wants to see them again, under a name. Who shares one shares no words that somebody searched for: they may name a
-- person. Beside them, what serves the further orders of lists that grow.
-- +goose Up
CREATE TABLE views (
    id         TEXT PRIMARY KEY,
    revision   INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    list       TEXT NOT NULL CHECK (list LIKE '/%' AND list NOT LIKE '//%'),
    name       TEXT NOT NULL CHECK (LENGTH(name) BETWEEN 1 AND 60),
    query      TEXT NOT NULL CHECK (LENGTH(query) <= 1000),
    shared     BOOLEAN NOT NULL,
    CONSTRAINT views_once UNIQUE (account_id, list, name),
    CONSTRAINT views_share_no_words CHECK (NOT shared OR ('&' || query NOT LIKE '%&q=%' AND '&' || query NOT LIKE '%&reference=%'))
);
CREATE INDEX views_by_list ON views (list, name, id);
CREATE INDEX views_by_name ON views (name, id);
CREATE INDEX views_by_age ON views (created_at, id);
CREATE INDEX opportunities_by_state ON opportunities (status, id);
CREATE INDEX opportunities_by_organiser ON opportunities (organiser, deadline, id);
CREATE INDEX opportunities_by_body ON opportunities (organiser, id);
CREATE INDEX trainings_by_body ON trainings (organiser, id);
CREATE INDEX proposals_by_decision ON proposals (COALESCE(decided_at, expires_at), id);
CREATE INDEX inquiries_by_answer ON inquiries (answer_by, id);
CREATE INDEX inquiries_by_stage ON inquiries (status, id);

-- +goose Down
DROP INDEX inquiries_by_stage; DROP INDEX inquiries_by_answer; DROP INDEX proposals_by_decision; DROP INDEX trainings_by_body;
DROP INDEX opportunities_by_body; DROP INDEX opportunities_by_organiser; DROP INDEX opportunities_by_state;
DROP TABLE views;
