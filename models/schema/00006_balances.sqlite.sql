-- Each transfer says what its two accounts hold after it, so that a balance is proved by the newest transfer of its account,
-- however many there were before. SQLite adds no column that must be
-- filled without something to begin with: 0, which the triggers refuse wherever it is not so.
-- +goose Up
DROP TRIGGER IF EXISTS transfers_no_update;
DROP TRIGGER IF EXISTS accounts_add_up;
ALTER TABLE transfers ADD COLUMN from_balance BIGINT NOT NULL DEFAULT 0;
ALTER TABLE transfers ADD COLUMN to_balance BIGINT NOT NULL DEFAULT 0;
UPDATE transfers SET from_balance = held.by_from, to_balance = held.by_to FROM (
    SELECT number, MAX(CASE WHEN change < 0 THEN held END) AS by_from, MAX(CASE WHEN change > 0 THEN held END) AS by_to FROM (
        SELECT number, change, SUM(change) OVER (PARTITION BY account ORDER BY number) AS held FROM (
            SELECT number, from_id AS account, -amount AS change FROM transfers
            UNION ALL SELECT number, to_id, amount FROM transfers) AS changes) AS running GROUP BY number) AS held WHERE held.number = transfers.number;
