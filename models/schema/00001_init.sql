-- One schema for SQLite and PostgreSQL: text keys, UTC timestamps, amounts in minor units of the fund's currency.
-- The five guarantees are constraints here; what needs a trigger is in triggers.go. Other states of things are
-- not listed here: the flows are their one home. A range runs from starts_on up to, not including, until.
-- +goose Up

-- Reference data

CREATE TABLE states (
    code         TEXT PRIMARY KEY CHECK (length(code) = 2 AND code <> 'EU'),
    code3        TEXT NOT NULL UNIQUE CHECK (length(code3) = 3),
    name         TEXT NOT NULL UNIQUE,
    participant  BOOLEAN NOT NULL,
    asean        BOOLEAN NOT NULL,
    eu           BOOLEAN NOT NULL,
    osce         TEXT NOT NULL,
    region       TEXT NOT NULL,
    capital_zone TEXT NOT NULL
);
CREATE TABLE participants (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE languages (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE TABLE currencies (
    code     TEXT PRIMARY KEY CHECK (length(code) = 3),
    name     TEXT NOT NULL,
    decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 4)
);
CREATE TABLE organisers (
    code        TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    counts      BOOLEAN NOT NULL,
    open_to_all BOOLEAN NOT NULL,
    rule        TEXT NOT NULL
);
CREATE TABLE bodies (
    code      TEXT PRIMARY KEY,
    organiser TEXT NOT NULL REFERENCES organisers (code),
    name      TEXT NOT NULL
);
CREATE TABLE organiser_states (
    organiser TEXT NOT NULL REFERENCES organisers (code),
    state     TEXT NOT NULL REFERENCES states (code),
    PRIMARY KEY (organiser, state)
);
CREATE TABLE guarantees (
    code        TEXT PRIMARY KEY,
    position    INTEGER NOT NULL UNIQUE,
    paragraph   TEXT NOT NULL,
    title       TEXT NOT NULL,
    question    TEXT NOT NULL,
    explanation TEXT NOT NULL,
    gate        TEXT NOT NULL
);
CREATE TABLE qualifications (
    id          TEXT PRIMARY KEY,
    function    TEXT NOT NULL,
    alternative INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    served      TEXT NOT NULL,
    at_least    INTEGER NOT NULL CHECK (at_least > 0),
    sentence    TEXT NOT NULL
);
CREATE TABLE certificates (
    kind     TEXT PRIMARY KEY,
    months   INTEGER NOT NULL CHECK (months >= 0),
    sentence TEXT NOT NULL
);
CREATE TABLE texts (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    version  TEXT NOT NULL,
    language TEXT NOT NULL,
    title    TEXT NOT NULL,
    body     TEXT NOT NULL,
    sha256   TEXT NOT NULL
);
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- People

CREATE TABLE observers (
    id                        TEXT PRIMARY KEY,
    revision                  BIGINT NOT NULL,
    created_at                TIMESTAMP NOT NULL,
    status                    TEXT NOT NULL,
    seat                      INTEGER UNIQUE CHECK (seat BETWEEN 1 AND 100),
    rank                      INTEGER,
    passport_name             TEXT NOT NULL,
    preferred_name            TEXT NOT NULL,
    gender                    TEXT NOT NULL,
    nominated_by              TEXT NOT NULL REFERENCES participants (code),
    nominator                 TEXT NOT NULL,
    notice_hours              INTEGER NOT NULL CHECK (notice_hours BETWEEN 0 AND 8760),
    passport_expires_on       DATE,
    availability_confirmed_at TIMESTAMP,
    invented                  BOOLEAN NOT NULL,
    erased_at                 TIMESTAMP,
    reason                    TEXT NOT NULL,
    CHECK ((seat IS NOT NULL) = (status IN ('admitted', 'suspended')))
);
CREATE INDEX observers_by_status ON observers (status, id);
CREATE INDEX observers_by_name ON observers (preferred_name, id);

CREATE TABLE observer_private (
    observer_id             TEXT PRIMARY KEY REFERENCES observers (id),
    passport_number         TEXT NOT NULL,
    passport_state          TEXT NOT NULL,
    born_on                 DATE,
    email                   TEXT NOT NULL,
    phone                   TEXT NOT NULL,
    emergency_name          TEXT NOT NULL,
    emergency_relation      TEXT NOT NULL,
    emergency_phone         TEXT NOT NULL,
    medical_cleared_through DATE,
    medical_note            TEXT NOT NULL
);
CREATE TABLE observer_nationalities (
    observer_id TEXT NOT NULL REFERENCES observers (id),
    state       TEXT NOT NULL REFERENCES states (code),
    PRIMARY KEY (observer_id, state)
);
CREATE INDEX nationalities_by_state ON observer_nationalities (state, observer_id);
CREATE TABLE observer_languages (
    observer_id TEXT NOT NULL REFERENCES observers (id),
    language    TEXT NOT NULL REFERENCES languages (code),
    level       TEXT NOT NULL,
    PRIMARY KEY (observer_id, language)
);
CREATE INDEX languages_by_code ON observer_languages (language, observer_id);
CREATE TABLE observer_functions (
    observer_id TEXT NOT NULL REFERENCES observers (id),
    function    TEXT NOT NULL,
    PRIMARY KEY (observer_id, function)
);
CREATE INDEX functions_by_name ON observer_functions (function, observer_id);
CREATE TABLE observer_conflicts (
    observer_id TEXT NOT NULL REFERENCES observers (id),
    state       TEXT NOT NULL REFERENCES states (code),
    PRIMARY KEY (observer_id, state)
);

CREATE TABLE accounts (
    id          TEXT PRIMARY KEY,
    revision    BIGINT NOT NULL,
    created_at  TIMESTAMP NOT NULL,
    email       TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    role        TEXT NOT NULL,
    state       TEXT REFERENCES states (code),
    observer_id TEXT UNIQUE REFERENCES observers (id),
    password    TEXT NOT NULL DEFAULT '',
    status      TEXT NOT NULL,
    UNIQUE (id, state),
    CHECK ((role = 'state') = (state IS NOT NULL)),
    CHECK ((role = 'observer') = (observer_id IS NOT NULL))
);
CREATE INDEX accounts_by_role ON accounts (role, status, id);
INSERT INTO accounts (id, revision, created_at, email, name, role, status)
VALUES ('00000000-0000-7000-8000-000000000000', 1, '2026-01-01 00:00:00+00:00', 'system', 'The clock', 'system', 'active');

CREATE TABLE links (
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at    TIMESTAMP
);
CREATE INDEX links_by_account ON links (account_id);
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    seen_at    TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    address    TEXT NOT NULL,
    agent      TEXT NOT NULL,
    ended_at   TIMESTAMP
);
CREATE INDEX sessions_by_account ON sessions (account_id, id);
CREATE TABLE idempotency (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    key        TEXT NOT NULL,
    digest     TEXT NOT NULL,
    status     INTEGER NOT NULL,
    answer     BYTEA,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE files (
    id          TEXT PRIMARY KEY,
    revision    BIGINT NOT NULL,
    created_at  TIMESTAMP NOT NULL,
    name        TEXT NOT NULL,
    media       TEXT NOT NULL,
    size        BIGINT NOT NULL CHECK (size BETWEEN 1 AND 10485760),
    sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
    uploaded_by TEXT NOT NULL REFERENCES accounts (id)
);
CREATE INDEX files_by_owner ON files (uploaded_by, id);
CREATE TABLE file_contents (
    file_id TEXT PRIMARY KEY REFERENCES files (id),
    content BYTEA NOT NULL
);

-- Guarantee 3: one person, one place. What is booked is a row; free is no row. host is where the person observes,
-- empty for a course; who holds the day (an assignment or a training request) points here.

CREATE TABLE bookings (
    observer_id TEXT NOT NULL REFERENCES observers (id),
    day         DATE NOT NULL,
    holder_id   TEXT NOT NULL,
    holder_kind TEXT NOT NULL CHECK (holder_kind IN ('assignment', 'training_request')),
    host        TEXT NOT NULL,
    PRIMARY KEY (observer_id, day),
    UNIQUE (holder_id, observer_id, day, host)
);
CREATE INDEX bookings_by_day ON bookings (day, observer_id);

CREATE TABLE availability (
    id          TEXT PRIMARY KEY,
    revision    BIGINT NOT NULL,
    created_at  TIMESTAMP NOT NULL,
    observer_id TEXT NOT NULL REFERENCES observers (id),
    kind        TEXT NOT NULL,
    starts_on   DATE NOT NULL,
    until       DATE NOT NULL,
    note        TEXT NOT NULL,
    CHECK (until > starts_on)
);
CREATE INDEX availability_by_observer ON availability (observer_id, starts_on);

-- Training

CREATE TABLE opportunities (
    id              TEXT PRIMARY KEY,
    revision        BIGINT NOT NULL,
    created_at      TIMESTAMP NOT NULL,
    created_by      TEXT NOT NULL REFERENCES accounts (id),
    status          TEXT NOT NULL,
    title           TEXT NOT NULL,
    organiser       TEXT NOT NULL REFERENCES organisers (code),
    body            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    function        TEXT NOT NULL,
    host            TEXT REFERENCES states (code),
    place           TEXT NOT NULL,
    starts_on       DATE NOT NULL,
    until           DATE NOT NULL,
    places          INTEGER NOT NULL CHECK (places BETWEEN 1 AND 1000),
    deadline        TIMESTAMP NOT NULL,
    deadline_on     DATE NOT NULL,
    deadline_clock  TEXT NOT NULL,
    deadline_zone   TEXT NOT NULL,
    language        TEXT REFERENCES languages (code),
    level           TEXT NOT NULL,
    cost            BIGINT NOT NULL CHECK (cost >= 0),
    override_reason TEXT NOT NULL,
    surety          TEXT NOT NULL,
    note            TEXT NOT NULL,
    reason          TEXT NOT NULL,
    CHECK (until > starts_on)
);
CREATE INDEX opportunities_by_status ON opportunities (status, deadline);
CREATE INDEX opportunities_by_host ON opportunities (host, id);
CREATE TABLE opportunity_states (
    opportunity_id TEXT NOT NULL REFERENCES opportunities (id),
    state          TEXT NOT NULL REFERENCES states (code),
    PRIMARY KEY (opportunity_id, state)
);

CREATE TABLE training_requests (
    id             TEXT PRIMARY KEY,
    revision       BIGINT NOT NULL,
    created_at     TIMESTAMP NOT NULL,
    opportunity_id TEXT NOT NULL REFERENCES opportunities (id),
    observer_id    TEXT NOT NULL REFERENCES observers (id),
    status         TEXT NOT NULL,
    motivation     TEXT NOT NULL,
    letter_id      TEXT REFERENCES files (id),
    host           TEXT NOT NULL,
    first_day      DATE,
    last_day       DATE,
    reason         TEXT NOT NULL,
    UNIQUE (opportunity_id, observer_id),
    UNIQUE (id, host),
    CHECK (status <> 'accepted' OR (first_day IS NOT NULL AND last_day IS NOT NULL)),
    FOREIGN KEY (id, observer_id, first_day, host) REFERENCES bookings (holder_id, observer_id, day, host),
    FOREIGN KEY (id, observer_id, last_day, host) REFERENCES bookings (holder_id, observer_id, day, host)
);
CREATE INDEX training_requests_by_observer ON training_requests (observer_id, id);
CREATE INDEX training_requests_by_status ON training_requests (status, id);

CREATE TABLE trainings (
    id                 TEXT PRIMARY KEY,
    revision           BIGINT NOT NULL,
    created_at         TIMESTAMP NOT NULL,
    observer_id        TEXT NOT NULL REFERENCES observers (id),
    request_id         TEXT UNIQUE REFERENCES training_requests (id),
    status             TEXT NOT NULL,
    organiser          TEXT NOT NULL REFERENCES organisers (code),
    body               TEXT NOT NULL,
    kind               TEXT NOT NULL,
    title              TEXT NOT NULL,
    function           TEXT NOT NULL,
    host               TEXT REFERENCES states (code),
    place              TEXT NOT NULL,
    starts_on          DATE NOT NULL,
    until              DATE NOT NULL,
    certificate_number TEXT NOT NULL,
    expires_on         DATE,
    evidence_id        TEXT REFERENCES files (id),
    claimed_by         TEXT NOT NULL REFERENCES accounts (id),
    decided_by         TEXT REFERENCES accounts (id),
    decided_at         TIMESTAMP,
    reason             TEXT NOT NULL,
    CHECK (until > starts_on),
    CHECK (status <> 'verified' OR (evidence_id IS NOT NULL AND decided_by IS NOT NULL AND decided_by <> claimed_by))
);
CREATE INDEX trainings_by_observer ON trainings (observer_id, status);
CREATE INDEX trainings_by_status ON trainings (status, id);
CREATE INDEX trainings_by_expiry ON trainings (status, expires_on);

-- Guarantee 1: consent. A consent exists exactly while an invitation is in force: it needs the invitation to be
-- accepted, submitted by an account of that very state, and checked by one person and accepted by another.

CREATE TABLE invitations (
    id                   TEXT PRIMARY KEY,
    revision             BIGINT NOT NULL,
    created_at           TIMESTAMP NOT NULL,
    reference            TEXT NOT NULL UNIQUE,
    host                 TEXT NOT NULL REFERENCES states (code),
    status               TEXT NOT NULL,
    authority            TEXT NOT NULL,
    authority_name       TEXT NOT NULL,
    signatory            TEXT NOT NULL,
    office               TEXT NOT NULL,
    contact_name         TEXT NOT NULL,
    contact_email        TEXT NOT NULL,
    letter_id            TEXT REFERENCES files (id),
    signed_on            DATE,
    starts_on            DATE,
    until                DATE,
    submitted_by         TEXT,
    submitted_at         TIMESTAMP,
    verified_by          TEXT REFERENCES accounts (id),
    verified_at          TIMESTAMP,
    verification_channel TEXT NOT NULL,
    accepted_by          TEXT REFERENCES accounts (id),
    accepted_at          TIMESTAMP,
    reason               TEXT NOT NULL,
    UNIQUE (id, host),
    UNIQUE (id, host, submitted_by, verified_by, accepted_by, status),
    FOREIGN KEY (submitted_by, host) REFERENCES accounts (id, state),
    CHECK (until > starts_on)
);
CREATE INDEX invitations_by_host ON invitations (host, id);
CREATE INDEX invitations_by_status ON invitations (status, id);
CREATE TABLE invitation_answers (
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    guarantee     TEXT NOT NULL REFERENCES guarantees (code),
    answer        TEXT NOT NULL,
    note          TEXT NOT NULL,
    PRIMARY KEY (invitation_id, guarantee)
);
CREATE TABLE consents (
    invitation_id TEXT PRIMARY KEY,
    host          TEXT NOT NULL,
    submitted_by  TEXT NOT NULL,
    verified_by   TEXT NOT NULL,
    accepted_by   TEXT NOT NULL CHECK (accepted_by <> verified_by),
    status        TEXT NOT NULL CHECK (status = 'accepted'),
    since         TIMESTAMP NOT NULL,
    UNIQUE (invitation_id, host),
    CHECK (submitted_by <> verified_by AND submitted_by <> accepted_by),
    FOREIGN KEY (invitation_id, host, submitted_by, verified_by, accepted_by, status)
        REFERENCES invitations (id, host, submitted_by, verified_by, accepted_by, status)
);
CREATE TABLE deployment_requests (
    id            TEXT PRIMARY KEY,
    revision      BIGINT NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    invitation_id TEXT NOT NULL,
    host          TEXT NOT NULL,
    status        TEXT NOT NULL,
    election      TEXT NOT NULL,
    title         TEXT NOT NULL,
    zone          TEXT NOT NULL,
    rounds        TEXT NOT NULL,
    first_day     DATE NOT NULL,
    format        TEXT NOT NULL,
    regions       TEXT NOT NULL,
    languages     TEXT NOT NULL,
    note          TEXT NOT NULL,
    surety        TEXT NOT NULL,
    risk          TEXT NOT NULL,
    decided_by    TEXT REFERENCES accounts (id),
    decided_at    TIMESTAMP,
    reason        TEXT NOT NULL,
    UNIQUE (id, invitation_id),
    FOREIGN KEY (invitation_id, host) REFERENCES invitations (id, host)
);
CREATE INDEX deployment_requests_by_invitation ON deployment_requests (invitation_id, id);
CREATE INDEX deployment_requests_by_status ON deployment_requests (status, first_day);
CREATE INDEX deployment_requests_by_host ON deployment_requests (host, id);

CREATE TABLE deployments (
    id            TEXT PRIMARY KEY,
    revision      BIGINT NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    request_id    TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    consent_id    TEXT,
    host          TEXT NOT NULL,
    status        TEXT NOT NULL,
    title         TEXT NOT NULL,
    round         INTEGER NOT NULL,
    starts_on     DATE NOT NULL,
    until         DATE NOT NULL,
    zone          TEXT NOT NULL,
    format        TEXT NOT NULL,
    risk          TEXT NOT NULL,
    language      TEXT REFERENCES languages (code),
    level         TEXT NOT NULL,
    urgent        BOOLEAN NOT NULL,
    reason        TEXT NOT NULL,
    UNIQUE (id, host),
    UNIQUE (id, consent_id),
    FOREIGN KEY (request_id, invitation_id) REFERENCES deployment_requests (id, invitation_id),
    FOREIGN KEY (consent_id, host) REFERENCES consents (invitation_id, host),
    CHECK (consent_id IS NULL OR consent_id = invitation_id),
    CHECK (consent_id IS NOT NULL OR status IN ('closed', 'stood_down')),
    CHECK (until > starts_on)
);
CREATE INDEX deployments_by_status ON deployments (status, starts_on);
CREATE INDEX deployments_by_host ON deployments (host, id);
CREATE INDEX deployments_by_invitation ON deployments (invitation_id, id);
CREATE TABLE deployment_seats (
    id            TEXT PRIMARY KEY,
    deployment_id TEXT NOT NULL REFERENCES deployments (id),
    function      TEXT NOT NULL,
    places        INTEGER NOT NULL CHECK (places BETWEEN 1 AND 100),
    starts_offset INTEGER NOT NULL,
    until_offset  INTEGER NOT NULL,
    starts_on     DATE NOT NULL,
    until         DATE NOT NULL,
    cost          BIGINT NOT NULL CHECK (cost >= 0),
    UNIQUE (id, deployment_id),
    UNIQUE (deployment_id, function),
    CHECK (until > starts_on)
);
CREATE TABLE assignments (
    id             TEXT PRIMARY KEY,
    revision       BIGINT NOT NULL,
    created_at     TIMESTAMP NOT NULL,
    deployment_id  TEXT NOT NULL,
    seat_id        TEXT NOT NULL,
    observer_id    TEXT NOT NULL REFERENCES observers (id),
    host           TEXT NOT NULL,
    consent_id     TEXT,
    status         TEXT NOT NULL,
    function       TEXT NOT NULL,
    starts_on      DATE NOT NULL,
    until          DATE NOT NULL,
    first_day      DATE,
    last_day       DATE,
    expires_at     TIMESTAMP NOT NULL,
    answered_at    TIMESTAMP,
    pledge_id      TEXT REFERENCES texts (id),
    declaration_id TEXT REFERENCES texts (id),
    reason         TEXT NOT NULL,
    FOREIGN KEY (deployment_id, host) REFERENCES deployments (id, host),
    FOREIGN KEY (deployment_id, consent_id) REFERENCES deployments (id, consent_id),
    FOREIGN KEY (seat_id, deployment_id) REFERENCES deployment_seats (id, deployment_id),
    FOREIGN KEY (id, observer_id, first_day, host) REFERENCES bookings (holder_id, observer_id, day, host),
    FOREIGN KEY (id, observer_id, last_day, host) REFERENCES bookings (holder_id, observer_id, day, host),
    CHECK (status IN ('declined', 'expired', 'withdrawn', 'stood_down', 'missed', 'completed')
        OR (consent_id IS NOT NULL AND first_day IS NOT NULL AND last_day IS NOT NULL)),
    CHECK (status NOT IN ('accepted', 'deployed') OR (pledge_id IS NOT NULL AND declaration_id IS NOT NULL)),
    CHECK (until > starts_on)
);
CREATE INDEX assignments_by_deployment ON assignments (deployment_id, id);
CREATE INDEX assignments_by_observer ON assignments (observer_id, id);
CREATE INDEX assignments_by_seat ON assignments (seat_id, status);
CREATE INDEX assignments_by_expiry ON assignments (status, expires_at);
CREATE TABLE reserves (
    seat_id     TEXT NOT NULL REFERENCES deployment_seats (id),
    observer_id TEXT NOT NULL REFERENCES observers (id),
    rank        INTEGER NOT NULL CHECK (rank > 0),
    PRIMARY KEY (seat_id, observer_id),
    UNIQUE (seat_id, rank)
);
CREATE TABLE evaluations (
    assignment_id TEXT PRIMARY KEY REFERENCES assignments (id),
    rating        TEXT NOT NULL,
    body          TEXT NOT NULL,
    evaluated_by  TEXT NOT NULL REFERENCES accounts (id),
    evaluated_at  TIMESTAMP NOT NULL,
    reply         TEXT NOT NULL,
    replied_at    TIMESTAMP
);

-- Guarantee 4: money. It is in exactly one account at a time and moves by transfers; none of ours goes below zero.
-- Every transfer stays within one contribution, so that each contributor's money can be followed to the payee.
-- Balances move by a trigger on transfers.

CREATE TABLE contributions (
    id          TEXT PRIMARY KEY,
    revision    BIGINT NOT NULL,
    created_at  TIMESTAMP NOT NULL,
    contributor TEXT NOT NULL REFERENCES participants (code),
    status      TEXT NOT NULL,
    title       TEXT NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount > 0),
    currency    TEXT NOT NULL REFERENCES currencies (code),
    rate        TEXT NOT NULL,
    value       BIGINT NOT NULL CHECK (value > 0),
    earmark     TEXT NOT NULL,
    pledged_on  DATE NOT NULL,
    due_on      DATE,
    expires_on  DATE,
    reason      TEXT NOT NULL,
    UNIQUE (id, contributor)
);
CREATE INDEX contributions_by_contributor ON contributions (contributor, id);
CREATE TABLE lines (
    id         TEXT PRIMARY KEY,
    revision   BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    title      TEXT NOT NULL UNIQUE,
    purpose    TEXT NOT NULL,
    budget     BIGINT NOT NULL CHECK (budget >= 0)
);
CREATE TABLE commitments (
    id            TEXT PRIMARY KEY,
    revision      BIGINT NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    status        TEXT NOT NULL,
    title         TEXT NOT NULL,
    deployment_id TEXT UNIQUE,
    request_id    TEXT UNIQUE,
    host          TEXT NOT NULL,
    created_by    TEXT NOT NULL REFERENCES accounts (id),
    UNIQUE (id, host),
    FOREIGN KEY (deployment_id, host) REFERENCES deployments (id, host),
    FOREIGN KEY (request_id, host) REFERENCES training_requests (id, host),
    CHECK (deployment_id IS NULL OR request_id IS NULL)
);
CREATE INDEX commitments_by_status ON commitments (status, id);
CREATE TABLE receipts (
    id              TEXT PRIMARY KEY,
    created_at      TIMESTAMP NOT NULL,
    contribution_id TEXT NOT NULL REFERENCES contributions (id),
    received_on     DATE NOT NULL,
    amount          BIGINT NOT NULL CHECK (amount > 0),
    currency        TEXT NOT NULL REFERENCES currencies (code),
    rate            TEXT NOT NULL,
    rate_source     TEXT NOT NULL,
    booked          BIGINT NOT NULL CHECK (booked > 0),
    bank_reference  TEXT NOT NULL UNIQUE,
    received_by     TEXT NOT NULL REFERENCES accounts (id),
    UNIQUE (id, contribution_id, booked)
);
CREATE INDEX receipts_by_contribution ON receipts (contribution_id, id);
CREATE TABLE payments (
    id            TEXT PRIMARY KEY,
    revision      BIGINT NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    commitment_id TEXT NOT NULL REFERENCES commitments (id),
    status        TEXT NOT NULL,
    payee         TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    amount        BIGINT NOT NULL CHECK (amount > 0),
    refunded      BIGINT NOT NULL CHECK (refunded BETWEEN 0 AND amount),
    invoice_id    TEXT REFERENCES files (id),
    requested_by  TEXT NOT NULL REFERENCES accounts (id),
    decided_by    TEXT REFERENCES accounts (id),
    decided_at    TIMESTAMP,
    reason        TEXT NOT NULL,
    UNIQUE (id, commitment_id),
    CHECK (status IN ('requested', 'rejected') OR (decided_by IS NOT NULL AND decided_by <> requested_by))
);
CREATE INDEX payments_by_commitment ON payments (commitment_id, id);
CREATE INDEX payments_by_status ON payments (status, id);

