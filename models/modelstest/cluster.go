package modelstest

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Cluster is a PostgreSQL server of one test alone, to be killed; what it has acknowledged outlives it.
type Cluster struct {
	Address string // host:port

	bin, dir   string
	attributes *syscall.SysProcAttr
	running    *exec.Cmd
}

// NewCluster starts a server that others can replicate.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	c := newCluster(t, Free(t))
	c.does(t, "initdb", "-D", c.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions")
	c.Start(t)
	return c
}

// Standby starts a server that replicates this one, which from then on acknowledges nothing that is not on both.
func (c *Cluster) Standby(t testing.TB) *Cluster {
	t.Helper()
	return c.replicated(t, Free(t))
}

// Rejoin starts a server anew that was killed, in its place, as a standby of this one.
func (c *Cluster) Rejoin(t testing.TB, killed *Cluster) *Cluster {
	t.Helper()
	return c.replicated(t, killed.Address)
}

// Kill ends the server as a crash does.
func (c *Cluster) Kill(t testing.TB) {
	t.Helper()
	if err := c.running.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Error(err)
	}
	c.running.Wait()
}

// Promote lets a standby take writes.
func (c *Cluster) Promote(t testing.TB) {
	t.Helper()
	c.tell(t, "SELECT pg_promote()")
}

func newCluster(t testing.TB, address string) *Cluster {
	t.Helper()
	bin, err := binaries("pg_basebackup")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "fundpg") // whom it is given to may not enter the test's own
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	c := &Cluster{Address: address, bin: bin, dir: dir}
	if c.attributes, err = unprivileged(dir); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *Cluster) does(t testing.TB, program string, args ...string) {
	t.Helper()
	command := exec.Command(filepath.Join(c.bin, program), args...)
	command.Dir, command.SysProcAttr = c.dir, c.attributes
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", program, err, said)
	}
}

// Start starts the server, also one that was killed.
func (c *Cluster) Start(t testing.TB) {
	t.Helper()
	_, port, _ := net.SplitHostPort(c.Address)
	c.running = exec.Command(filepath.Join(c.bin, "postgres"), "-D", c.data(), "-k", c.dir, "-p", port, "-c", "listen_addresses=127.0.0.1",
		"-c", "max_connections=60", "-c", "shared_buffers=64MB", "-c", "jit=off", "-c", "autovacuum=off")
	c.running.Dir, c.running.SysProcAttr = c.dir, c.attributes
	if err := c.running.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if c.running.ProcessState == nil {
			c.Kill(t)
		}
	})
	if err := answers(c.url()); err != nil {
		t.Fatal(err)
	}
}

func (c *Cluster) url() string {
	return fmt.Sprintf("postgres://postgres@%s/postgres?sslmode=disable", c.Address)
}

func (c *Cluster) replicated(t testing.TB, address string) *Cluster {
	t.Helper()
	s := newCluster(t, address)
	host, port, _ := net.SplitHostPort(c.Address)
	s.does(t, "pg_basebackup", "-D", s.data(), "-h", host, "-p", port, "-U", "postgres", "-R", "-c", "fast")
	s.Start(t)
	c.tell(t, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
	for range 600 {
		if c.tell(t, "SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1" {
			s.tell(t, "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()") // once it is promoted nobody replicates it
			return s
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the standby replicates nothing")
	return nil
}

// tell runs some statements, and answers with what the last says.
func (c *Cluster) tell(t testing.TB, statements ...string) (says string) {
	t.Helper()
	db, err := sql.Open("pgx", c.url())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		err := db.QueryRow(statement).Scan(&says)
		if err != nil && !(errors.Is(err, sql.ErrNoRows) && strings.HasPrefix(statement, "ALTER")) {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return says
}
