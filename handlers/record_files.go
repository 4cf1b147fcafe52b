package handlers

import (
	"gorm.io/gorm"

	"observationfund/models"
)

// UploadInput is a document as it is, with the name its owner gave it.
type UploadInput struct {
	Name string `query:"name" validate:"max=255"`
	Body []byte `body:"raw"`
}

// UploadFile keeps a PDF, JPEG or PNG; uploading the same again answers with the same file.
func UploadFile(c Call, in UploadInput) (models.File, error) { return c.SaveFile(in.Name, in.Body) }

// GetFile answers with what is known of a file.
func GetFile(c Call, in ByID) (models.File, error) {
	return findForUpdate[models.File](c, readableFiles(c), in.ID)
}

// DownloadFile answers with the file itself.
func DownloadFile(c Call, in ByID) (Download, error) {
	f, err := models.Find[models.File](readableFiles(c), in.ID)
	if err != nil {
		return Download{}, err
	}
	content, err := f.Content(c.DB)
	return Download{Name: f.Name, Media: f.Media, SHA256: f.SHA256, Body: content}, err
}

// readableFiles narrows files to those the caller may read: what they uploaded, and what concerns them. Auditors follow
// decisions and money: they read letters and invoices, never a person's certificates.
func readableFiles(c Call) *gorm.DB {
	switch {
	case c.By.Role == models.Administrator && c.Scope == models.All:
		return c.DB
	case c.By.Role == models.Auditor && c.Scope == models.All:
		return c.DB.Where(`(EXISTS (SELECT 1 FROM invitations i WHERE i.letter_id = files.id) OR EXISTS (SELECT 1 FROM extensions x WHERE x.letter_id = files.id)
			OR EXISTS (SELECT 1 FROM findings f WHERE f.file_id = files.id) OR EXISTS (SELECT 1 FROM training_requests r WHERE r.letter_id = files.id)
			OR EXISTS (SELECT 1 FROM payments p WHERE p.invoice_id = files.id)
			OR EXISTS (SELECT 1 FROM proposal_files b JOIN proposals p ON p.id = b.proposal_id WHERE b.file_id = files.id AND p.subject_kind IN ?))
			AND NOT EXISTS (SELECT 1 FROM trainings t WHERE t.evidence_id = files.id) AND NOT EXISTS (SELECT 1 FROM inquiry_answers w WHERE w.file_id = files.id)`,
			impersonalKinds)
	case c.By.Role == models.ObserverRole && c.Scope == models.Own && c.By.ObserverID != nil:
		return c.DB.Where(`files.uploaded_by = @account OR files.id IN (SELECT evidence_id FROM trainings WHERE observer_id = @observer)
			OR files.id IN (SELECT letter_id FROM training_requests WHERE observer_id = @observer)
			OR files.id IN (SELECT w.file_id FROM inquiry_answers w JOIN inquiries q ON q.id = w.inquiry_id WHERE q.observer_id = @observer)
			OR EXISTS (SELECT 1 FROM message_files b JOIN messages m ON m.id = b.message_id WHERE b.file_id = files.id AND m.observer_id = @observer AND m.withdrawn_at IS NULL)`,
			map[string]any{"account": c.By.ID, "observer": *c.By.ObserverID})
	case c.By.Role == models.StateRole && c.Scope == models.Own && c.By.State != nil:
		return c.DB.Where(`files.uploaded_by = @account OR files.id IN (SELECT letter_id FROM invitations WHERE host = @host UNION ALL SELECT letter_id FROM extensions WHERE host = @host)
			OR EXISTS (SELECT 1 FROM message_files b JOIN messages m ON m.id = b.message_id WHERE b.file_id = files.id AND m.host = @host AND m.withdrawn_at IS NULL)`,
			map[string]any{"account": c.By.ID, "host": *c.By.State})
	}
	return nothing(c.DB)
}