CREATE TABLE ledger_accounts (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('donor', 'received', 'line', 'commitment', 'payee')),
    contribution_id TEXT NOT NULL,
    donor           TEXT NOT NULL,
    line_id         TEXT REFERENCES lines (id),
    commitment_id   TEXT,
    host            TEXT,
    payment_id      TEXT,
    balance         BIGINT NOT NULL DEFAULT 0,
    UNIQUE (id, kind, contribution_id),
    FOREIGN KEY (contribution_id, donor) REFERENCES contributions (id, contributor),
    FOREIGN KEY (commitment_id, host) REFERENCES commitments (id, host),
    FOREIGN KEY (payment_id, commitment_id) REFERENCES payments (id, commitment_id),
    CONSTRAINT never_below_zero CHECK (CASE kind WHEN 'donor' THEN balance <= 0 ELSE balance >= 0 END),
    CONSTRAINT host_never_pays CHECK (host IS NULL OR donor <> host),
    CONSTRAINT what_it_belongs_to CHECK (
        (line_id IS NOT NULL) = (kind IN ('line', 'commitment', 'payee'))
        AND (commitment_id IS NOT NULL) = (kind IN ('commitment', 'payee'))
        AND (host IS NOT NULL) = (kind IN ('commitment', 'payee'))
        AND (payment_id IS NOT NULL) = (kind = 'payee'))
);
CREATE INDEX ledger_accounts_by_contribution ON ledger_accounts (contribution_id, kind);
CREATE INDEX ledger_accounts_by_line ON ledger_accounts (line_id, kind);
CREATE INDEX ledger_accounts_by_commitment ON ledger_accounts (commitment_id, kind);
CREATE INDEX ledger_accounts_by_payment ON ledger_accounts (payment_id);

