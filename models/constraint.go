package models

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// constraints is what the walls of the database say when a rule in Go came too late or was gone round.
// SQLite names a UNIQUE by its columns, PostgreSQL by its name; both name a CHECK by its name and a trigger's
// refusal by the word in brackets that it begins with.
var constraints = map[string]*Error{
	"observers.seat":     cohortFull,
	"observers_seat_key": cohortFull,

	"bookings.observer_id, bookings.day": dayBooked,
	"bookings_pkey":                      dayBooked,
	"bookings.holder_id, bookings.observer_id, bookings.day, bookings.host": dayBooked,
	"bookings_holder_id_observer_id_day_host_key":                           dayBooked,

	"accounts.email":     emailTaken,
	"accounts_email_key": emailTaken,

	"[append-only]": Refuse(Conflict, "append-only", "this is a record of what happened and is never changed").
		WithRemedy("a mistake is put right by a new entry"),
	"[booked]": Refuse(Conflict, "days-held", "these days belong to a place that somebody is bound to").
		WithRemedy("end the assignment or the training place first"),
	"[kept]": Refuse(Conflict, "kept", "nothing is deleted here"),
	"[ledger]": Refuse(Conflict, "ledger", "money moves by transfers only, from where it is to where it may go").
		WithRemedy("a mistake is put right by a reversal"),
	"[nationality]": Refuse(Conflict, "nationality", "nobody observes in a country whose nationality they hold").
		WithRemedy("an administrator sends somebody else"),
}

var (
	cohortFull = Refuse(Conflict, "cohort-full", "this seat of the hundred is taken").
			WithRemedy("an administrator lets an observer depart who has left: their seat is then free")
	dayBooked = Refuse(Conflict, "day-booked", "the observer is booked on one of these days").
			WithRemedy("an administrator chooses other days or another observer")
	emailTaken = Refuse(Conflict, "email-taken", "another account has this e-mail address").
			WithRemedy("an administrator sends a new link into that account, or gives it another address first")
)

// translate says what an error of the database means to people, where it means anything to them.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Refuse(NotFound, "not-found", "there is no such record")
	}
	var constraint string
	var pg *pgconn.PgError
	var lite interface {
		Code() int
		Error() string
	}
	switch {
	case errors.As(err, &pg):
		constraint = pg.ConstraintName
		if constraint == "" {
			constraint = bracketed(pg.Message)
		}
	case errors.As(err, &lite) && lite.Code()&0xff == 5: // SQLITE_BUSY: another process held the file too long
		return busy()
	case errors.As(err, &lite):
		constraint = sqliteWall(lite.Error())
	}
	if known, ok := constraints[constraint]; ok {
		said := *known
		return &said
	}
	return err
}

// sqliteWall finds what was violated in a message such as
// "constraint failed: UNIQUE constraint failed: observers.seat (2067)".
func sqliteWall(message string) string {
	if end := strings.LastIndex(message, " ("); end >= 0 {
		message = message[:end]
	}
	if at := strings.LastIndex(message, "constraint failed: "); at >= 0 {
		message = message[at+len("constraint failed: "):]
	}
	if word := bracketed(message); word != "" {
		return word
	}
	return message
}

func bracketed(message string) string {
	if end := strings.IndexByte(message, ']'); end > 0 && message[0] == '[' {
		return message[:end+1]
	}
	return ""
}

func busy() *Error {
	return Refuse(Busy, "busy", "too many people are changing the same things at this moment").WithRemedy("try again in a moment")
}
