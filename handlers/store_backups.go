package handlers

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
)

// Backups makes a backup of an SQLite fund each day of its, and keeps so many.
type Backups struct {
	DB     *models.DB
	Folder string
	Keep   int
	Log    *slog.Logger

	mu     sync.Mutex
	failed *BackupFailure // the last time that one did
}

const (
	backupsEvery = 5 * time.Second  // how often is looked whether one is due, or somebody was erased
	backupsAgain = 10 * time.Minute // after one that failed
)

// Run makes them until the context ends.
func (b *Backups) Run(ctx context.Context) {
	for pause := time.Duration(0); ; pause = b.pause(b.Tend(ctx)) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// pause is how long is waited after an attempt.
func (b *Backups) pause(err error) time.Duration {
	if err != nil {
		return backupsAgain
	}
	return backupsEvery
}

// Tend keeps the file of those who were erased, makes the backup of today where there is none, and removes those that are too many.
func (b *Backups) Tend(ctx context.Context) error {
	err := b.tend(ctx)
	if err != nil && ctx.Err() == nil {
		b.Log.Error("the backup of today could not be made", "error", err)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.failed = &BackupFailure{b.DB.Now(), err.Error()}
	}
	return err
}

func (b *Backups) tend(ctx context.Context) error {
	if err := models.KeepErasures(b.DB.Query(ctx), filepath.Join(b.Folder, models.ErasedFile)); err != nil {
		return err
	}
	fund, err := models.LoadFund(b.DB.Query(ctx))
	if err != nil {
		return err
	}
	file := filepath.Join(b.Folder, "fund-"+fund.Today(b.DB.Now()).String()+".db")
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := b.DB.Backup(ctx, file); errors.Is(err, models.ErrBeingMade) {
		return nil // it is there soon, or whoever was at it was killed: that is looked at again
	} else if err != nil {
		return err
	}
	b.Log.Info("backed up", "file", file)
	all, err := b.files()
	for ; err == nil && len(all) > b.Keep; all = all[1:] {
		err = models.RemoveBackup(filepath.Join(b.Folder, all[0]))
	}
	return err
}

var backupName = regexp.MustCompile(`^fund-\d{4}-\d\d-\d\d\.db$`)

// files are the backups in the folder, the oldest first. What else is there is somebody else's.
func (b *Backups) files() (names []string, err error) {
	all, err := os.ReadDir(b.Folder) // in the order of their names
	for _, f := range all {
		if backupName.MatchString(f.Name()) && f.Type().IsRegular() && models.HasChecksum(filepath.Join(b.Folder, f.Name())) {
			names = append(names, f.Name())
		}
	}
	return names, err
}

// BackupFailure is when a backup could not be made, and why.
type BackupFailure struct {
	At  models.Time `json:"at"`
	Why string      `json:"why"` // in the words of the operating system, or of the database
}

// BackupFile is a backup that was proved when it was made.
type BackupFile struct {
	Name   string      `json:"name"`
	MadeAt models.Time `json:"madeAt"`
	Size   int64       `json:"size"` // bytes
}

// BackupsView is how the fund is backed up.
type BackupsView struct {
	ByItself bool           `json:"byItself"` // each day; or else by whoever runs the server
	Folder   string         `json:"folder,omitempty"`
	Keep     int            `json:"keep,omitempty"` // how many are kept
	Last     *BackupFile    `json:"last,omitempty"`
	Failed   *BackupFailure `json:"failed,omitempty"` // the last time since the program was started
}

// ReadBackups answers how the fund is backed up, and how that goes.
func ReadBackups(c Call, _ struct{}) (BackupsView, error) {
	if c.Backups == nil {
		return BackupsView{}, nil
	}
	return c.Backups.view(), nil
}

func (b *Backups) view() BackupsView {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := BackupsView{ByItself: true, Folder: b.Folder, Keep: b.Keep, Failed: b.failed}
	all, err := b.files()
	if err == nil && len(all) > 0 {
		var info os.FileInfo
		if info, err = os.Stat(filepath.Join(b.Folder, all[len(all)-1])); err == nil {
			out.Last = &BackupFile{info.Name(), models.At(info.ModTime()), info.Size()}
		}
	}
	if err != nil {
		out.Failed = &BackupFailure{b.DB.Now(), err.Error()}
	}
	return out
}

// ReleaseMail lets a fund mail again that was restored from a backup.
func ReleaseMail(c Call, _ struct{}) (Nothing, error) { return Nothing{}, c.Actor.ReleaseMail() }

// Restored marks a fund that was put back from a backup, of whose bytes this is the SHA-256, if it is known, and erases again whoever was erased
// since. It answers how many they are.
func Restored(ctx context.Context, db *models.DB, sha256 string, erased []models.Erasure) (n int, err error) {
	err = db.Write(ctx, func(tx *gorm.DB) (err error) {
		actor := clockwork(tx, db.Now())
		if err := actor.Restored(sha256); err != nil {
			return err
		}
		n, err = actor.EraseAgain(erased)
		return err
	})
	return n, err
}
