package handlers_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
)

// certificate makes one for this machine, and its key, as files; and the public half of the key, as it stands in the DNS.
func certificate(t *testing.T) (cert, key, half string) {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	public, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: public}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, base64.StdEncoding.EncodeToString(shown)
}

// TestMailServerWithPassword signs in by STARTTLS, and where the password is wrong says so without it.
func TestMailServerWithPassword(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		cert, key, half := certificate(s.T)
		server := startMail(s.T, 0, cert, key, half)
		post := s.post(server.port)
		who := s.reader("reader@demo.example", "R")
		s.tell(who)
		for _, try := range []struct {
			password string
			status   models.DeliveryStatus
			cause    models.DeliveryCause
		}{{"wr0ngpass", models.DeliveryWaiting, models.CauseUnreachable}, {"p%40ss%2Fword", models.DeliverySent, ""}} {
			smtp, err := handlers.NewSMTP(fmt.Sprintf("smtp://fund:%s@localhost:%d", try.password, server.port), sender.String())
			s.must(err)
			s.must(smtp.Sign(key, "mail"))
			post.Mailer = smtp
			s.must(post.Send(s.Context()))
			if d := s.is(who, try.status, try.cause); strings.Contains(d.Answer, try.password) || strings.Contains(smtp.String(), "fund") {
				s.Errorf("it says the password: %q, %s", d.Answer, smtp)
			}
			s.now = s.now.Plus(time.Minute)
		}
		m := server.awaits("reader@demo.example", 1)[0]
		if signature := m.Headers["dkim-signature"]; !m.TLS || !m.Signed || !strings.Contains(signature, "d=fund.example") || !strings.Contains(signature, "s=mail") {
			s.Errorf("TLS %t, signed well %t: %q", m.TLS, m.Signed, signature)
		}
	})
}

// TestMailServerSettings refuses addresses that are none, without saying the password.
func TestMailServerSettings(t *testing.T) {
	for _, address := range []string{"mail.example", "http://u:s3cret@mail.example", "smtp://u:s3cret@", "smtp://u:s3cret@mail.example:99999", "smtp://u:s3c%zzret@mail.example", "smtp://u:s3cret@mail.example/path"} {
		if _, err := handlers.NewSMTP(address, sender.String()); err == nil || strings.Contains(err.Error(), "s3c") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := handlers.NewSMTP("smtp://u:s3cret@mail.example", ""); err == nil {
		t.Error("mails come from nobody")
	}
}

// TestMailServerHangs has servers that fall silent, or go away once they have the mail: nothing is lost, and nothing waits for long.
func TestMailServerHangs(t *testing.T) {
	t.Parallel()
	eachFixture(t, func(s *fixture) {
		server := startMail(s.T, 0)
		post := s.post(server.port)
		hang, late, gone := s.reader("hang@demo.example", "H"), s.reader("late@demo.example", "L"), s.reader("gone@demo.example", "G")
		s.tell(hang, late, gone)
		began := time.Now()
		s.must(post.Send(s.Context()))
		if took := time.Since(began); took > 25*time.Second {
			s.Errorf("it took %s", took)
		}
		s.is(hang, models.DeliveryWaiting, models.CauseTimedOut)
		s.is(late, models.DeliveryWaiting, models.CauseTimedOut)
		s.is(gone, models.DeliveryWaiting, models.CauseUnreachable)
		s.now = s.now.Plus(time.Minute)
		go func() { time.Sleep(time.Second); server.stop() }()
		s.must(post.Send(s.Context()))
		s.is(late, models.DeliverySent, "")
		s.is(gone, models.DeliverySent, "")
		for _, who := range []models.Account{late, gone} {
			both := server.awaits(who.Email, 2)
			if both[0].Headers["message-id"] != both[1].Headers["message-id"] {
				s.Errorf("two ids: %s, %s", both[0].Headers["message-id"], both[1].Headers["message-id"])
			}
		}
	})
}
