-- The first funds got their triggers here. Now every start of the program brings the triggers of a fund up to date,
-- after the last of these migrations: see triggers.go. The number stays, since funds have it.
-- +goose Up

-- +goose Down
