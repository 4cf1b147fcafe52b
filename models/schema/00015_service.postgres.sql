-- What the state asked for beside what was approved, and service in the fund's own missions as training. What was asked before an approval
-- is not known of a request that was approved by now: it carries what was approved as both.
-- +goose Up
ALTER TABLE deployment_requests ADD COLUMN approved_format TEXT NOT NULL DEFAULT '';
UPDATE deployment_requests SET approved_format = format WHERE risk <> '';
ALTER TABLE deployment_requests ADD CONSTRAINT approved_in_a_format CHECK ((approved_format = '') = (risk = '')
    AND (status <> 'approved' OR approved_format <> '') AND (status IN ('approved', 'withdrawn') OR approved_format = ''));
ALTER TABLE deployment_requests ADD CONSTRAINT approved_no_more_than_asked CHECK (format = 'full' OR approved_format IN ('', 'expert', format));
ALTER TABLE trainings ADD COLUMN assignment_id TEXT UNIQUE REFERENCES assignments (id);
ALTER TABLE trainings DROP CONSTRAINT trainings_check1;
ALTER TABLE trainings ADD CONSTRAINT verified_by_another CHECK (status <> 'verified' OR ((evidence_id IS NOT NULL OR assignment_id IS NOT NULL)
    AND decided_by IS NOT NULL AND decided_by <> claimed_by));
DROP INDEX trainings_to_verify;
CREATE INDEX trainings_to_verify ON trainings (created_at, id) WHERE status = 'claimed' AND (evidence_id IS NOT NULL OR assignment_id IS NOT NULL);
