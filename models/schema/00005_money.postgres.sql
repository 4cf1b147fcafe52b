-- Money as it truly comes and goes: business days and numbers, transfers of the bank and their parts, refunds as things
-- of their own, corrections and late bills that two people decide. The triggers that are in the way are made anew after it.
-- +goose Up
ALTER TABLE contributions ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE contributions ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN asked_by TEXT REFERENCES accounts (id);
ALTER TABLE commitments ADD COLUMN opened_by TEXT REFERENCES accounts (id) CONSTRAINT opened_by_a_second_person CHECK (opened_by <> asked_by);
ALTER TABLE payments ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
CREATE INDEX payments_by_folded ON payments (folded);
CREATE INDEX payments_by_invoice ON payments (invoice_id);

CREATE TABLE bank_transfers (
    id         TEXT PRIMARY KEY,
    revision   BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    reference  TEXT NOT NULL,
    normal     TEXT NOT NULL UNIQUE,
    amount     BIGINT NOT NULL CHECK (amount > 0)
);
INSERT INTO bank_transfers (id, revision, created_at, reference, normal, amount)
SELECT id, 1, created_at, bank_reference, normal || CASE WHEN n = 1 THEN '' ELSE '#' || n END, booked FROM (
    SELECT id, created_at, bank_reference, booked, normal, ROW_NUMBER() OVER (PARTITION BY normal ORDER BY id) AS n FROM (
        SELECT *, UPPER(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(bank_reference,
            ' ', ''), '/', ''), '-', ''), '.', ''), ',', ''), ':', ''), '_', ''), '#', '')) AS normal FROM receipts) AS folded) AS numbered;

DROP TRIGGER IF EXISTS receipts_no_change ON receipts;
ALTER TABLE receipts ADD COLUMN bank_transfer_id TEXT REFERENCES bank_transfers (id);
UPDATE receipts SET bank_transfer_id = id;
ALTER TABLE receipts ALTER COLUMN bank_transfer_id SET NOT NULL;
ALTER TABLE receipts DROP CONSTRAINT receipts_bank_reference_key;
CREATE INDEX receipts_by_bank_transfer ON receipts (bank_transfer_id);

CREATE TABLE refunds (
    id               TEXT PRIMARY KEY,
    revision         BIGINT NOT NULL,
    created_at       TIMESTAMP NOT NULL,
    payment_id       TEXT NOT NULL REFERENCES payments (id),
    bank_transfer_id TEXT REFERENCES bank_transfers (id),
    bank_reference   TEXT NOT NULL,
    received_on      DATE NOT NULL,
    amount           BIGINT NOT NULL CHECK (amount > 0),
    reason           TEXT NOT NULL,
    reversed         BOOLEAN NOT NULL,
    received_by      TEXT NOT NULL REFERENCES accounts (id),
    UNIQUE (id, payment_id)
);
INSERT INTO refunds SELECT MIN(t.id), 1, t.created_at, t.payment_id, NULL, '', CAST(t.created_at AS DATE), SUM(t.amount), MIN(p.reason), FALSE, MIN(t.made_by)
FROM transfers t JOIN payments p ON p.id = t.payment_id WHERE t.kind = 'refund' GROUP BY t.payment_id, t.created_at;
CREATE INDEX refunds_by_payment ON refunds (payment_id, id);
CREATE INDEX refunds_by_bank_transfer ON refunds (bank_transfer_id);

CREATE TABLE corrections (
    id              TEXT PRIMARY KEY,
    revision        BIGINT NOT NULL,
    created_at      TIMESTAMP NOT NULL,
    status          TEXT NOT NULL,
    receipt_id      TEXT NOT NULL REFERENCES receipts (id),
    contribution_id TEXT REFERENCES contributions (id),
    received_on     DATE,
    amount          BIGINT NOT NULL,
    rate            TEXT NOT NULL,
    rate_source     TEXT NOT NULL,
    booked          BIGINT NOT NULL,
    bank_reference  TEXT NOT NULL,
    moves           TEXT NOT NULL,
    reason          TEXT NOT NULL,
    requested_by    TEXT NOT NULL REFERENCES accounts (id),
    decided_by      TEXT REFERENCES accounts (id),
    decided_at      TIMESTAMP,
    replacement_id  TEXT UNIQUE REFERENCES receipts (id),
    CHECK (CASE WHEN contribution_id IS NULL THEN amount = 0 AND booked = 0 AND replacement_id IS NULL ELSE amount > 0 AND booked > 0 AND received_on IS NOT NULL END),
    CONSTRAINT made_by_a_second_person CHECK (status <> 'made' OR (decided_by IS NOT NULL AND decided_by <> requested_by AND (replacement_id IS NULL) = (contribution_id IS NULL)))
);
CREATE INDEX corrections_by_receipt ON corrections (receipt_id, id);
CREATE INDEX corrections_by_status ON corrections (status, id);

DROP TRIGGER IF EXISTS transfers_no_change ON transfers;
ALTER TABLE transfers ADD COLUMN number BIGINT CHECK (number > 0);
ALTER TABLE transfers ADD COLUMN day DATE;
ALTER TABLE transfers ADD COLUMN refund_id TEXT;
ALTER TABLE transfers ADD COLUMN correction_id TEXT REFERENCES corrections (id);
UPDATE transfers SET number = numbered.n, day = COALESCE(numbered.received_on, CAST(transfers.created_at AS DATE)), refund_id = numbered.refund_id FROM (
    SELECT t.id, ROW_NUMBER() OVER (ORDER BY t.created_at, t.id) AS n, r.received_on,
        CASE WHEN t.kind = 'refund' THEN (SELECT MIN(o.id) FROM transfers o WHERE o.kind = 'refund' AND o.payment_id = t.payment_id AND o.created_at = t.created_at) END AS refund_id
    FROM transfers t LEFT JOIN receipts r ON r.id = t.receipt_id AND t.kind = 'receipt') AS numbered WHERE numbered.id = transfers.id;
ALTER TABLE transfers ALTER COLUMN number SET NOT NULL;
ALTER TABLE transfers ALTER COLUMN day SET NOT NULL;
ALTER TABLE transfers ADD UNIQUE (number);
ALTER TABLE transfers ADD FOREIGN KEY (refund_id, payment_id) REFERENCES refunds (id, payment_id);
ALTER TABLE transfers DROP CONSTRAINT money_runs_along;
ALTER TABLE transfers ADD CONSTRAINT money_runs_along CHECK (kind || ' ' || from_kind || ' ' || to_kind IN (
    'receipt donor received', 'allocate received line', 'return line received', 'commit line commitment',
    'release commitment line', 'pay commitment payee', 'refund payee commitment',
    'reverse received donor', 'reverse payee commitment', 'reverse commitment payee'));
ALTER TABLE transfers ADD CONSTRAINT money_returns_by_refund CHECK (refund_id IS NULL OR kind || ' ' || from_kind IN ('refund payee', 'reverse commitment', 'commit line'));
DROP INDEX transfers_by_contribution;
CREATE INDEX transfers_by_contribution ON transfers (contribution_id, day, number);
CREATE INDEX transfers_by_day ON transfers (day, number);
CREATE INDEX transfers_by_correction ON transfers (correction_id);