CREATE TABLE transfers (
    id              TEXT PRIMARY KEY,
    created_at      TIMESTAMP NOT NULL,
    kind            TEXT NOT NULL,
    contribution_id TEXT NOT NULL,
    from_id         TEXT NOT NULL,
    from_kind       TEXT NOT NULL,
    to_id           TEXT NOT NULL,
    to_kind         TEXT NOT NULL,
    amount          BIGINT NOT NULL CHECK (amount > 0),
    receipt_id      TEXT,
    payment_id      TEXT REFERENCES payments (id),
    reverses_id     TEXT UNIQUE,
    made_by         TEXT NOT NULL REFERENCES accounts (id),
    FOREIGN KEY (from_id, from_kind, contribution_id) REFERENCES ledger_accounts (id, kind, contribution_id),
    FOREIGN KEY (to_id, to_kind, contribution_id) REFERENCES ledger_accounts (id, kind, contribution_id),
    FOREIGN KEY (receipt_id, contribution_id, amount) REFERENCES receipts (id, contribution_id, booked),
    UNIQUE (receipt_id, kind),
    UNIQUE (id, from_id, to_id, amount),
    FOREIGN KEY (reverses_id, to_id, from_id, amount) REFERENCES transfers (id, from_id, to_id, amount),
    CONSTRAINT money_comes_by_receipt CHECK ((receipt_id IS NOT NULL) = (from_kind = 'donor' OR to_kind = 'donor')),
    CONSTRAINT money_goes_by_payment CHECK ((payment_id IS NOT NULL) = (from_kind = 'payee' OR to_kind = 'payee')),
    CONSTRAINT money_runs_along CHECK (kind || ' ' || from_kind || ' ' || to_kind IN (
        'receipt donor received', 'allocate received line', 'return line received', 'commit line commitment',
        'release commitment line', 'pay commitment payee', 'refund payee commitment',
        'reverse received donor', 'reverse payee commitment')),
    CHECK ((kind = 'reverse') = (reverses_id IS NOT NULL))
);
CREATE INDEX transfers_by_contribution ON transfers (contribution_id, id);
CREATE INDEX transfers_by_from ON transfers (from_id, id);
CREATE INDEX transfers_by_to ON transfers (to_id, id);
CREATE INDEX transfers_by_payment ON transfers (payment_id);

