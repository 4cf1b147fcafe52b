package models

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// constraints is what the walls of the database say when a rule in Go came too late or was gone round.
// SQLite names a UNIQUE by its columns, PostgreSQL by its name; both name a CHECK by its name and a trigger's
// refusal by the word in brackets that it begins with.
var constraints = map[string]*refusal.Refusal{
	"views.account_id, views.list, views.name": refusal.ViewNameTakenMeanwhile,
	"views_once": refusal.ViewNameTakenMeanwhile,

	"observers.seat":     refusal.SeatTakenMeanwhile,
	"observers_seat_key": refusal.SeatTakenMeanwhile,

	"bookings.observer_id, bookings.day": refusal.DayTakenMeanwhile,
	"bookings_pkey":                      refusal.DayTakenMeanwhile,
	"bookings.holder_id, bookings.observer_id, bookings.day, bookings.host": refusal.DayTakenMeanwhile,
	"bookings_holder_id_observer_id_day_host_key":                           refusal.DayTakenMeanwhile,

	"call_outs.deployment_id": refusal.CalledOutAlready,
	"call_outs_open":          refusal.CalledOutAlready,

	"inquiries.observer_id": refusal.InquiryOpenAlready,
	"inquiries_open":        refusal.InquiryOpenAlready,

	"accounts.email":     refusal.EmailTaken,
	"accounts_email_key": refusal.EmailTaken,

	"index 'observer_private_passport'": refusal.PassportTaken,
	"observer_private_passport":         refusal.PassportTaken,

	"[append-only]": refusal.AppendOnly,
	"[booked]":      refusal.DaysHeld,
	"[consent]":     refusal.DaysOutsideMeanwhile,
	"[kept]":        refusal.Kept,
	"[ledger]":      refusal.Ledger,
	"[mail]":        refusal.MailStays,
	"[call-out]":    refusal.CallOutStays,
	"[message]":     refusal.MessageStays,
	"[found]":       refusal.FindingsMeanwhile,
	"[format]":      refusal.FormatMeanwhile,
	"[service]":     refusal.OwnEvaluation,
	"[rival]":       refusal.RivalsMeanwhile,
	"[inquiry]":     refusal.InquiryMeanwhile,
	"[nationality]": refusal.OwnCountry,
	"[two people]":  refusal.OneAlone,
}

// translate says what an error of the database means to people, where it means anything to them.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return refusal.NotFound
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
		return refusal.Contended
	case errors.As(err, &lite):
		constraint = sqliteWall(lite.Error())
	}
	if known, ok := constraints[constraint]; ok {
		return known
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
