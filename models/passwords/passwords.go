// Package passwords keeps passwords by argon2id, and out of every message.
package passwords

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"
)

// Secret is text that is taken as typed and never shown: a password.
type Secret string

// String keeps a secret out of messages.
func (Secret) String() string { return "(secret)" }

// GoString keeps a secret out of messages.
func (Secret) GoString() string { return "(secret)" }

// LogValue keeps a secret out of the log.
func (Secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// The work of argon2id, as OWASP recommends it; old hashes keep theirs until their owner signs in.
const (
	ownTime    = 2
	ownMemory  = 19 * 1024 // KiB
	ownThreads = 1
	ownSalt    = 16
	ownKey     = 32
)

// hashing lets as many passwords be worked on at once as there are processors: more would only take memory.
var hashing = make(chan struct{}, runtime.NumCPU())

// idle gives back what was worked in, when nobody has signed in for a moment: it is many times what the program otherwise
// holds, and kept it would let all other garbage grow as large.
var idle = time.AfterFunc(time.Hour, debug.FreeOSMemory)

// Hash makes the PHC string that is kept of a password. It takes long: never do it in a transaction.
func Hash(ctx context.Context, password Secret) (string, error) {
	salt := make([]byte, ownSalt)
	rand.Read(salt)
	key, err := derive(ctx, password, salt, ownTime, ownMemory, ownThreads, ownKey)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, ownMemory, ownTime, ownThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// Is reports whether a password is the one of which hash is kept, and whether that should be made anew with today's work.
// It takes as long where none is kept. Never do it in a transaction.
func Is(ctx context.Context, hash string, password Secret) (right, outdated bool, err error) {
	kept := hash
	if kept == "" {
		if kept, err = dummyHash(); err != nil {
			return false, false, err
		}
	}
	var version, memory, passes, threads uint32
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, errors.New("the password is not kept as argon2id")
	}
	_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
	_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads)
	salt, err3 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err4 := base64.RawStdEncoding.DecodeString(parts[5])
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return false, false, fmt.Errorf("the password hash: %w", err)
	}
	if version != argon2.Version || passes < 1 || threads < 1 || threads > 255 || len(want) == 0 {
		return false, false, errors.New("the password hash has parameters we do not know")
	}
	got, err := derive(ctx, password, salt, passes, memory, uint8(threads), uint32(len(want)))
	right = err == nil && subtle.ConstantTimeCompare(got, want) == 1 && hash != ""
	outdated = passes != ownTime || memory != ownMemory || threads != ownThreads || len(want) != ownKey
	return right, outdated, err
}

func derive(ctx context.Context, password Secret, salt []byte, passes, memory uint32, threads uint8, length uint32) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() {
		<-hashing
		idle.Reset(time.Second)
	}()
	return argon2.IDKey([]byte(password), salt, passes, memory, threads, length), nil
}

// dummyHash is a hash that no password fits, for accounts that have none: who guesses learns nothing from the time it takes.
var dummyHash = sync.OnceValues(func() (string, error) {
	return Hash(context.Background(), Secret(rand.Text()))
})