-- Guarantee 5: the record. Reasons are beside the chain, which holds their hash: they can be erased, not altered.

CREATE TABLE journal (
    seq          BIGINT PRIMARY KEY CHECK (seq > 0),
    at           TIMESTAMP NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    action       TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    facts        TEXT NOT NULL,
    previous     TEXT NOT NULL UNIQUE CHECK (length(previous) = 64),
    hash         TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
);
CREATE INDEX journal_by_subject ON journal (subject_id, seq);
CREATE INDEX journal_by_action ON journal (action, seq);
CREATE INDEX journal_by_account ON journal (account_id, seq);
CREATE TABLE journal_reasons (
    seq  BIGINT PRIMARY KEY REFERENCES journal (seq),
    body TEXT NOT NULL
);

CREATE TABLE notices (
    id           TEXT PRIMARY KEY,
    created_at   TIMESTAMP NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    action       TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    body         TEXT NOT NULL,
    read_at      TIMESTAMP
);
CREATE INDEX notices_by_account ON notices (account_id, id);

-- +goose Down
DROP TABLE notices; DROP TABLE journal_reasons; DROP TABLE journal; DROP TABLE transfers; DROP TABLE ledger_accounts; DROP TABLE payments;
DROP TABLE receipts; DROP TABLE commitments; DROP TABLE lines; DROP TABLE contributions; DROP TABLE evaluations; DROP TABLE reserves;
DROP TABLE assignments; DROP TABLE deployment_seats; DROP TABLE deployments; DROP TABLE deployment_requests; DROP TABLE consents;
DROP TABLE invitation_answers; DROP TABLE invitations; DROP TABLE trainings; DROP TABLE training_requests; DROP TABLE opportunity_states;
DROP TABLE opportunities; DROP TABLE availability; DROP TABLE bookings; DROP TABLE file_contents; DROP TABLE files; DROP TABLE idempotency;
DROP TABLE sessions; DROP TABLE links; DROP TABLE accounts; DROP TABLE observer_conflicts; DROP TABLE observer_functions;
DROP TABLE observer_languages; DROP TABLE observer_nationalities; DROP TABLE observer_private; DROP TABLE observers; DROP TABLE settings;
DROP TABLE texts; DROP TABLE certificates; DROP TABLE qualifications; DROP TABLE guarantees; DROP TABLE organiser_states; DROP TABLE bodies;
DROP TABLE organisers; DROP TABLE currencies; DROP TABLE languages; DROP TABLE participants; DROP TABLE states;
