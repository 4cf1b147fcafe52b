package models

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// references are the forms of our references: their letters, and the least digits of their number.
var references = map[string]int{"INV": 4, "P": 3}

var typedReference = regexp.MustCompile(`^(?i)(inv|p)[\s\p{Pd}./]*(\d{4})[\s\p{Pd}./]*(\d{1,9})$`)

// Reference writes a reference as we do, INV-2026-0007, whether it was typed inv20260007, INV 2026 7 or so; any other text stays as it is.
func Reference(text string) string {
	parts := typedReference.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return text
	}
	letters := strings.ToUpper(parts[1])
	number, _ := strconv.Atoi(parts[3]) // it is all digits, and few
	return fmt.Sprintf("%s-%s-%0*d", letters, parts[2], references[letters], number)
}
