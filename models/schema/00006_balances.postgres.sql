-- Each transfer says what its two accounts hold after it, so that a balance is proved by the newest transfer of its account,
-- however many there were before. Lists of transfers are served by an index each.
-- +goose Up
DROP TRIGGER IF EXISTS transfers_no_change ON transfers;
ALTER TABLE transfers ADD COLUMN from_balance BIGINT;
ALTER TABLE transfers ADD COLUMN to_balance BIGINT;
UPDATE transfers SET from_balance = held.by_from, to_balance = held.by_to FROM (
    SELECT number, MAX(CASE WHEN change < 0 THEN held END) AS by_from, MAX(CASE WHEN change > 0 THEN held END) AS by_to FROM (
        SELECT number, change, SUM(change) OVER (PARTITION BY account ORDER BY number) AS held FROM (
            SELECT number, from_id AS account, -amount AS change FROM transfers
            UNION ALL SELECT number, to_id, amount FROM transfers) AS changes) AS running GROUP BY number) AS held WHERE held.number = transfers.number;
ALTER TABLE transfers ALTER COLUMN from_balance SET NOT NULL;
ALTER TABLE transfers ALTER COLUMN to_balance SET NOT NULL;
DROP INDEX transfers_by_from;
DROP INDEX transfers_by_to;
DROP INDEX transfers_by_payment;
DROP INDEX transfers_by_correction;
DROP INDEX transfers_by_contribution;
DROP INDEX transfers_by_day;
CREATE INDEX transfers_by_from ON transfers (from_id, number);
CREATE INDEX transfers_by_to ON transfers (to_id, number);
CREATE INDEX transfers_by_payment ON transfers (payment_id, number);
CREATE INDEX transfers_by_correction ON transfers (correction_id, number);
CREATE INDEX transfers_by_kind ON transfers (kind, number);
CREATE INDEX transfers_by_contribution ON transfers (contribution_id, number);
CREATE INDEX transfers_by_statement ON transfers (contribution_id, day, number, from_kind, to_kind, amount);
CREATE INDEX transfers_by_day ON transfers (day, id);
CREATE INDEX transfers_by_created ON transfers (created_at, id);
CREATE INDEX transfers_by_amount ON transfers (amount, id);
CREATE INDEX ledger_accounts_of_donors ON ledger_accounts (balance) WHERE kind = 'donor';
