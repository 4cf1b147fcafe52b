package modelstest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
)

var errNoServer = errors.New("there is no PostgreSQL server here: install one (apt-get install postgresql), " +
	"or name its programs' folder in PG_BIN, or a running server in TEST_DATABASE_URL")

// keeper runs the server and ends when its input does, which is when the test program ends, however that comes
// about. Then it stops the server and removes the folder. $1 is the server, $2 the folder.
const keeper = `"$1" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=300 -c shared_buffers=64MB \
	-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off \
	-c wal_level=minimal -c max_wal_senders=0 >"$2/log" 2>&1 </dev/null &
cat >/dev/null
kill -QUIT $!
wait $!
rm -rf "$2"`

// lifeline is the keeper's input. It is never written to, and closed by the end of this program.
var lifeline io.WriteCloser

// startServer starts a server of our own, reached by a socket in a folder of its own.
func startServer() (*url.URL, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	parent := os.TempDir()
	if len(parent) > 60 {
		parent = "/tmp" // the name of a socket has at most 107 bytes
	}
	dir, err := os.MkdirTemp(parent, "fundpg")
	if err != nil {
		return nil, err
	}
	attributes, err := unprivileged(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}

	var said bytes.Buffer
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust",
		"-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	initdb.Dir, initdb.Stdout, initdb.Stderr, initdb.SysProcAttr = dir, &said, &said, attributes
	if err := initdb.Run(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, said.Bytes()), os.RemoveAll(dir))
	}

	command := exec.Command("/bin/sh", "-c", keeper, "keeper", filepath.Join(bin, "postgres"), dir)
	command.Dir, command.SysProcAttr = dir, attributes
	if lifeline, err = command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	base := &url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}
	if err := answers(base.String()); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return nil, errors.Join(fmt.Errorf("PostgreSQL does not start: %w: %s", err, log), lifeline.Close(), command.Wait())
	}
	return base, nil
}

// binaries finds the folder with initdb, postgres and what else is asked for.
func binaries(more ...string) (string, error) {
	var folders []string
	if named := os.Getenv("PG_BIN"); named != "" {
		folders = append(folders, named)
	}
	if found, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(found))
	}
	packaged, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(packaged, func(a, b string) int { return release(b) - release(a) })
	for _, folder := range append(folders, packaged...) {
		missing := func(program string) bool { _, err := exec.LookPath(filepath.Join(folder, program)); return err != nil }
		if !slices.ContainsFunc(append([]string{"initdb", "postgres"}, more...), missing) {
			return folder, nil
		}
	}
	return "", errNoServer
}

// Program finds one of PostgreSQL's programs, such as pg_dump, beside its server.
func Program(t testing.TB, name string) string {
	t.Helper()
	folder, err := binaries()
	server := ""
	if err == nil {
		server, err = filepath.EvalSymlinks(filepath.Join(folder, "postgres")) // a link to it may stand alone
	}
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(filepath.Dir(server), name)
}

// release is the 17 of /usr/lib/postgresql/17/bin.
func release(folder string) int {
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
	return number
}

// unprivileged lets a command run apart from signals of our terminal and, as PostgreSQL refuses to run as root,
// as somebody else, who is given the folder.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return attributes, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root, and there is nobody else: %w", err)
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	attributes.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attributes, os.Chown(dir, int(uid), int(gid))
}

// answers waits until the server does, which on a busy machine may take a while.
func answers(base string) error {
	db, err := sql.Open("pgx", base)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for {
		err := db.PingContext(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}
