package models

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// File is a document somebody handed in: a certificate, a letter, an invoice. Its content is kept apart and never changes.
type File struct {
	Record
	Found
	Name       string `json:"name" find:"open"`
	Media      string `json:"media"` // found by looking inside: application/pdf, image/jpeg or image/png
	Size       int64  `json:"size"`
	SHA256     string `json:"sha256" gorm:"column:sha256"`
	UploadedBy string `json:"uploadedBy"`
}

// Ref names the file.
func (f *File) Ref() Ref { return Ref{"file", f.ID} }

// FileContent is what a file holds.
type FileContent struct {
	FileID  string `gorm:"primaryKey"`
	Content []byte
}

// MaxFile is the largest file we take, in bytes.
const MaxFile = 10 << 20

// extensions are the kinds of content we take, each with the end of its name.
var extensions = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

// Media finds what a content is by looking inside; its name does not count. What is none of ours is refused.
func Media(content []byte) (string, error) {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		if end := content[max(0, len(content)-1024):]; bytes.Contains(end, []byte("%%EOF")) {
			return "application/pdf", nil
		}
		return "", refusal.BrokenPDF
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return picture("image/jpeg", content, jpeg.DecodeConfig)
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return picture("image/png", content, png.DecodeConfig)
	}
	return "", refusal.UnsupportedFile
}

func picture(media string, content []byte, config func(io.Reader) (image.Config, error)) (string, error) {
	if size, err := config(bytes.NewReader(content)); err != nil || size.Width < 1 || size.Height < 1 {
		return "", refusal.BrokenPicture
	}
	return media, nil
}

// longestName is how long the name of a file may be, in characters, its extension included.
const longestName = 120

// FileName cleans the name somebody gave a file: no folders, nothing that cannot be seen, and the extension of what
// is inside.
func FileName(name, media string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, ""))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1 // control signs, and those that turn the direction of writing
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	if ext := path.Ext(name); len(ext) <= 6 && strings.ContainsFunc(ext, unicode.IsLetter) {
		name = strings.TrimSuffix(name, ext)
	}
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	ext := extensions[media]
	if letters := []rune(name); len(letters) > longestName-len(ext) {
		name = strings.TrimRight(string(letters[:longestName-len(ext)]), ". ")
	}
	if name == "" {
		name = "document"
	}
	return name + ext
}

// SaveFile keeps what somebody uploads. Uploading the same again is the same file.
func (a Actor) SaveFile(name string, content []byte) (File, error) {
	if len(content) == 0 {
		return File{}, refusal.EmptyFile
	}
	if len(content) > MaxFile {
		return File{}, refusal.FileTooLarge
	}
	media, err := Media(content)
	if err != nil {
		return File{}, err
	}
	f := File{Name: FileName(name, media), Media: media, Size: int64(len(content)), SHA256: Digest(content), UploadedBy: a.By.ID}
	var kept []File
	err = a.DB.Joins("JOIN file_contents c ON c.file_id = files.id AND LENGTH(c.content) = files.size").
		Where("files.uploaded_by = ? AND files.sha256 = ?", a.By.ID, f.SHA256).Order("files.id").Limit(1).Find(&kept).Error
	if err != nil {
		return f, err
	}
	if len(kept) > 0 {
		if _, altered := kept[0].Content(a.DB); errors.Is(altered, refusal.FileAltered) {
			kept = nil // by another hand: it is given to no one, and what is uploaded now is
		} else if altered != nil {
			return f, altered
		}
	}
	if len(kept) > 0 {
		return kept[0], a.Journal(UploadFile, kept[0].Ref(), "", Facts{"again": true})
	}
	if err := a.Create(&f, UploadFile, Facts{"media": f.Media, "size": f.Size, "sha256": f.SHA256}); err != nil {
		return f, err
	}
	return f, a.DB.Create(&FileContent{FileID: f.ID, Content: content}).Error
}

// Content reads what a file holds.
func (f File) Content(db *gorm.DB) ([]byte, error) {
	var c FileContent
	if err := db.Take(&c, "file_id = ?", f.ID).Error; err != nil {
		return nil, translate(err)
	}
	if len(c.Content) == 0 {
		return nil, refusal.FileErased
	}
	if Digest(c.Content) != f.SHA256 {
		return nil, refusal.FileAltered
	}
	return c.Content, nil
}

// OwnFile refuses a file that the actor has not uploaded, so that nobody can reach a document by naming its id.
func (a Actor) OwnFile(id *string) error {
	if id == nil {
		return nil
	}
	var f File
	err := a.DB.Take(&f, "id = ? AND uploaded_by = ?", *id, a.By.ID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return refusal.NotYourFile
	}
	return err
}
