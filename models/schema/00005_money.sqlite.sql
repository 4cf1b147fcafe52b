-- Money as it truly comes and goes: business days and numbers, transfers of the bank and their parts, refunds as things
-- of their own, corrections and late bills that two people decide. SQLite cannot change a table's constraints: the tables are
-- made anew, and the triggers after them.
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

DROP TRIGGER IF EXISTS accounts_add_up;
CREATE TABLE receipts_new (
    id               TEXT PRIMARY KEY,
    created_at       TIMESTAMP NOT NULL,
    contribution_id  TEXT NOT NULL REFERENCES contributions (id),
    bank_transfer_id TEXT NOT NULL REFERENCES bank_transfers (id),
    received_on      DATE NOT NULL,
    amount           BIGINT NOT NULL CHECK (amount > 0),
    currency         TEXT NOT NULL REFERENCES currencies (code),
    rate             TEXT NOT NULL,
    rate_source      TEXT NOT NULL,
    booked           BIGINT NOT NULL CHECK (booked > 0),
    bank_reference   TEXT NOT NULL,
    received_by      TEXT NOT NULL REFERENCES accounts (id),
    UNIQUE (id, contribution_id, booked)
);
INSERT INTO receipts_new SELECT id, created_at, contribution_id, id, received_on, amount, currency, rate, rate_source, booked, bank_reference, received_by FROM receipts;
DROP TABLE receipts;
ALTER TABLE receipts_new RENAME TO receipts;
CREATE INDEX receipts_by_contribution ON receipts (contribution_id, id);
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
INSERT INTO refunds SELECT MIN(t.id), 1, t.created_at, t.payment_id, NULL, '', DATE(t.created_at), SUM(t.amount), MIN(p.reason), FALSE, MIN(t.made_by)
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

CREATE TABLE transfers_new (
    id              TEXT PRIMARY KEY,
    created_at      TIMESTAMP NOT NULL,
    number          BIGINT NOT NULL UNIQUE CHECK (number > 0),
    day             DATE NOT NULL,
    kind            TEXT NOT NULL,
    contribution_id TEXT NOT NULL,
    from_id         TEXT NOT NULL,
    from_kind       TEXT NOT NULL,
    to_id           TEXT NOT NULL,
    to_kind         TEXT NOT NULL,
    amount          BIGINT NOT NULL CHECK (amount > 0),
    receipt_id      TEXT,
    payment_id      TEXT REFERENCES payments (id),
    refund_id       TEXT,
    correction_id   TEXT REFERENCES corrections (id),
    reverses_id     TEXT UNIQUE,
    made_by         TEXT NOT NULL REFERENCES accounts (id),
    FOREIGN KEY (from_id, from_kind, contribution_id) REFERENCES ledger_accounts (id, kind, contribution_id),
    FOREIGN KEY (to_id, to_kind, contribution_id) REFERENCES ledger_accounts (id, kind, contribution_id),
    FOREIGN KEY (receipt_id, contribution_id, amount) REFERENCES receipts (id, contribution_id, booked),
    FOREIGN KEY (refund_id, payment_id) REFERENCES refunds (id, payment_id),
    UNIQUE (receipt_id, kind),
    UNIQUE (id, from_id, to_id, amount),
    FOREIGN KEY (reverses_id, to_id, from_id, amount) REFERENCES transfers (id, from_id, to_id, amount),
    CONSTRAINT money_comes_by_receipt CHECK ((receipt_id IS NOT NULL) = (from_kind = 'donor' OR to_kind = 'donor')),
    CONSTRAINT money_goes_by_payment CHECK ((payment_id IS NOT NULL) = (from_kind = 'payee' OR to_kind = 'payee')),
    CONSTRAINT money_returns_by_refund CHECK (refund_id IS NULL OR kind || ' ' || from_kind IN ('refund payee', 'reverse commitment', 'commit line')),
    CONSTRAINT money_runs_along CHECK (kind || ' ' || from_kind || ' ' || to_kind IN (
        'receipt donor received', 'allocate received line', 'return line received', 'commit line commitment',
        'release commitment line', 'pay commitment payee', 'refund payee commitment',
        'reverse received donor', 'reverse payee commitment', 'reverse commitment payee')),
    CHECK ((kind = 'reverse') = (reverses_id IS NOT NULL))
);
INSERT INTO transfers_new SELECT t.id, t.created_at, ROW_NUMBER() OVER (ORDER BY t.created_at, t.id), COALESCE(r.received_on, DATE(t.created_at)), t.kind, t.contribution_id,
    t.from_id, t.from_kind, t.to_id, t.to_kind, t.amount, t.receipt_id, t.payment_id,
    CASE WHEN t.kind = 'refund' THEN (SELECT MIN(o.id) FROM transfers o WHERE o.kind = 'refund' AND o.payment_id = t.payment_id AND o.created_at = t.created_at) END,
    NULL, t.reverses_id, t.made_by
FROM transfers t LEFT JOIN receipts r ON r.id = t.receipt_id AND t.kind = 'receipt';
DROP TABLE transfers;
ALTER TABLE transfers_new RENAME TO transfers;
CREATE INDEX transfers_by_contribution ON transfers (contribution_id, day, number);
CREATE INDEX transfers_by_day ON transfers (day, number);
CREATE INDEX transfers_by_from ON transfers (from_id, id);
CREATE INDEX transfers_by_to ON transfers (to_id, id);
CREATE INDEX transfers_by_payment ON transfers (payment_id);
CREATE INDEX transfers_by_correction ON transfers (correction_id);
