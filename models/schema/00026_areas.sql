-- Spreadsheets also bring in opportunities, and contributions with what was received of them.
-- +goose Up
ALTER TABLE imports ADD COLUMN area TEXT NOT NULL DEFAULT 'cohort' CHECK (area IN ('cohort', 'opportunities', 'contributions'));
ALTER TABLE imports ADD COLUMN opportunities INTEGER NOT NULL DEFAULT 0 CHECK (opportunities >= 0);
ALTER TABLE imports ADD COLUMN contributions INTEGER NOT NULL DEFAULT 0 CHECK (contributions >= 0);
ALTER TABLE imports ADD COLUMN receipts INTEGER NOT NULL DEFAULT 0 CHECK (receipts >= 0);
-- +goose Down
ALTER TABLE imports DROP COLUMN receipts;
ALTER TABLE imports DROP COLUMN contributions;
ALTER TABLE imports DROP COLUMN opportunities;
ALTER TABLE imports DROP COLUMN area;
