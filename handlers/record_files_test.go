package handlers_test

import (
	"bytes"
	"encoding/hex"
	"image"
	"image/gif"
	"image/jpeg"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

func TestFilesAreKnownByTheirContent(t *testing.T) {
	var jpg, moving bytes.Buffer
	gray := image.NewGray(image.Rect(0, 0, 3, 3))
	if err := jpeg.Encode(&jpg, gray, nil); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&moving, gray, nil); err != nil {
		t.Fatal(err)
	}
	pdf := []byte("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
	elf, _ := hex.DecodeString("7f454c46020101000000000000000000")
	tests := []struct {
		name, content, media string
		rule                 ruled
		kept                 string
	}{
		{"certificate.pdf", string(pdf), "application/pdf", nil, "certificate.pdf"},
		{"scan.PNG", string(picture(3)), "image/png", nil, "scan.png"},
		{"photo.jpeg", jpg.String(), "image/jpeg", nil, "photo.jpg"},
		{"photo.pdf", jpg.String(), "image/jpeg", nil, "photo.jpg"},
		{`C:\secret\..\v1.2`, string(pdf), "application/pdf", nil, "v1.2.pdf"},
		{"../../etc/passwd", string(pdf), "application/pdf", nil, "passwd.pdf"},
		{"\u202egpj.exe", string(pdf), "application/pdf", nil, "gpj.pdf"},
		{"a\x00b\n<c>\u200b.pdf", string(pdf), "application/pdf", nil, "ab _c_.pdf"},
		{"", string(pdf), "application/pdf", nil, "document.pdf"},
		{"....", string(pdf), "application/pdf", nil, "document.pdf"},
		{"ພາສາລາວ.pdf", string(pdf), "application/pdf", nil, "ພາສາລາວ.pdf"},
		{strings.Repeat("é", 300), string(pdf), "application/pdf", nil, strings.Repeat("é", 116) + ".pdf"},
		{"evidence.pdf", string(elf), "", refusal.UnsupportedFile, ""},
		{"evidence.pdf", "MZ\x90\x00", "", refusal.UnsupportedFile, ""},
		{"evidence.pdf", "<!doctype html><script>alert(1)</script>", "", refusal.UnsupportedFile, ""},
		{"evidence.pdf", "<html>%PDF-1.7 %%EOF</html>", "", refusal.UnsupportedFile, ""},
		{"evidence.png", "<svg xmlns='http://www.w3.org/2000/svg'/>", "", refusal.UnsupportedFile, ""},
		{"evidence.png", moving.String(), "", refusal.UnsupportedFile, ""},
		{"evidence.pdf", "PK\x03\x04", "", refusal.UnsupportedFile, ""},
		{"evidence.pdf", "%PDF-1.7 and then nothing", "", refusal.BrokenFile, ""},
		{"evidence.png", string(picture(3)[:20]), "", refusal.BrokenFile, ""},
		{"evidence.jpg", "\xff\xd8\xff\xe0junk", "", refusal.BrokenFile, ""},
		{"evidence.pdf", "", "", refusal.EmptyFile, ""},
		{"evidence.pdf", string(pdf[:9]) + strings.Repeat("x", models.MaxFile) + "%%EOF", "", refusal.TooLarge, ""},
	}
	eachFixture(t, func(s *fixture) {
		for _, test := range tests {
			f, err := act(s, s.account(models.StateRole, ptr("TL"), nil), models.UploadFile, handlers.UploadFile,
				handlers.UploadInput{Name: test.name, Body: []byte(test.content)})
			if test.rule != nil {
				s.refusal(test.rule, err)
				continue
			}
			if s.must(err); f.Media != test.media || f.Name != test.kept || f.Size != int64(len(test.content)) || f.SHA256 != models.Digest([]byte(test.content)) {
				s.Errorf("%q is kept as %+v", test.name, f)
			}
		}
	})
}

func TestFileReach(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o, self := s.admitted("JP")
		_, stranger := s.admitted("JP")
		state, colleague := s.account(models.StateRole, ptr("TL"), nil), s.account(models.StateRole, ptr("TL"), nil)
		foreign := s.account(models.StateRole, ptr("PG"), nil)

		evidence, loose := s.upload(self), s.upload(self)
		again := done(s, self, models.UploadFile, handlers.UploadFile, handlers.UploadInput{Name: "b.png", Body: picture(s.people)})
		if again.ID != *loose {
			s.Error("the same content is another file")
		}
		theirs := done(s, stranger, models.UploadFile, handlers.UploadFile, handlers.UploadInput{Name: "b.png", Body: picture(s.people)})
		if theirs.ID == *loose {
			s.Error("the same content of somebody else is the same file")
		}
		training := handlers.TrainingInput{Organiser: "UN", Kind: models.SecurityAwareness, Title: "BSAFE", StartsOn: models.Day(2025, 1, 1),
			Until: models.Day(2025, 1, 2), EvidenceID: evidence}
		denied(s, refusal.NotYourFile, stranger, models.ClaimTraining, handlers.ClaimTraining, training)
		done(s, self, models.ClaimTraining, handlers.ClaimTraining, training)
		behalf := s.upload(s.first)
		training.ObserverID, training.Title, training.EvidenceID = &o.ID, "BSAFE again", behalf
		done(s, s.first, models.ClaimTraining, handlers.ClaimTraining, training)
		letter := s.upload(state)
		s.must(s.write(func(tx *gorm.DB) error {
			return tx.Create(&models.Invitation{Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: s.now}, Host: "TL", Status: models.InvitationDraft, LetterID: letter}).Error
		}))
		for name, file := range map[string]struct {
			id      *string
			readers []models.Account
		}{
			"evidence":           {evidence, []models.Account{self, s.first, s.second}},
			"evidence on behalf": {behalf, []models.Account{self, s.first, s.second}},
			"a loose file":       {loose, []models.Account{self, s.first, s.second}},
			"a letter":           {letter, []models.Account{state, colleague, s.first, s.second, s.auditor}},
		} {
			for _, who := range []models.Account{self, stranger, state, colleague, foreign, s.first, s.second, s.auditor} {
				may := false
				for _, reader := range file.readers {
					may = may || reader.ID == who.ID
				}
				_, err := read(s, who, models.ReadFile, handlers.GetFile, handlers.ByID{ID: *file.id})
				content, err2 := read(s, who, models.ReadFile, handlers.DownloadFile, handlers.ByID{ID: *file.id})
				if may != (err == nil) || may != (err2 == nil) || may != (len(content.Body) > 0) {
					s.Errorf("%s and %s: %v, %v", name, who.Email, err, err2)
				}
			}
		}
	})
}
