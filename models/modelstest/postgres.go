package modelstest

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver by which databases are made and dropped

	"observationfund/models"
)

// PostgresURL leads to a fresh and migrated PostgreSQL database, which is dropped after the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server, err := theServer()
	if errors.Is(err, errNoServer) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := "fund_test_" + strings.ReplaceAll(models.NewID(), "-", "")
	if err := server.create(name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.run(`DROP DATABASE "` + name + `" WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return server.url(name)
}

// server is a PostgreSQL server on which tests make their databases.
type server struct {
	base     *url.URL
	template string // a migrated database to copy; a server that is not ours is left without one

	one   sync.Mutex // copying one template twice at a time is refused
	admin *sql.DB
}

var theServer = sync.OnceValues(func() (*server, error) {
	if named := os.Getenv("TEST_DATABASE_URL"); named != "" {
		base, err := url.Parse(named)
		if err != nil {
			return nil, fmt.Errorf("TEST_DATABASE_URL: %w", err)
		}
		return connect(base)
	}
	base, err := startServer()
	if err != nil {
		return nil, err
	}
	s, err := connect(base)
	if err != nil {
		return nil, err
	}
	const template = "fund_template"
	if err := s.create(template); err != nil {
		return nil, err
	}
	s.template = template
	return s, nil
})

func connect(base *url.URL) (*server, error) {
	admin, err := sql.Open("pgx", base.String())
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(2)
	return &server{base: base, admin: admin}, admin.Ping()
}

// create makes a database, migrated.
func (s *server) create(name string) error {
	if s.template == "" {
		if err := s.run(`CREATE DATABASE "` + name + `"`); err != nil {
			return err
		}
		return migrate(s.url(name))
	}
	// From 15 on a copy goes through the log page by page unless one asks for the files, which takes a third of the time.
	var version int
	if err := s.admin.QueryRow("SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return err
	}
	how := ""
	if version >= 150000 {
		how = " STRATEGY FILE_COPY"
	}
	return s.run(`CREATE DATABASE "` + name + `" TEMPLATE "` + s.template + `"` + how)
}

func (s *server) run(statement string) error {
	s.one.Lock()
	defer s.one.Unlock()
	_, err := s.admin.Exec(statement)
	return err
}

func (s *server) url(database string) string {
	u := *s.base
	u.Path = "/" + database
	return u.String()
}
