-- A passport belongs to one person, however its number is typed: capitals, spaces and hyphens make no other. Where a fund has one twice
-- already, the later record says so in its number, for an administrator to put right.
-- +goose Up
UPDATE observer_private SET passport_number = passport_number || ' TWICE ' || observer_id
WHERE REPLACE(REPLACE(passport_number, ' ', ''), '-', '') <> '' AND EXISTS (
    SELECT 1 FROM observer_private p WHERE p.observer_id < observer_private.observer_id AND p.passport_state = observer_private.passport_state
    AND UPPER(REPLACE(REPLACE(p.passport_number, ' ', ''), '-', '')) = UPPER(REPLACE(REPLACE(observer_private.passport_number, ' ', ''), '-', '')));
CREATE UNIQUE INDEX observer_private_passport ON observer_private (UPPER(REPLACE(REPLACE(passport_number, ' ', ''), '-', '')), passport_state)
WHERE REPLACE(REPLACE(passport_number, ' ', ''), '-', '') <> '';
CREATE INDEX observer_private_by_birth ON observer_private (born_on);
-- +goose Down
DROP INDEX observer_private_by_birth;
DROP INDEX observer_private_passport;
