package table_test

import (
	"bytes"
	"crypto/aes"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"observationfund/models/refusal"
)

// Files that people choose by mistake, made as the programs make them that write them.

var little = binary.LittleEndian

func wide(text string) (out []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		out = little.AppendUint16(out, unit)
	}
	return out
}

const (
	freeSector, endOfChain, tableSector = 0xffffffff, 0xfffffffe, 0xfffffffd
	sector, mini                        = 512, 64
)

// container is a file of Microsoft's compound format, [MS-CFB], with streams: names and contents in turn. Those of less than 4096 bytes
// stand in the mini stream, as everybody's do.
func container(streams ...string) []byte {
	var sectors, minis []byte // what is in them
	var next, nextMini []uint32
	chain := func(content []byte, size int, in *[]byte, links *[]uint32) uint32 {
		if len(content) == 0 {
			return endOfChain
		}
		first := uint32(len(*links))
		for at := 0; at < len(content); at += size {
			part := make([]byte, size)
			copy(part, content[at:])
			*in, *links = append(*in, part...), append(*links, uint32(len(*links)+1))
		}
		(*links)[len(*links)-1] = endOfChain
		return first
	}
	entry := func(name string, kind byte, right, child, start uint32, size int) []byte {
		e := make([]byte, 128)
		title := append(wide(name), 0, 0)
		copy(e, title)
		little.PutUint16(e[64:], uint16(len(title)))
		e[66], e[67] = kind, 1
		little.PutUint32(e[68:], freeSector)
		little.PutUint32(e[72:], right)
		little.PutUint32(e[76:], child)
		little.PutUint32(e[116:], start)
		little.PutUint32(e[120:], uint32(size))
		return e
	}
	var entries []byte
	for n := 0; n < len(streams); n += 2 { // in the order of their names, each to the right of the one before
		content, right := []byte(streams[n+1]), uint32(freeSector)
		if n+2 < len(streams) {
			right = uint32(n/2 + 2)
		}
		start := uint32(0)
		if len(content) < 4096 {
			start = chain(content, mini, &minis, &nextMini)
		} else {
			start = chain(content, sector, &sectors, &next)
		}
		entries = append(entries, entry(streams[n], 2, right, freeSector, start, len(content))...)
	}
	root := entry("Root Entry", 5, freeSector, 1, chain(minis, sector, &sectors, &next), len(minis))
	directory := chain(append(root, entries...), sector, &sectors, &next)
	links := func(all []uint32) (out []byte) {
		for _, link := range all {
			out = little.AppendUint32(out, link)
		}
		for len(out)%sector > 0 {
			out = little.AppendUint32(out, freeSector)
		}
		return out
	}
	miniTable := chain(links(nextMini), sector, &sectors, &next)
	first, count := len(next), 1
	for (len(next)+count)*4 > count*sector {
		count++
	}
	for range count {
		next = append(next, tableSector)
	}
	sectors = append(sectors, links(next)...)

	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, value := range map[int]uint16{24: 0x3e, 26: 3, 28: 0xfffe, 30: 9, 32: 6} {
		little.PutUint16(head[at:], value)
	}
	minisUsed := uint32((len(nextMini)*4 + sector - 1) / sector)
	for at, value := range map[int]uint32{44: uint32(count), 48: directory, 56: 4096, 60: miniTable, 64: minisUsed, 68: endOfChain} {
		little.PutUint32(head[at:], value)
	}
	for n := range 109 {
		value := uint32(freeSector)
		if n < count {
			value = uint32(first + n)
		}
		little.PutUint32(head[76+4*n:], value)
	}
	return append(head, sectors...)
}

// encrypted is a workbook under a password, as Excel keeps it: [MS-OFFCRYPTO] 2.3.4, AES with a key of 128 bits.
func encrypted(t testing.TB, workbook []byte, password string) []byte {
	salt := []byte("sixteen bytes of")
	sum := func(parts ...[]byte) []byte { s := sha1.Sum(bytes.Join(parts, nil)); return s[:] }
	number := func(n uint32) []byte { return little.AppendUint32(nil, n) }
	hash := sum(salt, wide(password))
	for n := range uint32(50_000) {
		hash = sum(number(n), hash)
	}
	pad := bytes.Repeat([]byte{0x36}, 64)
	for n, b := range sum(hash, number(0)) {
		pad[n] ^= b
	}
	block, err := aes.NewCipher(sum(pad)[:16])
	if err != nil {
		t.Fatal(err)
	}
	seal := func(plain []byte) []byte {
		for len(plain)%16 > 0 {
			plain = append(plain, 0)
		}
		out := make([]byte, len(plain))
		for at := 0; at < len(plain); at += 16 {
			block.Encrypt(out[at:], plain[at:])
		}
		return out
	}
	verifier := []byte("another sixteen.")
	header := bytes.Join([][]byte{number(0x24), number(0), number(0x660e), number(0x8004), number(128), number(0x18), number(0), number(0),
		wide("Microsoft Enhanced RSA and AES Cryptographic Provider\x00")}, nil)
	info := bytes.Join([][]byte{{3, 0, 2, 0}, number(0x24), number(uint32(len(header))), header,
		number(16), salt, seal(verifier), number(20), seal(sum(verifier))}, nil)
	content := append(little.AppendUint64(nil, uint64(len(workbook))), seal(bytes.Clone(workbook))...)
	return container("EncryptedPackage", string(content), "EncryptionInfo", string(info))
}

