package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"observationfund/api"
	"observationfund/frontend"
	"observationfund/handlers"
	"observationfund/models"
	"observationfund/seed"
)

const (
	shutdownTimeout = 10 * time.Second // how long requests in progress may still take when the server is told to stop
	tick            = 30 * time.Second // how often we look for what is due
)

// open opens the database and brings its schema and reference data up to date.
func open(ctx context.Context, c config) (*models.DB, error) {
	db, err := models.Open(c.database)
	if err != nil {
		return nil, err
	}
	return db, prepare(ctx, c, db)
}

// prepare brings a database up to date, and closes it when that fails.
func prepare(ctx context.Context, c config, db *models.DB) error {
	repaired, err := db.Migrate(ctx)
	for _, trigger := range repaired { // a new release of the program changed it, or somebody did behind its back
		c.log().Warn("repaired: " + trigger)
	}
	if err == nil {
		err = seed.Reference(ctx, db)
	}
	if err != nil {
		err = errors.Join(err, db.Close())
	}
	return err
}

func serve(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	log := c.log()
	if _, ok := models.SQLiteFile(c.database); c.backupFolder != "" && !ok {
		return errors.New("BACKUP_FOLDER is for SQLite: this database is on a PostgreSQL server, which is backed up by its own pg_dump; " +
			"README.md says how, under Backups")
	}
	db, err := open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := guard(ctx, c, db); err != nil {
		return err
	}
	db.SetClock(c.clock())
	if err := readClock(ctx, db, log); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := welcome(ctx, c, db); err != nil {
		return err
	}
	mail, post, err := c.post(ctx, db)
	if err != nil {
		return err
	}
	var copies *handlers.Backups
	if c.backupFolder != "" {
		copies = &handlers.Backups{DB: db, Folder: c.backupFolder, Keep: c.backupKeep, Log: log}
	}
	server := &http.Server{
		Handler: api.New(db, api.Options{
			App: frontend.App, PublicURL: c.publicURL, TrustedProxies: c.trustedProxies, Log: log, Mail: mail, Backups: copies,
		}),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute, // ten megabytes of evidence over a slow line
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	var clock sync.WaitGroup
	clock.Go(func() { runClock(ctx, db, log) })
	clock.Go(func() { post.Run(ctx) })
	if copies != nil {
		clock.Go(func() { copies.Run(ctx) })
	}
	defer clock.Wait()
	log.Info("serving", "address", listener.Addr().String(), "url", c.publicURL, "postgres", db.Postgres)
	return untilStopped(ctx, server, listener, log)
}

// post sends what the outbox holds. A demonstration mails nobody, even where a mail server is named.
func (c config) post(ctx context.Context, db *models.DB) (handlers.MailState, handlers.Post, error) {
	post := handlers.Post{DB: db, PublicURL: c.publicURL, Log: c.log()}
	demonstration, err := models.IsDemonstration(db.Query(ctx))
	switch {
	case err != nil:
		return "", post, err
	case demonstration:
		return handlers.MailDemonstration, post, nil
	case c.mail == nil:
		post.Log.Warn("no mail server is connected: nothing is mailed (SMTP_URL)")
		return handlers.MailNone, post, nil
	}
	post.Mailer = c.mail
	post.Log.Info("mailing", "server", c.mail.String(), "from", c.mail.From.String())
	return handlers.MailConnected, post, nil
}

// guard keeps a demonstration, whose passwords are in the documentation, from other machines, and a real fund from a
// clock that is not the real one.
func guard(ctx context.Context, c config, db *models.DB) error {
	demonstration, err := models.IsDemonstration(db.Query(ctx))
	if demonstration && !c.loopback() && !c.demoPublic {
		return fmt.Errorf("this is a demonstration, whose passwords everybody knows: it is not served on %s, "+
			"which other machines reach; set ADDR to localhost:8080, or DEMO_PUBLIC=yes if that is meant", c.addr)
	}
	if err == nil && !demonstration && c.clock() != nil {
		return errors.New("DEMO_NOW and DEMO_AHEAD are for a demonstration: a real fund keeps real time")
	}
	return err
}

// readClock logs what is wrong with the clock, or may be; the fund can be read meanwhile.
func readClock(ctx context.Context, db *models.DB, log *slog.Logger) error {
	reading, err := db.Clock(ctx)
	if err != nil {
		return err
	}
	if err := reading.Behind(db.Query(ctx)); err != nil {
		log.Error(sentence(err))
	}
	if doubt := reading.Doubt(); doubt != "" {
		log.Warn(doubt)
	}
	return nil
}

// welcome says how to sign in, where that is not for people to know already: in a new fund and in a demonstration.
func welcome(ctx context.Context, c config, db *models.DB) error {
	demonstration, err := models.IsDemonstration(db.Query(ctx))
	if err != nil {
		return err
	}
	if demonstration {
		fmt.Printf("%s is a demonstration.\n%s", c.publicURL, signIn)
		return nil
	}
	tokens, err := handlers.FirstAdministrators(ctx, db, c.administrators)
	if err != nil {
		return fmt.Errorf("cannot make the first administrators: %w", err)
	}
	if len(tokens) > 0 {
		fmt.Print("This fund is new. What binds it takes two people: give each link to the administrator whose it is, who sets a password there, once.\n\n")
	}
	for _, person := range c.administrators {
		if token := tokens[person.Address]; token != "" {
			fmt.Printf("    %s\n    %s\n\n", person, c.link(token))
		}
	}
	return nil
}

// untilStopped serves until the context ends; then no request is taken any more, and those in progress end well.
func untilStopped(ctx context.Context, server *http.Server, listener net.Listener, log *slog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer stop()
	if err := server.Shutdown(last); err != nil {
		return errors.Join(fmt.Errorf("some requests took longer than %s and were cut off: %w", shutdownTimeout, err), server.Close())
	}
	log.Info("stopped")
	return nil
}

// runClock performs what is due by itself, now and from then on.
func runClock(ctx context.Context, db *models.DB, log *slog.Logger) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		if err := handlers.Clock(ctx, db); err != nil && ctx.Err() == nil {
			log.Error("what is due could not be done", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func health(ctx context.Context, c config, flags *flag.FlagSet, args []string) error {
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, 3*time.Second)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.local()+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", answer.Status)
	}
	return nil
}
