package models_test

import (
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// frozen are the migrations that funds have been through, with the SHA-256 of each.
var frozen = map[string]string{
	"00030_call_outs.sql":         "44e8bdc10d8196c98d20591f4e28bc372e7e8f9636168bd06026a58620a787e0",
	"00033_reminders.sql":         "cde155aa5f705844f666a7e57217b2bab136046fc85677f2f4f40b4a508b7457",
	"00023_courses.sql":           "7ca6fd08f0727f5c91c6c5b652d7b4f8c0aaebb88ceb60771ec27070a8c82fbd",
	"00025_views.sql":             "153a744a4ffe766d94bc61fd83bc0dc7575f09fd68a66b5a0b197cf06542fb2b",
	"00026_areas.sql":             "4c8dfe8d79551dd22e2edca0ceb4631eb2c328de49133d2788641c343d664773",
	"00024_imports.sql":           "8783b9db46747d7560ffebfea68b20dfc0c411e3ee4f1b1b2db2e869c591416e",
	"00029_links.sql":             "9d31d05cb4101d5366fe30d0bacc8c4a832cc5f2babd6e880d798efb45027850",
	"00031_conversations.sql":     "bd6e1ecb9ebb199719786900cc61d5357c0f8554653b0f9ec73e61612780471c",
	"00032_feeds.sql":             "17f8b5298c87cddb8c5595d1de600f59244401106e933f31e466fa5f33238de8",
	"00028_mail.sql":              "38db1d05de6dae6a1eeef34e278724ee9bc19bfd91672892e59f9be4db75342b",
	"00027_subjects.postgres.sql": "f23aa0e92f6a31a30d877c3cf372d439ba8bff34241a395ae4d7db0bff8e5ec0",
	"00027_subjects.sqlite.sql":   "ab2b430e083d93ef7cebe5e9a2f3a316f20db206611a548bc948bf49f410ade4",
	"00020_language.sql":          "511173277aee8428959aa092c34bf3c3ce944c5695669a08b37398f4da800084",
	"00022_find.sqlite.sql":       "2ebf34b23f5ec03d45980707747471998144e3b13634f546c4bd8a4dc15e1a85",
	"00022_find.postgres.sql":     "6f72bc6d9adf36df1d472dd6b0e86708b93833448c89829cdbd86a68f8de8402",
	"00016_concerns.sql":          "a92718f5e4d61ce84728698b9d20f2f7fb28ea72d437a9b94f7734a8acecb290",
	"00001_init.sql":              "a2f8a069ac235c8282fd0358653fe9ccde981b84215a0117ce450f963d20cf6b",
	"00002_triggers.sql":          "c3ce80db83417d8f77cd3329e7376737fae64251fd803eddcda977b00e5f56f7",
	"00003_found.sql":             "1f9212256f6b95b27c43d4be159a870b49c3e1047ad3f10b3f4bb81a3c518c34",
	"00005_money.sqlite.sql":      "de93ccfeb5992dc28ea34b2adc0c1d0bb7e85b7a97d2da552359b36576f03c2c",
	"00005_money.postgres.sql":    "953c26e44b3dd7e94ab928343f62fb7d3f9bd3dd341dc0517b90c5541c8a5b28",
	"00006_balances.sqlite.sql":   "1b2780cdc0773c42fbf901ac5f2b5dd2cbfb42fde1ccb685ccb658ca9495b6ae",
	"00006_balances.postgres.sql": "847532fc3723596dca073f27fff63974c54aec7764a7a2ff7382b33adef66358",
	"00004_people.sql":            "edf915c6b46e2e648a690820f7be8ab1dddab4a4d43872f72c88614f982b2178",
	"00008_search.postgres.sql":   "b828cf284d7cb7f27c6fef95b196a13b68d0fb94bbdd5489df9d22242a6aadf5",
	"00008_search.sqlite.sql":     "231762c74a81b9ff66bbfd3e55ce9cdb0ef44c1f4c4adc46fc56c89cc22d0ce9",
	"00007_lists.sql":             "fc49888ea6642c079c603ef1fc0326959a51030b4cefa59fa659e8c1fdae79e1",
	"00010_names.sql":             "6dc57e077fa352e0f959e263b8278a1a7cacfb7b1ad807d8d99e88610989c51d",
	"00015_service.sqlite.sql":    "9d555b43d5aadda05c76eb8bac553547b83eb8644cee958abb0efdc051a9c674",
	"00015_service.postgres.sql":  "638bdce7fc6fbee6e7469e135d8bea9336d01dc050bc3f64883a76364ae721a3",
	"00014_extensions.sql":        "180e5b00ff809df5240ad6306edc845751be3ab9c8f21893e95e27a09f62aea1",
	"00018_reminders.sql":         "508dfcdb4147d881b99f18055fce13a29ace6331d94f2fd946bc4ee42e4a3306",
	"00019_journal_by_kind.sql":   "83c3ce593ff9dc7aa4b87e792e6156bbba1413183d720ffe01506a5f1d39b020",
	"00021_spoken.sql":            "f280f3f22c91453f25f21a67c09f33197460c6a6e088e8070e29b08639351183",
	"00017_inquiries.sql":         "61cf051b575ae0f60e7923a071e8978337d6d8afd36d85851c0519021e44e7b7",
	"00013_proposals.sql":         "5655aedc8429afe08fbaa25e05d64c5b0c3260703fc43c6ea2e496af4879bafa",
	"00011_passport.sql":          "95213307f3009910ad5ef1f09c7aad4742ec256684f8355c3596506a7bbf0728",
	"00012_consent.sqlite.sql":    "643250b6a2832183847565058fb67ea9dfbdd4a691ae6d0c9f51e925114a7c11",
	"00012_consent.postgres.sql":  "9d107364dfe106322343b093ed6f0e076c53b4a9a969e02b55225f32a5e47793",
	"00034_seals.sql":             "27bc56b7a11adb3868f4dfbf7223c2e4d4ef780e0e2037e78b779bfdf4f457b7",
	"00035_salted.sql":            "4200809a878c9aab1c15fd5e54fdc71fae235d433bbe857c1bff9868b5bed079",
	"00009_resemblance.sql":       "65329b3dc24388129b34e5a45a8156cdeb2e710fb538be22a7233b45a243c69a",
}

// TestMigrationsAreFrozen lets nobody change what funds have been through: they would never hear of it.
func TestMigrationsAreFrozen(t *testing.T) {
	files, err := filepath.Glob("schema/*")
	must(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		must(t, err)
		switch sum, ok := frozen[filepath.Base(file)]; {
		case !ok:
			t.Errorf("%s is new: freeze it, its SHA-256 is %s", file, models.Digest(content))
		case sum != models.Digest(content):
			t.Errorf("%s was changed, but no fund goes through it again: leave it as it was, and add a new migration that makes the change", file)
		}
	}
	if len(files) != len(frozen) {
		t.Errorf("the migrations are %v: one that is frozen is gone, and every fund has been through it", files)
	}
}

// oldest is a fund as the oldest version of the program made it, filled by the demonstration of that version: what
// sqlite3 .dump and pg_dump say of it, at schema version 2; then it is changed.
func oldest(t *testing.T, postgres bool, changes ...string) *models.DB {
	t.Helper()
	driver, url, dump := "sqlite", filepath.Join(t.TempDir(), "fund.db"), "testdata/version2-sqlite.sql.gz"
	if postgres {
		driver, url, dump = "pgx", modelstest.PostgresURL(t), "testdata/version2-postgres.sql.gz"
	}
	file, err := os.Open(dump)
	must(t, err)
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	must(t, err)
	statements, err := io.ReadAll(unpacked)
	must(t, err)
	pool, err := sql.Open(driver, url)
	must(t, err)
	defer pool.Close()
	if postgres {
		_, err := pool.ExecContext(t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
		must(t, err)
	}
	if postgres { // which the dump leaves without a path
		changes = slices.Insert(changes, 0, "SET search_path = public")
	}
	for _, statement := range slices.Insert(changes, 0, string(statements)) {
		_, err = pool.ExecContext(t.Context(), statement)
		must(t, err)
	}
	db, err := models.Open(url)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// TestOldLinksAreNoSecondPerson sees that what administrators had been shown before there were two people serves none of them:
// an open link into an administrator's or a state's account ends, and of others it is known who saw them.
func TestOldLinksAreNoSecondPerson(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, fresh *models.DB) {
		db := oldest(t, fresh.Postgres)
		const open = " AND l.used_at IS NULL AND l.expires_at > l.created_at"
		const into = "SELECT COUNT(*) FROM links l JOIN accounts a ON a.id = l.account_id WHERE a.role "
		if number(t, db.Query(t.Context()), into+"= 'state'"+open) == 0 {
			t.Fatal("the oldest fund has no open link into a state's account")
		}
		_, err := db.Migrate(t.Context())
		must(t, err)
		if n := number(t, db.Query(t.Context()), into+"IN ('administrator', 'state')"+open); n > 0 {
			t.Errorf("%d links open the accounts of administrators and states", n)
		}
		if n := number(t, db.Query(t.Context()), into+"= 'observer' AND l.seen_by IS NULL"); n > 0 {
			t.Errorf("nobody knows who saw %d links into observers' accounts", n)
		}
	})
}

// schemaOf lists what a schema consists of: columns, constraints, indexes, triggers and what these call, with their definitions.
func schemaOf(t *testing.T, db *models.DB) (all []string) {
	t.Helper()
	query := "SELECT type || ' ' || name || ' of ' || tbl_name || ': ' || COALESCE(sql, '') FROM sqlite_schema ORDER BY type, name"
	if db.Postgres {
		query = `SELECT 'column ' || column_name || ' of ' || table_name || ': ' || concat_ws(' ', data_type, is_nullable, column_default) AS made
				FROM information_schema.columns WHERE table_schema = current_schema()
			UNION ALL SELECT 'constraint ' || conname || ' of ' || conrelid::regclass || ': ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
			UNION ALL SELECT 'index ' || indexname || ' of ' || tablename || ': ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()
			UNION ALL SELECT 'trigger ' || tgname || ' of ' || tgrelid::regclass || ': ' || tgenabled::text || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
			UNION ALL SELECT 'function ' || proname || ': ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
			ORDER BY made`
	}
	must(t, db.Query(t.Context()).Raw(query).Scan(&all).Error)
	for i := range all {
		all[i] = strings.Join(strings.Fields(strings.ReplaceAll(all[i], "$function$", " $function$ ")), " ") // however it is laid out
	}
	return all
}

// TestOldestFundIsAsANewOne brings the oldest fund there is up to date and finds nothing in which it differs from a new
// one, also after somebody removed one of its triggers, weakened others, and left one that no program makes any more.
func TestOldestFundIsAsANewOne(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, fresh *models.DB) {
		db := oldest(t, fresh.Postgres)
		entries := number(t, db.Query(t.Context()), "SELECT COUNT(*) FROM journal") + 1 // what stands is sealed, which is said
		_, err := db.Migrate(t.Context())
		must(t, err)
		same := func() {
			t.Helper()
			found, err := models.VerifyFund(t.Context(), db)
			if must(t, err); !found.OK || found.Entries != entries {
				t.Errorf("%d entries of %d, %v", found.Entries, entries, found.Faults)
			}
			got := schemaOf(t, db)
			for _, line := range schemaOf(t, fresh) {
				var name, table string
				if n, _ := fmt.Sscanf(line, "trigger %s of %s", &name, &table); n == 2 && !strings.HasPrefix(name, table[:len(table)-1]+"_") &&
					!strings.HasPrefix(name, table[strings.LastIndex(table, "_")+1:len(table)-1]+"_") {
					t.Errorf("%s is not named after %s nobody would know it as ours when it is no longer made", name, table)
				}
				if at := slices.Index(got, line); at >= 0 {
					got = slices.Delete(got, at, at+1)
				} else {
					t.Errorf("only a new fund has the %s", line)
				}
			}
			for _, line := range got {
				t.Errorf("only the old fund has the %s", line)
			}
		}
		same()
		found := modelstest.Found(t, db)
		for _, statement := range []string{ // as a program leaves it that folds otherwise
			"UPDATE settings SET value = '0' WHERE name = 'folded'", "UPDATE observers SET folded = 'x', folded_private = 'y', sorts_as = ''",
			"UPDATE lines SET folded = 'x'", "UPDATE states SET sorts_as = ''",
		} {
			must(t, exec(t, db, statement))
		}
		_, err = db.Migrate(t.Context())
		must(t, err)
		if again := modelstest.Found(t, db); !maps.Equal(found, again) || found["observers"] < 300 || found["states"] < 190 {
			t.Errorf("found by what they say: %v, then %v", found, again)
		}
		for _, statement := range map[bool][]string{
			false: {
				"DROP TRIGGER receipts_no_update",
				"DROP TRIGGER payments_stay",
				"CREATE TRIGGER payments_stay BEFORE UPDATE OF amount ON payments WHEN NEW.amount > 1000000 BEGIN SELECT RAISE(ABORT, '[ledger] no'); END",
				"CREATE TRIGGER lines_no_more BEFORE INSERT ON lines BEGIN SELECT RAISE(ABORT, 'no'); END",
				"CREATE TRIGGER another_program AFTER INSERT ON lines BEGIN SELECT 1; END",
			},
			true: {
				"DROP TRIGGER receipts_no_change ON receipts",
				"CREATE OR REPLACE FUNCTION payments_stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
				"ALTER TABLE accounts DISABLE TRIGGER accounts_no_delete",
				"ALTER FUNCTION accounts_add_up() RESET ALL",
				"CREATE FUNCTION lines_no_more() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
				"CREATE TRIGGER lines_no_more BEFORE INSERT ON lines FOR EACH ROW EXECUTE FUNCTION lines_no_more()",
				"CREATE TRIGGER another_program AFTER INSERT ON lines FOR EACH ROW EXECUTE FUNCTION move_money()",
			},
		}[db.Postgres] {
			must(t, exec(t, db, statement))
		}
		tampered, err := models.VerifyFund(t.Context(), db)
		must(t, err)
		mended, err := db.Migrate(t.Context())
		must(t, err)
		want := "accounts_add_up accounts_no_delete lines_no_more payments_stay receipts_no_change"
		if !db.Postgres {
			want = "lines_no_more payments_stay receipts_no_update"
		}
		var named []string
		for _, sentence := range mended {
			named = append(named, strings.Fields(sentence)[2])
		}
		slices.Sort(named)
		others := func(fault string) bool {
			return strings.HasPrefix(fault, "the trigger another_program of lines was put there by another hand")
		}
		if got := strings.Join(named, " "); got != want || !slices.ContainsFunc(tampered.Faults, others) || !slices.Equal(slices.DeleteFunc(tampered.Faults, others), mended) {
			t.Errorf("mended %v, want %s; verifying had found %v", mended, want, tampered.Faults)
		}
		must(t, exec(t, db, "DROP TRIGGER another_program"+map[bool]string{true: " ON lines"}[db.Postgres])) // which is left alone, and there
		same()
	})
}

