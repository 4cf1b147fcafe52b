# Each target is a few lines that could be typed by hand. run, test and soak install what they need.
.PHONY: run build test install check go-tests go-races go-steps app-tests app-check app-units slowest soak bench types clean

# The program and its tests are compiled once for both.
export CGO_ENABLED := 0
PLAIN   := -tags nomsgpack -trimpath
BUILD   := go build $(PLAIN) -ldflags '-s -w'
# SQLite is C, translated: to watch it for races takes ten times as long and finds none of ours. Its driver is Go that shares sync.Map with
# us, which must be watched everywhere or a copy that is not gets linked; it handles C's pointers, which checkptr takes for ours.
RACED   := $(if $(shell command -v gcc),-tags nomsgpack -race -gcflags='modernc.org/sqlite/lib=-race=false' -gcflags='modernc.org/libc/...=-race=false' \
	-gcflags='modernc.org/sqlite=-d=checkptr=0',$(PLAIN))
# Stories, told to the end by one person after another.
STEPS   := Import|LogsAndJournal|ATeamIsAnswered|FindsBy|FindsIn|GuaranteesHold|GuaranteesAreFound|Inquiry|IsNoticed|TooLate|TestFeeds$$|FeedAddress|Reserve|OneLine|Watched|WhyItStood|OnlyRead|TestABatch|WhatIsTheirs|ManyArrive|AGround|WhatItHasSeen|FindsMoney|TestNames$$|TheOldest|Nationality|Dismissal|RivalsAre|LateBills|PutRight|CallOutsEnd|CallOutsAre|CallOutBy|CalledIn|WhatStands|NoMore|OneAddress|WhatIsFree|OneRule|WaysIn|OnceMore|Conversations$$|HeldIn|AreForgotten|ServiceIs|OfAMove|BusyTimes|HaveReasons|NotThere|Renewal|SameCourseTwice|AfterThemselves|AlwaysWithdraw|AreWhole|StateExtends|KeepsItsHost|ReminderNames|CheckedAgain|DayIsTaken|TestReminders$$|Standstill|ThatResemble|BusinessDays|OffersEnd
# One step after another by nature: nothing in them can race, and watched they take four times as long.
UNRACED := Histories|ADryRunKeepsNothing|WhatTakesTwoIsAsked|ConstantQueries|Plans|TheSameDayGivesTheSameFund|EveryDayHasItsStories|EveryStatusIsHeld|EveryText|EveryField|PersonalFields|Erasure|TestInvalid|Document|OldestFund|Remedies|EveryEntrySaysWhat|TestHead$$|TestSearch|MeantForAnother|FindAndSort|RemindersAreCheap|TablesAreStreamed|FindsWhatOneMayRead|RowsAreTheList|Tampering
# What takes longest of them: make soak does it.
DEEP    := Remedies|Histories|ADryRunKeepsNothing|TheSameDayGivesTheSameFund|EveryDayHasItsStories|RemindersAreCheap|TablesAreStreamed|FindsWhatOneMayRead|RowsAreTheList|EveryEntrySaysWhat|EveryText|ConstantQueries|Erasure|OldestFund|TamperingOnPostgreSQL|TestTampering$$|EveryStatusIsHeld|PersonalFields|TestReminders$$|TestHead$$
# What make test does on SQLite alone, and make soak on PostgreSQL too: told stories, and what takes longest there and lets nobody act at once.
ONCE    := ($(STEPS)|EveryField|WhatTakesTwoIsAsked|NothingLeftConfirms|TestInvalid|TestPlans|TamperingIsFound|ListsFindAndSort|MeantForAnother|SearchLooksAtFew|SearchFinds|MessagesStay|TestReach$$|NotFlooded|AnsweredByItsLink|FindTakesAnything|TakesTheHeadAlong|ForgottenPassword|AreServed|SignInByMail|OldLinks|TestCallOut$$|PolicyHolds|AnotherSchemaIsFound|WhatIsWrittenNext|ThatIsThereTwice)/postgres

