package seed

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// document is a PDF of one page: a title and lines of text, and at its foot that it is invented.
func document(title string, lines ...string) []byte {
	var page strings.Builder
	write := func(size, y int, text string) {
		fmt.Fprintf(&page, "BT /F1 %d Tf 60 %d Td (%s) Tj ET\n", size, y, winAnsi(text))
	}
	write(18, 770, title)
	y := 730
	for _, line := range lines {
		for _, part := range wrapped(line, 85) {
			write(11, y, part)
			y -= 18
		}
	}
	write(9, 60, "Invented for the demonstration of the Electoral Observation Fund. It proves nothing and names no one real.")
	return assembled(page.String())
}

// assembled puts the objects of a PDF together, with the table that says where each begins.
func assembled(page string) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", len(page), page),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var pdf strings.Builder
	pdf.WriteString("%PDF-1.4\n")
	starts := make([]int, len(objects))
	for i, object := range objects {
		starts[i] = pdf.Len()
		fmt.Fprintf(&pdf, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := pdf.Len()
	fmt.Fprintf(&pdf, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, start := range starts {
		fmt.Fprintf(&pdf, "%010d 00000 n \n", start)
	}
	fmt.Fprintf(&pdf, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return []byte(pdf.String())
}

// winAnsi writes text as a PDF string that the built-in Helvetica can show: a letter it has not loses its marks.
func winAnsi(text string) string {
	var out strings.Builder
	for _, letter := range text {
		if letter > 0xff {
			letter = []rune(norm.NFD.String(string(letter)))[0]
		}
		switch {
		case letter == 'Đ':
			out.WriteByte('D')
		case letter == '(' || letter == ')' || letter == '\\':
			out.WriteString(`\` + string(letter))
		case letter < 0x20 || letter > 0xff || letter >= 0x7f && letter < 0xa0:
			out.WriteByte('?')
		case letter > 0x7e:
			fmt.Fprintf(&out, `\%03o`, letter)
		default:
			out.WriteRune(letter)
		}
	}
	return out.String()
}

// wrapped breaks a line between words.
func wrapped(line string, most int) (parts []string) {
	part := ""
	for _, word := range strings.Fields(line) {
		if part != "" && len(part)+1+len(word) > most {
			parts, part = append(parts, part), ""
		}
		if part != "" {
			part += " "
		}
		part += word
	}
	return append(parts, part)
}
