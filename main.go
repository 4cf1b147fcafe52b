// Command observationfund keeps an electoral observation fund: its cohort, its invitations, its missions, its money.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"observationfund/models/refusal"
)

// command is one thing that the program does.
type command struct {
	name    string
	args    string // what follows the flags
	purpose string
	run     func(ctx context.Context, c config, flags *flag.FlagSet, args []string) error
}

var commands = []command{
	{"serve", "", "serve the fund (this is the default)", serve},
	{"migrate", "", "bring the schema and the reference data of the database up to date", migrate},
	{"seed", "", "fill an empty database with the demonstration", demonstrate},
	{"admin", "", "make a one-time link into an administrator's account, and the account where there is none", admin},
	{"link", "EMAIL", "print a one-time link into an account, for its owner: administrators and states get theirs in no other way", link},
	{"verify", "", "prove that nothing in the journal was altered, in the database or in an export", verify},
	{"clock", "", "hold the clock against the last entry of the record, or record that it was wrong before", clock},
	{"backup", "FILE", "copy the database into a new file, while it is being served, or prove such a copy", backup},
	{"restore", "FILE", "put a backup in the place of the database; nothing is mailed from then until an administrator says so", restore},
	{"restored", "", "say that the database was restored by other means, such as pg_restore, with the same effect", restored},
	{"erased", "FILE", "write into a file whose data were erased, for restore and restored to erase them again", erased},
	{"health", "", "ask a server on this machine whether it is ready", health},
}

// done ends a command whose outcome has been said already.
type done int

// Error makes done an error.
func (d done) Error() string { return fmt.Sprintf("exit status %d", int(d)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() { <-ctx.Done(); stop() }() // a second signal ends the program at once
	err := run(ctx, os.Args[1:])
	var code done
	switch {
	case err == nil:
	case errors.As(err, &code):
		os.Exit(int(code))
	default:
		fmt.Fprintln(os.Stderr, "observationfund:", sentence(err))
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	name := "serve"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	if name == "help" || len(args) > 0 && name == "serve" && slices.Contains([]string{"-h", "-help", "--help"}, args[0]) {
		return help(os.Stdout, args)
	}
	chosen := find(name)
	if chosen == nil {
		return fmt.Errorf("there is no command %q; try: observationfund help", name)
	}
	c, err := environment(os.Getenv)
	if err != nil {
		return err
	}
	return ignoreHelp(chosen.run(ctx, c, chosen.flags(os.Stderr), args))
}

// ignoreHelp is the end of a command: to have explained itself is no failure.
func ignoreHelp(err error) error {
	if errors.Is(err, done(0)) {
		return nil
	}
	return err
}

func find(name string) *command {
	for i := range commands {
		if commands[i].name == name {
			return &commands[i]
		}
	}
	return nil
}

func (c command) flags(out io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintf(out, "usage: observationfund %s [flags] %s\n\n%s.\n", c.name, c.args, c.purpose)
		flags.PrintDefaults()
	}
	return flags
}

// parse reads the flags of a command and exactly so many arguments, before, between or after them.
func parse(flags *flag.FlagSet, args []string, want int) (rest []string, err error) {
	for {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, done(0)
		} else if err != nil {
			return nil, done(2)
		}
		if flags.NArg() == 0 {
			break
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
	if len(rest) != want {
		flags.Usage()
		return nil, done(2)
	}
	return rest, nil
}

func help(out io.Writer, args []string) error {
	if len(args) > 0 {
		if chosen := find(args[0]); chosen != nil {
			c, err := environment(os.Getenv)
			if err != nil {
				return err
			}
			return ignoreHelp(chosen.run(context.Background(), c, chosen.flags(out), []string{"-h"}))
		}
	}
	fmt.Fprint(out, "usage: observationfund [command] [flags]\n\nCommands (each explains itself with -h):\n")
	for _, c := range commands {
		fmt.Fprintf(out, "  %-14s %s\n", strings.TrimSpace(c.name+" "+c.args), c.purpose)
	}
	fmt.Fprint(out, "\nSettings, from the environment:\n")
	for _, s := range settings {
		fmt.Fprintf(out, "  %-15s %s", s.name, s.purpose)
		if s.fallback != "" {
			fmt.Fprintf(out, " [%s]", s.fallback)
		}
		fmt.Fprintln(out)
	}
	return nil
}

// sentence is an error for whoever typed the command: what is wrong and what would mend it.
func sentence(err error) string {
	var ours *refusal.Refusal
	if !errors.As(err, &ours) {
		return err.Error()
	}
	text := err.Error()
	if ours.Remedy.Text != "" {
		text += "; " + ours.Remedy.Text
	}
	for _, f := range ours.Fields {
		text += "\n  " + f.Field + ": " + f.Message
	}
	return text
}
