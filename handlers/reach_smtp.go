package handlers

import (
	"context"
	"crypto"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"observationfund/models"
)

// SMTP is a mail server that takes letters for all the world.
type SMTP struct {
	From     netmail.Address
	host     string
	port     int
	user     string
	password string
	implicit bool // TLS from the first byte
	local    bool // on this machine: in the clear, if it offers nothing else
	signer   crypto.Signer
	selector string

	roots *tls.Config // which certificates a test believes; nil: those of the machine
}

// answerTime is how long a mail server may take over one answer.
const answerTime = 10 * time.Second

// NewSMTP reads the address of a mail server, smtp://user:password@host:587 or smtps://host, and from whom its mails come. What it refuses never
// holds the password.
func NewSMTP(address, from string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("it is not an address like smtp://user:password@mail.example:587 or smtps://user:password@mail.example:465; " +
			"signs such as @, / and % in the password are written as %40, %2F and %25")
	}
	s := &SMTP{host: u.Hostname(), user: u.User.Username(), implicit: u.Scheme == "smtps"}
	s.password, _ = u.User.Password()
	ip := net.ParseIP(s.host)
	s.local = s.host == "localhost" || ip.IsLoopback()
	s.port = 587
	if s.implicit {
		s.port = 465
	}
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil || s.port < 1 || s.port > 65535 {
			return nil, fmt.Errorf("%q is not a port", u.Port())
		}
	}
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("%q is not from whom mails come, like Electoral Observation Fund <fund@fund.example> (MAIL_FROM)", from)
	}
	s.From = *sender
	return s, nil
}

// String names the server, without whoever signs in to it.
func (s *SMTP) String() string { return net.JoinHostPort(s.host, strconv.Itoa(s.port)) }

// Sign has every letter signed by a key whose other half stands in the DNS as selector._domainkey of the sender's domain.
func (s *SMTP) Sign(keyFile, selector string) error {
	content, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	if s.signer, err = mail.PrivKeyFromPEM(content); err != nil {
		return fmt.Errorf("%s holds no private key in PEM", keyFile)
	}
	s.selector = selector
	return nil
}

// Mail sends a letter.
func (s *SMTP) Mail(ctx context.Context, l Letter) error {
	m, err := s.message(l)
	if err != nil {
		return NotSent{models.CauseRefused, err.Error(), true}
	}
	client, err := mail.NewClient(s.host, s.options()...)
	if err != nil {
		return NotSent{models.CauseUnreachable, s.words(err), false}
	}
	if err := client.DialAndSendWithContext(ctx, m); err != nil && !m.IsDelivered() { // what fails once it is taken, such as the farewell, fails nothing
		return s.notSent(err)
	}
	return nil
}

func (s *SMTP) options() []mail.Option {
	all := []mail.Option{mail.WithPort(s.port), mail.WithTimeout(answerTime), mail.WithoutNoop(), mail.WithoutRset()}
	switch {
	case s.implicit:
		all = append(all, mail.WithSSL())
	case s.local:
		all = append(all, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		all = append(all, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	switch {
	case s.roots != nil:
		all = append(all, mail.WithTLSConfig(s.roots))
	case s.local: // whose certificate is its own
		all = append(all, mail.WithTLSConfig(&tls.Config{InsecureSkipVerify: true})) //nolint:gosec // no network is between us
	}
	if s.user != "" {
		kind := mail.SMTPAuthAutoDiscover
		if s.local {
			kind = mail.SMTPAuthPlainNoEnc
		}
		all = append(all, mail.WithSMTPAuth(kind), mail.WithUsername(s.user), mail.WithPassword(s.password))
	}
	if s.signer != nil {
		_, domain, _ := strings.Cut(s.From.Address, "@")
		all = append(all, mail.WithAlwaysDKIMSign(mail.NewDKIMSigner(domain, s.selector, s.signer)))
	}
	return all
}

// message is a letter as it goes over the wire.
func (s *SMTP) message(l Letter) (*mail.Msg, error) {
	to, err := netmail.ParseAddress(l.To.Address)
	if err != nil || to.Address != l.To.Address {
		return nil, errors.New("this is no e-mail address")
	}
	m := mail.NewMsg()
	m.FromMailAddress(&s.From)
	m.ToMailAddress(&netmail.Address{Name: printable(l.To.Name), Address: to.Address})
	m.Subject(printable(l.Subject))
	m.SetDate()
	m.SetMessageIDWithValue(l.ID)
	m.SetGenHeader("In-Reply-To", "<"+l.Thread+">")
	m.SetGenHeader("References", "<"+l.Thread+">")
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply")
	if l.Stop != "" {
		m.SetListUnsubscribe(l.Stop)
		m.SetListUnsubscribePost()
	}
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	m.AddAlternativeString(mail.TypeTextHTML, l.HTML)
	return m, nil
}

// notSent says why a server did not take a letter. Only an answer about the letter itself is for good: that it cannot be reached, lets us not in or
// falls silent is no fault of whom the letter is for.
func (s *SMTP) notSent(err error) NotSent {
	var sending *mail.SendError
	if errors.As(err, &sending) && sending.ErrorCode() >= 400 {
		code, enhanced := sending.ErrorCode(), sending.EnhancedStatusCode()
		not := NotSent{models.CauseRefused, s.words(sending), code >= 500}
		switch {
		case code == 552 || code == 452 || strings.HasSuffix(enhanced, ".2.2"):
			not.Cause = models.CauseMailboxFull
		case code < 500:
			not.Cause = models.CausePostponed
		}
		return not
	}
	if errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), os.ErrDeadlineExceeded.Error()) { // which go-mail does not wrap
		return NotSent{models.CauseTimedOut, s.words(err), false}
	}
	return NotSent{models.CauseUnreachable, s.words(err), false}
}

// words is an error for who looks at the outbox, without the password, should a server repeat it.
func (s *SMTP) words(err error) string {
	text, _, _ := strings.Cut(printable(err.Error()), ", affected ") // whom it was for, and its id, are known
	if s.password != "" {
		text = strings.ReplaceAll(text, s.password, "...")
	}
	return string([]rune(text)[:min(len([]rune(text)), 500)])
}