# The databases of tests live in memory, where there is room for them: none has to outlive its test, and a disk makes each write wait.
MEMORY  := $(shell test "$$(df --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 4000000 2>/dev/null && ! grep -q ' /dev/shm .*noexec' /proc/mounts && echo /dev/shm)
go-tests go-races go-steps app-tests: export TMPDIR := $(or $(MEMORY),$(TMPDIR),/tmp)
# A fifth of the tests' time went to collecting garbage that is soon gone with its test.
go-tests go-races go-steps: export GOGC := 400

SUDO    := $(if $(filter 0,$(shell id -u)),,sudo)
APT     := $(SUDO) apt-get update -q && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends

# The demonstration on http://localhost:8080. It is made once; a fund.db that exists is left alone.
run: build
	@test -e fund.db || { echo 'Making the demonstration...' && rm -f fund.db.new* \
		&& DATABASE_URL=fund.db.new ./observationfund seed >/dev/null && mv fund.db.new fund.db; }
	@DATABASE_URL=fund.db exec ./observationfund serve

build: frontend/dist/index.html
	$(BUILD) -o observationfund .

# The app, built again when a source is newer.
frontend/dist/index.html: frontend/node_modules/.installed $(shell find frontend -type f -not -name '*.go' -not -path '*/node_modules/*' \
		-not -path 'frontend/dist/*' -not -path 'frontend/tests/*')
	cd frontend && npm run build
	touch frontend/dist/.gitkeep $@

frontend/node_modules/.installed: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	touch $@

# Every check, on both databases and in a browser; the time of each part is said, and which tests were slowest.
test:
	@said=; total=0; for part in install check go-tests app-tests slowest; do begun=$$(date +%s); \
		$(MAKE) --no-print-directory $$part || exit 1; took=$$(($$(date +%s) - begun)); said="$$said, $$part $$took s"; \
		case $$part in install) ;; *) total=$$((total + took));; esac; done; echo "All passed$$said: $$total s without installing."

# What the tests need: modules, packages, PostgreSQL's programs and the distribution's own browser.
install: frontend/node_modules/.installed .tests/gotestsum .tests/staticcheck
	go mod download
	@test -n "$$TEST_DATABASE_URL$$PG_BIN" || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
		|| { $(APT) postgresql; } \
		|| { echo 'Install PostgreSQL, or name its programs in PG_BIN or a server in TEST_DATABASE_URL.'; exit 1; }
	@test -n "$$CHROMIUM" || command -v chromium-headless-shell >/dev/null || { $(APT) chromium-headless-shell; } \
		|| command -v chromium >/dev/null || command -v google-chrome >/dev/null || { $(APT) chromium; } \
		|| { echo 'Install Chromium, or name it in CHROMIUM.'; exit 1; }
	@/usr/bin/python3 -c 'import aiosmtpd, dkim' 2>/dev/null || { $(APT) python3-aiosmtpd python3-dkim; } \
		|| { echo 'Install python3-aiosmtpd and python3-dkim: a mail server for the tests, which verifies what is signed.'; exit 1; }
	@/usr/bin/python3 -c 'import icalendar' 2>/dev/null || { $(APT) python3-icalendar; } || { echo 'Install python3-icalendar: it reads our calendars in the tests.'; exit 1; }

.tests/gotestsum:
	GOBIN=$(CURDIR)/.tests go install gotest.tools/gotestsum@v1.13.0

.tests/staticcheck:
	GOBIN=$(CURDIR)/.tests go install honnef.co/go/tools/cmd/staticcheck@v0.8.2

check: .tests/staticcheck
	@unformatted=$$(gofmt -l $$(go list -f '{{.Dir}}' ./...)); test -z "$$unformatted" || { echo "run gofmt on: $$unformatted"; exit 1; }
	go vet $(PLAIN) ./...
	go vet -tags nomsgpack,soak -trimpath .
	GOFLAGS=-trimpath .tests/staticcheck -tags nomsgpack,soak ./...
	go mod verify
	go mod tidy -diff

go-tests: .tests/gotestsum
	.tests/gotestsum --format pkgname --jsonfile .tests/tests.json -- $(PLAIN) -timeout 20m -skip '$(DEEP)|$(ONCE)' ./...

