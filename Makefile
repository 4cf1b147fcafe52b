# Each target is a few lines that could be typed by hand. run and test install what they need.
.PHONY: run build test check frontend-test chromium postgres bench types clean

GO_BUILD := CGO_ENABLED=0 go build -tags nomsgpack -trimpath -ldflags '-s -w'
RACE     := $(if $(shell command -v gcc),-race)
SUDO     := $(if $(filter 0,$(shell id -u)),,sudo)
APT      := $(SUDO) apt-get update -q && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends

# The demonstration on http://localhost:8080. It is made once; a fund.db that exists is left alone.
run: build
	@test -e fund.db || { echo 'Making the demonstration...' && rm -f fund.db.new* \
		&& DATABASE_URL=fund.db.new ./observationfund seed >/dev/null && mv fund.db.new fund.db; }
	@DATABASE_URL=fund.db exec ./observationfund serve

build: $(if $(wildcard frontend/package.json),frontend/dist/index.html)
	$(GO_BUILD) -o observationfund .

# The app, built again when a source is newer.
frontend/dist/index.html: frontend/node_modules/.installed $(shell find frontend -type f -not -name '*.go' \
		-not -path '*/node_modules/*' -not -path 'frontend/dist/*' 2>/dev/null)
	cd frontend && npm run build
	touch frontend/dist/.gitkeep $@

frontend/node_modules/.installed: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	touch $@

# Every check: formatting, vet, modules, all tests on both databases, the app's own.
test: postgres check $(if $(wildcard frontend/package.json),frontend-test)
	go test -tags nomsgpack $(RACE) -timeout 60m ./...
	$(if $(RACE),go test -tags nomsgpack -timeout 30m -run Histories ./models ./api) # long ones, without the race detector

check:
	@unformatted=$$(gofmt -l $$(go list -f '{{.Dir}}' ./...)); test -z "$$unformatted" || { echo "run gofmt on: $$unformatted"; exit 1; }
	go vet -tags nomsgpack ./...
	go mod verify
	go mod tidy -diff

frontend-test: build chromium
	cd frontend && npm run check && npm test && FUND_BIN=$(CURDIR)/observationfund npm run browser

# The browser tests use the distribution's own browser.
chromium:
	@test -n "$$CHROMIUM" || command -v chromium >/dev/null || command -v google-chrome >/dev/null || { $(APT) chromium; } \
		|| { echo 'Install Chromium, or name it in CHROMIUM.'; exit 1; }

# The tests start a server of their own; they need only its programs.
postgres:
	@test -n "$$TEST_DATABASE_URL$$PG_BIN" || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
		|| { $(APT) postgresql; } \
		|| { echo 'Install PostgreSQL, or name its programs in PG_BIN or a server in TEST_DATABASE_URL.'; exit 1; }

bench: postgres
	go test -tags nomsgpack -run '^$$' -bench . ./api

# The API document from the routes, and the app's types from the document.
types:
	go test -tags nomsgpack ./api -run TestDocument -update
	if [ -f frontend/package.json ]; then cd frontend && npm run types; fi

clean:
	rm -rf observationfund frontend/node_modules
	find frontend/dist -mindepth 1 -not -name .gitkeep -delete
