// Package sqlitedriver is SQLite with its statements kept: each connection compiles a text once, whether it is asked in a
// transaction or out of one. database/sql forgets what a transaction prepared when that ends, and PostgreSQL's driver
// keeps its statements itself.
package sqlitedriver

import (
	"context"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
)

type keeping struct{ *sqlite.Driver }

// Open makes keeping a driver.Driver.
func (k keeping) Open(name string) (driver.Conn, error) {
	made, err := k.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return &keepingConn{made.(sqliteConn), map[string]*keptStatement{}}, nil
}

// Connector opens connections by a name, each only where Allowed has nothing against it.
type Connector struct {
	Name    string
	Allowed func() error
}

// Connect makes Connector a driver.Connector.
func (c Connector) Connect(context.Context) (driver.Conn, error) {
	if err := c.Allowed(); err != nil {
		return nil, err
	}
	return c.Driver().Open(c.Name)
}

// Driver makes Connector a driver.Connector.
func (Connector) Driver() driver.Driver { return keeping{&sqlite.Driver{}} }

// sqliteConn and the two after it are what SQLite's driver offers, all of which is passed on.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type sqliteStatement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type sqliteRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

// mostKept is how many statements a connection keeps, of some ten kilobytes each.
const mostKept = 250

// keepingConn is one connection; nothing of it is used by two at once.
type keepingConn struct {
	sqliteConn
	kept map[string]*keptStatement
}

type keptStatement struct {
	sqliteStatement
	reading bool // rows of it are open
}

// statement is the compiled form of a text; nil where that one is being read from, so that this time takes another.
func (c *keepingConn) statement(ctx context.Context, text string) (*keptStatement, error) {
	if kept := c.kept[text]; kept != nil {
		if kept.reading {
			return nil, nil
		}
		return kept, nil
	}
	made, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(c.kept) >= mostKept {
		for other, kept := range c.kept { // whichever: seldom does it come to this
			if !kept.reading {
				delete(c.kept, other)
				if err := kept.Close(); err != nil {
					return nil, errors.Join(err, made.Close())
				}
				break
			}
		}
	}
	c.kept[text] = &keptStatement{sqliteStatement: made.(sqliteStatement)}
	return c.kept[text], nil
}

// ExecContext makes keepingConn a driver.ExecerContext.
func (c *keepingConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, text, args)
	}
	return s.ExecContext(ctx, args)
}

// QueryContext makes keepingConn a driver.QueryerContext.
func (c *keepingConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, text, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.reading = true
	return &keptRows{rows.(sqliteRows), s}, nil
}

// Close lets go of the statements and of the connection.
func (c *keepingConn) Close() error {
	var errs []error
	for _, kept := range c.kept {
		errs = append(errs, kept.Close())
	}
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}

// keptRows are rows of a kept statement, which can be asked again when they are closed.
type keptRows struct {
	sqliteRows
	of *keptStatement
}

// Close makes keptRows driver.Rows.
func (r *keptRows) Close() error {
	r.of.reading = false
	return r.sqliteRows.Close()
}
