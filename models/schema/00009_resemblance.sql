-- What a training resembles is found in the order in which it is shown, the latest first, without a look at the rest of a log;
-- and what waits to be verified in the order in which it came, without a look at what waits for evidence.
-- +goose Up
DROP INDEX trainings_by_certificate;
DROP INDEX trainings_by_host;
DROP INDEX trainings_by_observer_and_start;
DROP INDEX trainings_by_claimant;
CREATE INDEX trainings_to_verify ON trainings (created_at, id) WHERE status = 'claimed' AND evidence_id IS NOT NULL;
CREATE INDEX trainings_by_certificate ON trainings (LOWER(certificate_number), starts_on, id);
CREATE INDEX trainings_by_host ON trainings (host, starts_on, until, id);
CREATE INDEX trainings_by_observer_and_start ON trainings (observer_id, starts_on, id, until);
-- +goose Down
DROP INDEX trainings_to_verify;
CREATE INDEX trainings_by_claimant ON trainings (status, claimed_by);
DROP INDEX trainings_by_certificate;
DROP INDEX trainings_by_host;
DROP INDEX trainings_by_observer_and_start;
CREATE INDEX trainings_by_certificate ON trainings (LOWER(certificate_number));
CREATE INDEX trainings_by_host ON trainings (host, starts_on);
CREATE INDEX trainings_by_observer_and_start ON trainings (observer_id, starts_on, id);
