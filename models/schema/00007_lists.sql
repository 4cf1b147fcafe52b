-- What serves the lists that grow with the years: each order they have, and each filter in the order that stands first. An index
-- that another one begins with goes.
-- +goose Up
CREATE INDEX trainings_by_start ON trainings (starts_on, id);
CREATE INDEX trainings_by_creation ON trainings (created_at, id);
CREATE INDEX trainings_by_last_day ON trainings (COALESCE(expires_on, '9999-12-31'), id);
CREATE INDEX trainings_by_status_and_start ON trainings (status, starts_on, id);
CREATE INDEX trainings_by_status_and_creation ON trainings (status, created_at, id);
CREATE INDEX trainings_by_observer_and_start ON trainings (observer_id, starts_on, id);
CREATE INDEX trainings_by_kind ON trainings (kind, starts_on, id);
CREATE INDEX trainings_by_organiser ON trainings (organiser, starts_on, id);
CREATE INDEX trainings_by_function ON trainings (function, starts_on, id);
DROP INDEX trainings_by_status;
CREATE INDEX trainings_by_claimant ON trainings (status, claimed_by);
CREATE INDEX opportunities_by_deadline ON opportunities (deadline, id);
CREATE INDEX opportunities_by_start ON opportunities (starts_on, id);
CREATE INDEX opportunities_by_creation ON opportunities (created_at, id);
DROP INDEX opportunities_by_status;
DROP INDEX opportunities_by_host;
CREATE INDEX opportunities_by_host ON opportunities (host, deadline, id);
CREATE INDEX opportunities_by_status ON opportunities (status, deadline, id);
CREATE INDEX training_requests_by_creation ON training_requests (created_at, id);
DROP INDEX training_requests_by_status;
CREATE INDEX training_requests_by_status ON training_requests (status, created_at, id);
CREATE INDEX assignments_by_creation ON assignments (created_at, id);
CREATE INDEX assignments_by_start ON assignments (starts_on, id);
CREATE INDEX assignments_by_answer ON assignments (expires_at, id);
CREATE INDEX assignments_by_status ON assignments (status, created_at, id);
CREATE INDEX commitments_by_creation ON commitments (created_at, id);
CREATE INDEX payments_by_creation ON payments (created_at, id);
CREATE INDEX payments_by_amount ON payments (amount, id);
CREATE INDEX corrections_by_creation ON corrections (created_at, id);
DROP INDEX notices_by_account;
CREATE INDEX notices_by_account ON notices (account_id, created_at, id);
CREATE INDEX invitations_by_letter ON invitations (letter_id);
CREATE INDEX training_requests_by_letter ON training_requests (letter_id);
CREATE INDEX journal_by_time ON journal (at, seq);

-- +goose Down
DROP INDEX journal_by_time; DROP INDEX training_requests_by_letter; DROP INDEX invitations_by_letter; DROP INDEX notices_by_account; DROP INDEX corrections_by_creation; DROP INDEX payments_by_amount; DROP INDEX payments_by_creation;
DROP INDEX commitments_by_creation; DROP INDEX assignments_by_status; DROP INDEX assignments_by_answer; DROP INDEX assignments_by_start;
DROP INDEX assignments_by_creation; DROP INDEX training_requests_by_status; DROP INDEX training_requests_by_creation; DROP INDEX opportunities_by_status; DROP INDEX opportunities_by_host;
DROP INDEX opportunities_by_creation; DROP INDEX opportunities_by_start; DROP INDEX opportunities_by_deadline; DROP INDEX trainings_by_claimant; DROP INDEX trainings_by_function;
DROP INDEX trainings_by_organiser; DROP INDEX trainings_by_kind; DROP INDEX trainings_by_status_and_creation; DROP INDEX trainings_by_status_and_start;
DROP INDEX trainings_by_observer_and_start; DROP INDEX trainings_by_last_day; DROP INDEX trainings_by_creation; DROP INDEX trainings_by_start;
CREATE INDEX trainings_by_status ON trainings (status, id);
CREATE INDEX opportunities_by_status ON opportunities (status, deadline);
CREATE INDEX opportunities_by_host ON opportunities (host, id);
CREATE INDEX training_requests_by_status ON training_requests (status, id);
CREATE INDEX notices_by_account ON notices (account_id, id);
