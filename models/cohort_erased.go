package models

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// ErasedFile is how the file is called that stands beside backups and says whose data were erased, so that none of them brings these back.
const ErasedFile = "erased.txt"

// Erasure is that the data of a person were erased.
type Erasure struct {
	ObserverID string
	At         Time
}

// Erasures reads such a file: a person and an instant in each line.
func Erasures(file string) (all []Erasure, err error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		id, at, _ := strings.Cut(lines.Text(), " ")
		instant, timeless := time.Parse(time.RFC3339, at)
		if uuid.Validate(id) != nil || timeless != nil {
			return nil, fmt.Errorf("line %d of %s is not the id of an observer and an instant", len(all)+1, file)
		}
		all = append(all, Erasure{id, At(instant)})
	}
	return all, lines.Err()
}

// KeepErasures adds to such a file whoever was erased and is not in it. What stands there stays: it may be of before a restore.
func KeepErasures(db *gorm.DB, file string) error {
	kept, err := Erasures(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var erased []Observer
	if err := db.Select("id", "erased_at").Where("erased_at IS NOT NULL").Order("erased_at, id").Find(&erased).Error; err != nil {
		return err
	}
	before, known := len(kept), map[string]bool{}
	for _, e := range kept {
		known[e.ObserverID] = true
	}
	for _, o := range erased {
		if !known[o.ID] {
			kept = append(kept, Erasure{o.ID, o.ErasedAt})
		}
	}
	if len(kept) == before && err == nil {
		return nil
	}
	var text strings.Builder
	for _, e := range kept {
		fmt.Fprintf(&text, "%s %s\n", e.ObserverID, e.At.UTC().Format(time.RFC3339Nano))
	}
	return WriteSettled(file, text.String())
}

// EraseAgain erases in a fund that was put back from a backup those who were erased after it was made, and answers how many they are. Who had
// not left by then leaves first.
func (a Actor) EraseAgain(all []Erasure) (n int, err error) {
	for _, e := range all {
		var found []Observer
		if err := a.DB.Where("id = ? AND erased_at IS NULL", e.ObserverID).Find(&found).Error; err != nil {
			return n, err
		}
		for i := range found {
			if err := found[i].eraseAgain(a, "Erased on "+e.At.Day().Words()+", after the backup was made that was restored."); err != nil {
				return n, fmt.Errorf("observer %s, who was erased on %s, cannot be erased again: %w", e.ObserverID, e.At.Day().Words(), err)
			}
			n++
		}
	}
	return n, nil
}

func (o *Observer) eraseAgain(a Actor, reason string) error {
	err := o.LoadDetails(a.DB)
	if err == nil {
		err = o.LoadPrivate(a.DB)
	}
	switch {
	case err != nil || o.Gone():
	case o.Status == ObserverNominated:
		err = o.RefuseNomination(a, reason)
	default:
		err = o.leaveNow(a, reason)
	}
	if err != nil {
		return err
	}
	return o.Erase(a, reason)
}

// leaveNow ends the membership of somebody wherever they are.
func (o *Observer) leaveNow(a Actor, reason string) error {
	away, err := a.live("observer_id = ? AND status = ?", o.ID, AssignmentDeployed)
	if err != nil {
		return err
	}
	for i := range away {
		if err := a.endBound(&away[i], reason); err != nil {
			return err
		}
	}
	return o.Leave(a, TermOver, reason)
}
