package api

import (
	"context"

	"gorm.io/gorm"

	"observationfund/models"
)

// footprint counts the rows of every table, and adds up their revisions where they have any: two that are equal have
// nothing between them that was kept.
func (h *house) footprint() map[string]int64 {
	h.Helper()
	out := map[string]int64{}
	err := h.db.Snapshot(context.Background(), func(tx *gorm.DB) error {
		for _, model := range models.Tables {
			s := &gorm.Statement{DB: tx}
			if err := s.Parse(model); err != nil {
				return err
			}
			sum := "COUNT(*)"
			if s.Schema.LookUpField("Revision") != nil {
				sum += " + COALESCE(SUM(revision), 0)"
			}
			var n int64
			if err := tx.Table(s.Schema.Table).Select(sum).Scan(&n).Error; err != nil {
				return err
			}
			out[s.Schema.Table] = n
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}
