package seed

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"observationfund/models"
)

func shipped(t *testing.T) reference {
	t.Helper()
	r, _, err := read(files)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// codes picks the codes of the rows that fit, and fails on one that is there twice or does not look like a code.
func codes[T any](t *testing.T, rows []T, shape string, code func(T) string, fits func(T) bool) []string {
	t.Helper()
	all, out := []string{}, []string{}
	for _, row := range rows {
		c := code(row)
		if slices.Contains(all, c) {
			t.Errorf("%s is there twice", c)
		}
		if !regexp.MustCompile("^(?:" + shape + ")$").MatchString(c) {
			t.Errorf("%q is not like %s", c, shape)
		}
		all = append(all, c)
		if fits(row) {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

func every[T any](T) bool { return true }

func TestStates(t *testing.T) {
	r := shipped(t)
	stateCode := func(s models.State) string { return s.Code }
	count := func(name string, want int, fits func(models.State) bool) []string {
		t.Helper()
		got := codes(t, r.states, "[A-Z]{2}", stateCode, fits)
		if len(got) != want {
			t.Errorf("%s: %d, not %d: %v", name, len(got), want, got)
		}
		return got
	}
	// 193 members and 2 observers of the United Nations, the Cook Islands, Niue and Kosovo
	count("states", 198, every)
	participants := count("participants", 26, func(s models.State) bool { return s.Participant })
	members := count("EU members", 27, func(s models.State) bool { return s.EU })
	osce := count("OSCE participating States", 57, func(s models.State) bool { return s.OSCE == models.ParticipatingState })
	partners := count("OSCE partners", 11, func(s models.State) bool { return s.OSCE == models.PartnerState })
	count("ASEAN members among the participants", 11, func(s models.State) bool { return s.ASEAN && s.Participant })
	count("ASEAN members", 11, func(s models.State) bool { return s.ASEAN })
	count("neither a relation to the OSCE nor none", 0, func(s models.State) bool {
		return s.OSCE != "" && !slices.Contains(s.OSCE.Values(), string(s.OSCE))
	})
	same(t, "participants", participants, strings.Fields(
		"AU BD BN CA CN ID IN JP KH KP KR LA LK MM MN MY NZ PG PH PK RU SG TH TL US VN"))
	same(t, "OSCE partners", partners, strings.Fields("AF AU DZ EG IL JO JP KR MA TH TN"))
	for _, code := range members {
		if !slices.Contains(osce, code) {
			t.Errorf("%s is in the EU but not in the OSCE", code)
		}
	}
	codes(t, r.states, "[A-Z]{3}", func(s models.State) string { return s.Code3 }, every)
	codes(t, r.states, `\p{Lu}[\p{L} ()'-]+`, func(s models.State) string { return s.Name }, every)
	regions := strings.Split("Africa|Central Asia|East Asia|Europe|Latin America and the Caribbean|Middle East|North America|Pacific|South Asia|South-East Asia", "|")
	used := map[string]bool{}
	for _, s := range r.states {
		if _, err := models.Zone(s.CapitalZone); err != nil {
			t.Errorf("%s: %v", s.Code, err)
		}
		if !slices.Contains(regions, s.Region) {
			t.Errorf("%s is in %q", s.Code, s.Region)
		}
		if s.ASEAN && s.Region != "South-East Asia" {
			t.Errorf("%s is in ASEAN but in %s", s.Code, s.Region)
		}
		used[s.Region] = true
	}
	if len(used) != len(regions) {
		t.Errorf("regions without a state: %v", used)
	}
}

func TestParticipantsAreTheStatesAndTheUnion(t *testing.T) {
	r := shipped(t)
	all := codes(t, r.participants, "[A-Z]{2}", func(p models.Participant) string { return p.Code }, every)
	if len(all) != 27 || !slices.Contains(all, models.EuropeanUnion) {
		t.Errorf("%d participants: %v", len(all), all)
	}
	if slices.ContainsFunc(r.states, func(s models.State) bool { return s.Code == models.EuropeanUnion }) {
		t.Error("the European Union is no state")
	}
}

func TestOrganisers(t *testing.T) {
	r := shipped(t)
	code := func(o models.Organiser) string { return o.Code }
	all := codes(t, r.organisers, "[A-Z]{2,6}", code, every)
	same(t, "organisers that count", codes(t, r.organisers, "[A-Z]+", code, func(o models.Organiser) bool { return o.Counts }), []string{"EU", "FUND", "OSCE", "UN"})
	same(t, "open to all", codes(t, r.organisers, "[A-Z]+", code, func(o models.Organiser) bool { return o.OpenToAll }), []string{"FUND", "UN"})
	for _, o := range r.organisers {
		sentence(t, o.Code, o.Rule)
	}
	codes(t, r.bodies, "[A-Z]+(-[A-Z]+)?", func(b models.Body) string { return b.Code }, every)
	for _, b := range r.bodies {
		if !slices.Contains(all, b.Organiser) {
			t.Errorf("%s belongs to %s", b.Code, b.Organiser)
		}
	}
	taken := map[string][]string{}
	for _, s := range r.organiserStates {
		taken[s.Organiser] = append(taken[s.Organiser], s.State)
	}
	var union, osce []string
	for _, s := range r.states {
		if s.EU || s.Code == "CA" || s.Code == "NO" || s.Code == "CH" {
			union = append(union, s.Code)
		}
		if s.OSCE == models.ParticipatingState {
			osce = append(osce, s.Code)
		}
	}
	slices.Sort(union)
	slices.Sort(osce)
	same(t, "citizens the EU takes", taken["EU"], union)
	same(t, "citizens the OSCE takes", taken["OSCE"], osce)
	if len(taken) != 2 {
		t.Errorf("organisers that name states: %d", len(taken))
	}
}

func TestLanguagesAndCurrencies(t *testing.T) {
	r := shipped(t)
	languages := codes(t, r.languages, "[a-z]{2,3}(-[A-Z][a-z]{3})?", func(l models.Language) string { return l.Code }, every)
	for _, code := range strings.Fields("ar bn en es fil fr hi ho id ja km ko lo mi mn ms my pt ru si ta tet th tpi ur vi zh zh-Hans " +
		"bg cs da de el et fi ga hr hu it lt lv mt nl pl ro sk sl sv") {
		if !slices.Contains(languages, code) {
			t.Errorf("%s is missing", code)
		}
	}
	currencyCode := func(c models.Currency) string { return c.Code }
	decimals := func(n int) []string {
		return codes(t, r.currencies, "[A-Z]{3}", currencyCode, func(c models.Currency) bool { return c.Decimals == n })
	}
	same(t, "no decimals", decimals(0), strings.Fields("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"))
	same(t, "three decimals", decimals(3), strings.Fields("BHD IQD JOD KWD LYD OMR TND"))
	if two := decimals(2); len(two) != len(r.currencies)-23 || !slices.Contains(two, "USD") {
		t.Errorf("two decimals: %v", two)
	}
}

func TestGuarantees(t *testing.T) {
	r := shipped(t)
	soft := codes(t, r.guarantees, "G[1-9][0-9]?", func(g models.Guarantee) string { return g.Code },
		func(g models.Guarantee) bool { return g.Gate == models.Soft })
	same(t, "soft", soft, []string{"G16", "G17", "G18", "G20"})
	if len(r.guarantees) != 20 {
		t.Errorf("%d guarantees", len(r.guarantees))
	}
	for i, g := range r.guarantees {
		if g.Position != i+1 || g.Gate != models.Hard && g.Gate != models.Soft || g.Title == "" || g.Paragraph == "" || !strings.HasSuffix(string(g.Question), "?") {
			t.Errorf("%+v", g)
		}
		sentence(t, g.Code, g.Explanation)
	}
}

func TestQualificationsReachEveryFunction(t *testing.T) {
	r := shipped(t)
	codes(t, r.qualifications, "[a-z]+-[0-9]-[a-z-]+", func(q models.Qualification) string { return q.ID }, every)
	alternatives := map[models.Function]int{}
	for _, q := range r.qualifications {
		alternatives[q.Function] = max(alternatives[q.Function], q.Alternative)
		if !slices.Contains(models.TrainingKinds, q.Kind) || q.AtLeast < 1 || q.Sentence == "" || q.Served != "" && q.Served.Words() == "" {
			t.Errorf("%+v", q)
		}
	}
	for _, f := range models.Functions {
		if alternatives[f] < 2 {
			t.Errorf("%s: %d ways", f, alternatives[f])
		}
	}
	if len(alternatives) != len(models.Functions) {
		t.Errorf("rules for functions there are not: %v", alternatives)
	}
	kinds := append(models.TrainingKind("").Values(), models.MedicalClearance)
	same(t, "certificates", codes(t, r.certificates, "[a-z_]+", func(c models.Certificate) string { return c.Kind }, every), slices.Sorted(slices.Values(kinds)))
	for _, c := range r.certificates {
		sentence(t, c.Kind, c.Sentence)
	}
}

func TestTextsAreNumberedAndHashed(t *testing.T) {
	r := shipped(t)
	same(t, "texts", codes(t, r.texts, "(pledge|declaration)-[0-9]{4}-[0-9]+", func(text models.Text) string { return text.ID }, every),
		[]string{"declaration-2026-1", "pledge-2026-1"})
	for _, text := range r.texts {
		items := regexp.MustCompile(`(?m)^[0-9]+\. \*\*`).FindAllString(text.Body, -1)
		if !slices.Contains(text.Kind.Values(), string(text.Kind)) || text.Title == "" || len(items) < 10 || len(items) > 12 ||
			text.SHA256 != models.Digest([]byte(text.Body)) || text.ID != string(text.Kind)+"-"+text.Version {
			t.Errorf("%s: %q, %d items", text.ID, text.Title, len(items))
		}
	}
}

func TestFilesWithFaultsAreRefused(t *testing.T) {
	for name, content := range map[string]string{
		"states.csv":      "code,code3\nTL,TLS\n",
		"currencies.csv":  "code,name,decimals\nUSD,US Dollar,two\n",
		"organisers.csv":  "code,name,counts,open_to_all,rule\nEU,European Union,no,,\n",
		"languages.csv":   "code,name\nen\n",
		"unknown.csv":     "code\nXX\n",
		"pledge-1.md":     "No title\n",
		"declaration.md":  "# No version\n",
		"participants.md": "",
	} {
		if _, _, err := read(fstest.MapFS{"reference/" + name: {Data: []byte(content)}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFilesCarryNoByteOrderMarkOrBlankCell(t *testing.T) {
	names, err := fs.Glob(files, "reference/*")
	must(t, err)
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		must(t, err)
		if text := string(content); strings.ContainsAny(text, "\ufeff\r\t\u00a0") || strings.Contains(text, "  ") || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s has odd white space", name)
		}
	}
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, not %v", what, got, want)
	}
}

// sentence holds what people read to a capital letter and a full stop.
func sentence[T ~string](t *testing.T, of string, text T) {
	t.Helper()
	if !regexp.MustCompile(`^\p{Lu}.*\.$`).MatchString(string(text)) {
		t.Errorf("%s: %q is no sentence", of, text)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
