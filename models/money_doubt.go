package models

import (
	"slices"

	"observationfund/models/refusal"
)

// Confirmed are the codes of doubts that whoever asks has read and says are no mistake.
type Confirmed []string

// doubt refuses what is likely a mistake, once.
func (c Confirmed) doubt(r *refusal.Refusal) error {
	if slices.Contains(c, string(r.Code())) {
		return nil
	}
	return r
}
