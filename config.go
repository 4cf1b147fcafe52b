package main

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"observationfund/handlers"
	"observationfund/models"
)

// config is how the program was told to behave.
type config struct {
	addr           string
	database       string
	publicURL      string
	trustedProxies []string
	administrators []*mail.Address
	mailServer     string // with its password: never shown
	mailFrom       string
	mailKey        string // the file of the key that signs
	mailSelector   string
	mail           *handlers.SMTP // nil: none is connected
	backupFolder   string         // empty: the operator makes them
	backupKeep     int
	demoPublic     bool
	demoNow        time.Time // zero: real time
	demoAhead      int       // days
	logLevel       slog.Level
	logFormat      string
}

// settings is every environment variable that is read: what it means, what holds without it, how it is understood.
var settings = []struct {
	name, fallback, purpose string
	set                     func(c *config, value string) error
}{
	{"ADDR", "localhost:8080", "address to serve on", func(c *config, v string) error {
		c.addr = v
		_, _, err := net.SplitHostPort(v)
		return err
	}},
	{"DATABASE_URL", "fund.db", "an SQLite file, or postgres://user:password@host/database", func(c *config, v string) error {
		c.database = v
		return nil
	}},
	{"PUBLIC_URL", "", "where people reach the fund, such as https://fund.example; links and cookies follow it", func(c *config, v string) error {
		if v == "" {
			return nil
		}
		u, err := url.Parse(v)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return fmt.Errorf("%q is not an address like https://fund.example", v)
		}
		c.publicURL = u.Scheme + "://" + u.Host
		return nil
	}},
	{"TRUSTED_PROXIES", "", "addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas", func(c *config, v string) error {
		for _, proxy := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' }) {
			if _, err := netip.ParsePrefix(proxy); err != nil {
				if _, err := netip.ParseAddr(proxy); err != nil {
					return err
				}
			}
			c.trustedProxies = append(c.trustedProxies, proxy)
		}
		return nil
	}},
	{"ADMINISTRATORS", "First Administrator <administrator@fund.example>, Second Administrator <second@fund.example>",
		"the first two administrators or more, whose one-time links a new fund prints", func(c *config, v string) (err error) {
			c.administrators, err = mail.ParseAddressList(v)
			switch {
			case err != nil:
				return fmt.Errorf("%q is no list of names and addresses like Ana Silva <ana@fund.example>, Ben Lee <ben@fund.example>", v)
			case len(c.administrators) < 2 || models.Email(c.administrators[0].Address) == models.Email(c.administrators[1].Address):
				return fmt.Errorf("%q names fewer than two people: what binds the fund takes two", v)
			}
			return nil
		}},
	{"SMTP_URL", "", "the mail server, such as smtp://user:password@mail.example:587 or smtps://...:465; without one nothing is mailed", func(c *config, v string) error {
		c.mailServer = v
		return nil
	}},
	{"MAIL_FROM", "", "from whom mails come, such as Electoral Observation Fund <fund@fund.example>", func(c *config, v string) error {
		c.mailFrom = v
		return nil
	}},
	{"MAIL_DKIM_KEY", "", "a file with the private key that signs mails, where the mail server does not", func(c *config, v string) error {
		c.mailKey = v
		return nil
	}},
	{"MAIL_DKIM_SELECTOR", "", "under which name the other half of that key stands in the DNS", func(c *config, v string) error {
		c.mailSelector = v
		return nil
	}},
	{"BACKUP_FOLDER", "", "a folder into which an SQLite fund is backed up each day; without one the operator does it", func(c *config, v string) error {
		c.backupFolder = v
		return nil
	}},
	{"BACKUP_KEEP", "14", "how many of these are kept", func(c *config, v string) (err error) {
		if c.backupKeep, err = strconv.Atoi(v); err != nil || c.backupKeep < 1 || c.backupKeep > 3660 {
			return fmt.Errorf("%q is no number from 1 to 3660", v)
		}
		return nil
	}},
	{"DEMO_PUBLIC", "no", "yes: serve even a demonstration, whose passwords everybody knows, to other machines", func(c *config, v string) error {
		c.demoPublic = v == "yes"
		if v != "yes" && v != "no" {
			return fmt.Errorf("%q is neither yes nor no", v)
		}
		return nil
	}},
	{"DEMO_NOW", "", "what the clock of a demonstration shows when the program starts, such as 2027-02-28T23:30:00Z; without it, real time", func(c *config, v string) (err error) {
		if v != "" {
			c.demoNow, err = time.Parse(time.RFC3339, v)
		}
		return err
	}},
	{"DEMO_AHEAD", "0", "days by which the clock of a demonstration runs ahead, to live through what it has planned", func(c *config, v string) (err error) {
		if c.demoAhead, err = strconv.Atoi(v); err != nil || c.demoAhead < 0 || c.demoAhead > 3660 {
			return fmt.Errorf("%q is no number of days from 0 to 3660", v)
		}
		return nil
	}},
	{"LOG_LEVEL", "info", "debug, info, warn or error", func(c *config, v string) error { return c.logLevel.UnmarshalText([]byte(v)) }},
	{"LOG_FORMAT", "text", "text or json", func(c *config, v string) error {
		c.logFormat = v
		if v != "text" && v != "json" {
			return fmt.Errorf("%q is neither text nor json", v)
		}
		return nil
	}},
}

// environment reads the settings.
func environment(get func(name string) string) (c config, err error) {
	for _, s := range settings {
		if err := s.set(&c, cmp.Or(get(s.name), s.fallback)); err != nil {
			return c, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	if c.publicURL == "" {
		c.publicURL = "http://" + c.local()
	}
	return c, c.connect()
}

// connect finds the mail server that several settings tell of.
func (c *config) connect() (err error) {
	if c.mailServer == "" {
		return nil
	}
	if c.mail, err = handlers.NewSMTP(c.mailServer, c.mailFrom); err != nil {
		return fmt.Errorf("SMTP_URL: %w", err)
	}
	if (c.mailKey == "") != (c.mailSelector == "") {
		return errors.New("MAIL_DKIM_KEY and MAIL_DKIM_SELECTOR are set together")
	}
	if c.mailKey == "" {
		return nil
	}
	if err := c.mail.Sign(c.mailKey, c.mailSelector); err != nil {
		return fmt.Errorf("MAIL_DKIM_KEY: %w", err)
	}
	return nil
}

// clock is the clock of a demonstration as it is set, running from now on; nil is the real one.
func (c config) clock() func() time.Time {
	if c.demoNow.IsZero() && c.demoAhead == 0 {
		return nil
	}
	var ahead time.Duration
	if !c.demoNow.IsZero() {
		ahead = time.Until(c.demoNow)
	}
	return func() time.Time { return time.Now().Add(ahead).AddDate(0, 0, c.demoAhead) }
}

// local is where a program on this machine reaches the server.
func (c config) local() string {
	host, port, _ := net.SplitHostPort(c.addr)
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// loopback reports whether only this machine can reach the server.
func (c config) loopback() bool {
	host, _, _ := net.SplitHostPort(c.addr)
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// link is the address by which somebody opens their account. The token is behind a #: it reaches no log.
func (c config) link(token string) string { return c.publicURL + "/#/link/" + token }

func (c config) log() *slog.Logger {
	options := &slog.HandlerOptions{Level: c.logLevel}
	if c.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}
