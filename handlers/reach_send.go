package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"runtime/debug"
	"sync"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
)

// Letter is a mail as it leaves.
type Letter struct {
	ID      string // of the message, the same however often it is sent
	Thread  string // of all messages about a record
	To      mail.Address
	Subject string
	Text    string
	HTML    string
	Stop    string // where a mail program asks for no more of these; empty where they are needed
}

// Mailer hands letters to a mail server. What it could not it says by NotSent.
type Mailer interface {
	Mail(ctx context.Context, l Letter) error
}

// NotSent is why a mail server did not take a letter.
type NotSent struct {
	Cause   models.DeliveryCause
	Answer  string // in the server's words
	ForGood bool   // to try again is of no use
}

// Error is the cause, and what the server said.
func (e NotSent) Error() string { return string(e.Cause) + ": " + e.Answer }

// Post sends what the outbox holds. Several may, of one process or of many.
type Post struct {
	DB        *models.DB
	Mailer    Mailer // nil: nothing is sent
	PublicURL string
	Log       *slog.Logger
}

const (
	sendersAtOnce = 8
	sendingTime   = 30 * time.Second // how long a mail server may take over one mail
	lease         = 2 * time.Minute  // from when on another sender takes over what this one has not finished
	lookEvery     = 30 * time.Second // for what comes due, or what another instance has written
)

// Run sends until the context ends: what was decided here at once.
func (p Post) Run(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		if err := p.Send(ctx); err != nil && ctx.Err() == nil {
			p.Log.Error("what is to be mailed could not be", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-p.DB.Kept():
		case <-ticker.C:
		}
	}
}

// Send sends everything that is due now. Each mail is claimed for itself, so that one which takes long holds up no other.
func (p Post) Send(ctx context.Context) error {
	if err := p.giveUp(ctx); err != nil || p.Mailer == nil {
		return err
	}
	var sending sync.WaitGroup
	defer sending.Wait()
	free := make(chan struct{}, sendersAtOnce)
	for ctx.Err() == nil {
		free <- struct{}{}
		d, found, err := p.claim(ctx)
		if err != nil || !found {
			return err
		}
		sending.Go(func() {
			defer func() { <-free }()
			p.send(context.WithoutCancel(ctx), d) // what has begun is finished, or it would be sent twice
		})
	}
	return ctx.Err()
}

// giveUp ends what could not be sent in time, if there is any.
func (p Post) giveUp(ctx context.Context) error {
	now := p.DB.Now()
	if late, err := models.LateDeliveries(p.DB.Query(ctx), now); err != nil || !late {
		return err
	}
	return p.DB.WriteUnjournaled(ctx, func(tx *gorm.DB) error { return models.GiveUpDeliveries(tx, now) })
}

// claim takes a mail that is due. It looks before it asks for the right to write.
func (p Post) claim(ctx context.Context) (d models.Delivery, found bool, err error) {
	now := p.DB.Now()
	if due, err := models.DeliveriesDue(p.DB.Query(ctx), now); err != nil || !due {
		return d, false, err
	}
	err = p.DB.WriteUnjournaled(ctx, func(tx *gorm.DB) error {
		claimed, err := models.ClaimDeliveries(tx, now, 1, lease)
		if found = len(claimed) > 0; found {
			d = claimed[0]
		}
		return err
	})
	return d, found, err
}

// send writes, sends and marks one mail. Where this ends in the middle the lease runs out, and the mail is sent once more with the same id.
func (p Post) send(ctx context.Context, d models.Delivery) {
	defer func() {
		if fault := recover(); fault != nil {
			p.Log.Error("a mail could not be sent", "delivery", d.ID, "error", fmt.Sprint(fault), "stack", string(debug.Stack()))
		}
	}()
	letter, err := p.write(ctx, d)
	if err == nil {
		sending, stop := context.WithTimeout(ctx, sendingTime)
		err = p.Mailer.Mail(sending, letter)
		stop()
	}
	var not NotSent
	switch now := p.DB.Now(); {
	case err == nil:
		err = p.DB.WriteUnjournaled(ctx, func(tx *gorm.DB) error { return d.Sent(tx, now, letter.To.Address) })
	case errors.As(err, &not):
		p.Log.Warn("a mail was not taken", "delivery", d.ID, "attempt", d.Attempts, "cause", string(not.Cause), "forGood", not.ForGood)
		err = p.DB.WriteUnjournaled(ctx, func(tx *gorm.DB) error {
			return d.Missed(tx, now, letter.To.Address, not.Cause, not.Answer, not.ForGood)
		})
	}
	if err != nil {
		p.Log.Error("a mail could not be sent", "delivery", d.ID, "error", err)
	}
}
