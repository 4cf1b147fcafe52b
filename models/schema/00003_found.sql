-- What things are found and placed by is worked out by the program, alike on both engines: see found.go. A new fund
-- gets it row by row, an old one at its next start.
-- +goose Up
ALTER TABLE observers ADD COLUMN former_names TEXT NOT NULL DEFAULT '';
ALTER TABLE observers ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE observers ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE observers ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE trainings ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE trainings ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE trainings ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE opportunities ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE opportunities ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE opportunities ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE deployments ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE deployments ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE lines ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE lines ADD COLUMN folded_private TEXT NOT NULL DEFAULT '';
ALTER TABLE lines ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE contributions ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE states ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
ALTER TABLE participants ADD COLUMN sorts_as BYTEA NOT NULL DEFAULT '';
DROP INDEX observers_by_name;
CREATE INDEX observers_by_name ON observers (sorts_as, id);
CREATE INDEX accounts_by_name ON accounts (sorts_as, id);
CREATE INDEX trainings_by_title ON trainings (sorts_as, id);
CREATE INDEX opportunities_by_title ON opportunities (sorts_as, id);
CREATE INDEX lines_by_title ON lines (sorts_as, id);
CREATE INDEX contributions_by_title ON contributions (sorts_as, id);
CREATE INDEX commitments_by_title ON commitments (sorts_as, id);
CREATE INDEX payments_by_payee ON payments (sorts_as, id);

-- +goose Down
DROP INDEX payments_by_payee; DROP INDEX commitments_by_title; DROP INDEX contributions_by_title; DROP INDEX lines_by_title;
DROP INDEX opportunities_by_title; DROP INDEX trainings_by_title; DROP INDEX accounts_by_name; DROP INDEX observers_by_name;
ALTER TABLE participants DROP COLUMN sorts_as; ALTER TABLE states DROP COLUMN sorts_as; ALTER TABLE payments DROP COLUMN sorts_as;
ALTER TABLE commitments DROP COLUMN sorts_as; ALTER TABLE contributions DROP COLUMN sorts_as;
ALTER TABLE lines DROP COLUMN sorts_as; ALTER TABLE lines DROP COLUMN folded_private; ALTER TABLE lines DROP COLUMN folded;
ALTER TABLE deployments DROP COLUMN folded_private; ALTER TABLE deployments DROP COLUMN folded;
ALTER TABLE opportunities DROP COLUMN sorts_as; ALTER TABLE opportunities DROP COLUMN folded_private; ALTER TABLE opportunities DROP COLUMN folded;
ALTER TABLE trainings DROP COLUMN sorts_as; ALTER TABLE trainings DROP COLUMN folded_private; ALTER TABLE trainings DROP COLUMN folded;
ALTER TABLE accounts DROP COLUMN sorts_as; ALTER TABLE accounts DROP COLUMN folded_private; ALTER TABLE accounts DROP COLUMN folded;
ALTER TABLE observers DROP COLUMN sorts_as; ALTER TABLE observers DROP COLUMN folded_private; ALTER TABLE observers DROP COLUMN folded;
ALTER TABLE observers DROP COLUMN former_names;
CREATE INDEX observers_by_name ON observers (preferred_name, id);
