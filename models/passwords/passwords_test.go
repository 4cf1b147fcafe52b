package passwords_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"observationfund/models/passwords"
)

// TestSecret prints a password in every way that a message or the log could print it.
func TestSecret(t *testing.T) {
	t.Parallel()
	secret := passwords.Secret("correct horse")
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("signed in", "password", secret, "all", []any{secret})
	slog.New(slog.NewJSONHandler(&log, nil)).Info("signed in", "password", secret)
	for _, said := range []string{fmt.Sprint(secret), fmt.Sprintf("%v %s %+v %#v %q", secret, secret, secret, secret, secret),
		fmt.Sprintf("%+v %#v", struct{ Password passwords.Secret }{secret}, &struct{ Password passwords.Secret }{secret}), log.String()} {
		if strings.Contains(said, "horse") || !strings.Contains(said, "(secret)") {
			t.Errorf("it says %s", said)
		}
	}
}
