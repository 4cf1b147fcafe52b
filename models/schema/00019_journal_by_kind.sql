-- The journal of one kind of record, newest first.
-- +goose Up
CREATE INDEX journal_by_kind ON journal (subject_kind, seq);
-- +goose Down
DROP INDEX journal_by_kind;