// TestReferencesStayWhole starts on a fund that a migration has left with a row that refers to none: at every start it is refused, and
// not only at the one that migrated.
func TestReferencesStayWhole(t *testing.T) {
	db := oldest(t, false)
	var file string
	must(t, db.Query(t.Context()).Raw("SELECT file FROM pragma_database_list").Scan(&file).Error)
	careless, err := sql.Open("sqlite", file) // checks no references unless it is told to
	must(t, err)
	defer careless.Close()
	_, err = careless.ExecContext(t.Context(), "INSERT INTO observer_languages (observer_id, language, level) VALUES ('nobody', 'pt', 'C1')")
	must(t, err)
	for range 2 {
		if _, err := db.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "refer to none, the first of observer_languages to observers") {
			t.Fatalf("a row refers to none: %v", err)
		}
	}
	must(t, exec(t, db, "DELETE FROM observer_languages WHERE observer_id = 'nobody'"))
	_, err = db.Migrate(t.Context())
	must(t, err)
}

// TestPassportThatIsThereTwice brings a fund up to date in which two people have one passport, each typed in its own way: it starts,
// and the later record says so.
func TestPassportThatIsThereTwice(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, fresh *models.DB) {
		var twice []string
		for at, number := range []string{"AB 123-456", "ab123456"} {
			twice = append(twice, fmt.Sprintf(`UPDATE observer_private SET passport_number = '%s', passport_state = 'TL'
				WHERE observer_id = (SELECT observer_id FROM observer_private ORDER BY observer_id LIMIT 1 OFFSET %d)`, number, 3*at))
		}
		db := oldest(t, fresh.Postgres, twice...)
		_, err := db.Migrate(t.Context())
		must(t, err)
		var kept []models.Private
		must(t, db.Query(t.Context()).Where("passport_number LIKE ? OR passport_number LIKE ?", "AB 1%", "ab1%").Order("observer_id").Find(&kept).Error)
		if len(kept) != 2 || kept[0].PassportNumber != "AB 123-456" || kept[1].PassportNumber != "ab123456 TWICE "+kept[1].ObserverID {
			t.Errorf("kept are %+v", kept)
		}
	})
}
