package handlers_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/mail"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

// received is a mail as a server that is not ours took it, and a parser that is not ours read it.
type received struct {
	From, Plain, HTML, Raw, Kind, User string
	To, Names, Times, Defects          []string
	Headers                            map[string]string
	Longest                            int
	TLS, Signed                        bool // by a signature that Debian's dkimpy finds good
	Port                               int  // of the first line, which is no mail
}

// mailServer is Debian's aiosmtpd.
type mailServer struct {
	*testing.T
	port int
	stop func()

	lock  sync.Mutex
	mails []received
}

// startMail starts it, on a port where one is given; with a certificate it asks for TLS and a password, and with the public half of a key it verifies signatures.
func startMail(t *testing.T, port int, certificate ...string) *mailServer {
	t.Helper()
	s := &mailServer{T: t}
	cmd := exec.Command("/usr/bin/python3", append([]string{"testdata/mailserver.py", strconv.Itoa(port)}, certificate...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatalf("no mail server: %v (apt-get install python3-aiosmtpd python3-dkim)", err)
	}
	s.stop = sync.OnceFunc(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	t.Cleanup(s.stop)
	lines := bufio.NewReader(out)
	first, err := lines.ReadBytes('\n')
	var begun received
	if err != nil || json.Unmarshal(first, &begun) != nil {
		t.Fatalf("no mail server: %s (apt-get install python3-aiosmtpd python3-dkim)", said.String())
	}
	s.port = begun.Port
	go func() {
		for {
			line, err := lines.ReadBytes('\n')
			var m received
			if err != nil || json.Unmarshal(line, &m) != nil {
				return
			}
			s.lock.Lock()
			s.mails = append(s.mails, m)
			s.lock.Unlock()
		}
	}()
	return s
}

// taken are the mails of an address, or all of them.
func (s *mailServer) taken(to string) (all []received) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, m := range s.mails {
		if to == "" || m.To[0] == to {
			all = append(all, m)
		}
	}
	return all
}

// awaits waits until so many mails have come.
func (s *mailServer) awaits(to string, n int) []received {
	s.Helper()
	for range 200 {
		if len(s.taken(to)) >= n {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	all := s.taken(to)
	if len(all) != n {
		s.Fatalf("%d mails came to %q, not %d", len(all), to, n)
	}
	return all
}

var sender = mail.Address{Name: "Electoral Observation Fund", Address: "fund@fund.example"}
