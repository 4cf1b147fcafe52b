-- Consent has days: it is to a period, which is the invitation's and follows it.
-- +goose Up
CREATE UNIQUE INDEX invitations_by_period ON invitations (id, starts_on, until);
ALTER TABLE consents ADD COLUMN starts_on DATE;
ALTER TABLE consents ADD COLUMN until DATE;
UPDATE consents SET starts_on = i.starts_on, until = i.until FROM invitations i WHERE i.id = consents.invitation_id;
ALTER TABLE consents ALTER COLUMN starts_on SET NOT NULL;
ALTER TABLE consents ALTER COLUMN until SET NOT NULL;
ALTER TABLE consents ADD FOREIGN KEY (invitation_id, starts_on, until) REFERENCES invitations (id, starts_on, until) ON UPDATE CASCADE;
CREATE INDEX consents_by_host ON consents (host, until);