// old is a workbook of Excel 97, [MS-XLS], with one row of texts.
func old(texts ...string) []byte {
	record := func(kind uint16, content ...byte) []byte {
		return append(little.AppendUint16(little.AppendUint16(nil, kind), uint16(len(content))), content...)
	}
	begin := func(what byte) []byte {
		return record(0x809, 0, 6, what, 0, 0xdb, 0x10, 0xcc, 7, 0, 0, 0, 0, 6, 0, 0, 0)
	}
	end := record(0x0a)
	named := func(at int) []byte {
		return record(0x85, append(little.AppendUint32(nil, uint32(at)), 0, 0, 6, 0, 'P', 'e', 'o', 'p', 'l', 'e')...)
	}
	globals := len(begin(5)) + len(named(0)) + len(end)
	book := bytes.Join([][]byte{begin(5), named(globals), end, begin(0x10)}, nil)
	for column, text := range texts {
		label := []byte{0, 0, byte(column), 0, 0, 0, byte(len([]rune(text))), 0, 1}
		book = append(book, record(0x204, append(label, wide(text)...)...)...)
	}
	book = append(book, end...)
	return container("Workbook", string(append(book, make([]byte, max(0, 4096-len(book)))...)))
}

// TestReadsNoOtherFormat chooses files of other programs, whatever they are called: each is told what it is, and what to do.
func TestReadsNoOtherFormat(t *testing.T) {
	people := book(t, `<row><c t="inlineStr"><is><t>`+strings.Repeat("Suharto ", 2000)+`</t></is></c></row>`)
	parts := func(parts ...string) []byte {
		all := [][2]string{}
		for n := 0; n < len(parts); n += 2 {
			all = append(all, [2]string{parts[n], parts[n+1]})
		}
		return archive(t, all...)
	}
	files := map[string][]byte{
		"password.xlsx": encrypted(t, people, "kept secret"),
		"small.xlsx":    encrypted(t, []byte("PK\x03\x04"), "kept secret"),
		"old.xls":       old("Name", "Gender"),
		"named.xls":     old("Name", "EncryptedPackage\x00"),
		"macros.xlsm":   book(t, "", "[Content_Types].xml", `<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`, "xl/vbaProject.bin", string(container("PROJECT", "ID=x"))),
		"a.numbers":     parts("Index/Document.iwa", "\x00\x01", "Index/Tables/Tile.iwa", "\x00", "Metadata/Properties.plist", "bplist00", "preview.jpg", "\xff\xd8\xff"),
		"older.numbers": parts("Index.zip", string(parts("Document.iwa", "\x00")), "Data/x", ""),
		"a.ods":         parts("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<office:document-content/>", "META-INF/manifest.xml", "<x/>"),
		"binary.xlsb":   parts("[Content_Types].xml", `<Types/>`, "xl/workbook.bin", "\x83\x01\x00"),
		"letter.docx":   parts("[Content_Types].xml", `<Types/>`, "word/document.xml", "<w:document/>"),
		"table.pdf":     []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"),
	}
	if to := os.Getenv("KEEP_FILES"); to != "" { // to open them in the programs themselves
		for name, content := range files {
			if err := os.WriteFile(to+"/"+name, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range map[string]*refusal.Refusal{
		"password.xlsx": refusal.TableEncrypted, "small.xlsx": refusal.TableEncrypted, "old.xls": refusal.TableTooOld, "named.xls": refusal.TableTooOld,
		"macros.xlsm": refusal.TableHasMacros, "a.numbers": refusal.TableIsNumbers, "older.numbers": refusal.TableIsNumbers, "a.ods": refusal.TableIsOpenDocument,
		"binary.xlsb": refusal.TableIsBinary, "letter.docx": refusal.NotATable, "table.pdf": refusal.TableIsPDF,
	} {
		for _, called := range []string{name, "people.xlsx", "people.csv"} {
			_, err := texts(called, files[name])
			var got *refusal.Refusal
			if !errors.As(err, &got) || got.Sentence.Text != want.Sentence.Text || got.Remedy.Text == "" {
				t.Errorf("%s, called %s: %v; want %v", name, called, err, want)
			}
		}
	}
}