# What can race, watched for it: it takes longer, so that make soak does it.
go-races:
	$(if $(findstring -race,$(RACED)),CGO_ENABLED=1) go test $(RACED) -timeout 60m -skip '$(UNRACED)|$(STEPS)' ./...

# What is not watched, as on another day. Each benchmark is run once too, in a small fund: what only make bench runs would be found broken when it is needed.
go-steps:
	go test $(PLAIN) -timeout 60m ./api ./models ./seed -run '$(UNRACED)' -skip Histories
	go test $(PLAIN) -timeout 60m ./... -run '$(STEPS)'
	@said=$$(go test $(PLAIN) -run '^$$' -bench . -benchtime 1x ./api -rows 1000 2>&1) || { echo "$$said"; exit 1; }

app-tests: build
	@$(MAKE) --no-print-directory -j2 -Otarget app-check app-units
	cd frontend && FUND_BIN=$(CURDIR)/observationfund npm run browser

app-check:
	cd frontend && npm run check

app-units:
	cd frontend && npm test

slowest:
	@echo 'The slowest tests in Go:'; cat .tests/tests.json | .tests/gotestsum tool slowest --threshold 500ms --num 15

# What is deep: it takes about MINUTES and is another each day. SEED says which; the same SEED does the same.
MINUTES ?= 25
SEED    ?= $(shell date +%Y%m%d)
# A day on which months or years end, clocks change or nothing happens: the last is any day of four years.
DAYS    := 2026-11-28T12:00:00Z 2026-12-31T23:30:00Z 2027-02-28T23:30:00Z 2028-02-29T12:00:00Z 2027-03-28T00:30:00Z 2027-03-31T23:30:00Z 2027-08-31T23:30:00Z \
	$(shell date -u -d '2026-12-01 $(shell expr $(SEED) % 1461) days 23:30' +%FT%TZ)
TODAY   ?= $(word $(shell expr $(SEED) % 8 + 1),$(DAYS))
soak: install build
	@command -v soffice >/dev/null || { $(APT) libreoffice-calc-nogui; } || { echo 'Install LibreOffice: it opens what is downloaded as XLSX.'; exit 1; }
	@echo 'Soaking for about $(MINUTES) minutes: SEED=$(SEED), as on TODAY=$(TODAY)'
	TODAY=$(TODAY) $(MAKE) --no-print-directory go-races go-steps
	go test $(PLAIN) -timeout 60m ./api -run TestHistories -rapid.seed $(SEED) -rapid.checks $$(($(MINUTES) * 5))
	go test $(PLAIN) -timeout 60m ./models -run Histories -rapid.seed $(SEED) -rapid.checks $$(($(MINUTES) * 25))
	go test -v -tags nomsgpack,soak -trimpath -timeout 60m . -run WhileWriting -kills 10 -kills.for $$(($(MINUTES) * 10))s -kills.seed $(SEED)
	for fuzz in $$(grep -r --include='*_test.go' '^func Fuzz' models | sed 's|/[^/]*:func |/|; s|(.*||'); do \
		go test $(PLAIN) ./$${fuzz%/*} -run '^$$' -fuzz "^$${fuzz##*/}$$" -fuzztime $$(($(MINUTES) * 2))s || exit 1; done
	cd frontend && TODAY=$(TODAY) FUND_BIN=$(CURDIR)/observationfund npm run browser:keyboard
	cd frontend && TODAY=$(TODAY) FUND_BIN=$(CURDIR)/observationfund THOROUGH=true npm run browser

# Beside plain database/sql, and how long what people do takes in a fund of a thousand rows, ten thousand and so on up to ROWS.
ROWS ?= 100000
bench: install
	go test $(PLAIN) -run '^$$' -bench . -timeout 60m ./api -rows $(ROWS)

# The API document from the routes, and the app's types from the document.
types:
	go test $(PLAIN) ./api -run TestDocument -update
	cd frontend && npm run types

clean:
	rm -rf observationfund .tests frontend/node_modules
	find frontend/dist -mindepth 1 -not -name .gitkeep -delete
