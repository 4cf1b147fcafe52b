-- What each transaction leaves of every row that it touched is kept as a digest, in a chain of seals beside the journal. Whoever changes a row by
-- another hand leaves a row that is not as it was sealed.
-- +goose Up
CREATE TABLE seals (
    number    BIGINT PRIMARY KEY,
    seq       BIGINT NOT NULL,
    entry     TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    digest    TEXT NOT NULL,
    previous  TEXT NOT NULL,
    hash      TEXT NOT NULL
);
CREATE INDEX seals_by_entry ON seals (seq, number);
CREATE TABLE sealed_rows (
    seal       BIGINT NOT NULL REFERENCES seals (number),
    table_name TEXT NOT NULL,
    row_key    TEXT NOT NULL,
    digest     TEXT NOT NULL,
    PRIMARY KEY (table_name, row_key, seal)
);
CREATE INDEX sealed_rows_by_seal ON sealed_rows (seal, table_name, row_key);
CREATE TABLE salts (
    table_name TEXT NOT NULL,
    row_key    TEXT NOT NULL,
    salt       TEXT NOT NULL,
    PRIMARY KEY (table_name, row_key)
);
CREATE TABLE unsealed_rows (
    written_by TEXT NOT NULL,
    table_name TEXT NOT NULL,
    row_key    TEXT NOT NULL
);
-- +goose Down
DROP TABLE unsealed_rows;
DROP TABLE salts;
DROP TABLE sealed_rows;
DROP TABLE seals;
