package models

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"observationfund/models/said"
)

// CalendarEvent is one event of a feed: days, or the instant at which something is over.
type CalendarEvent struct {
	ID      string // the same for as long as it is the same event
	Subject Ref    // the record that it leads to
	Title   string
	Says    string
	Place   string
	From    Date // of whole days
	Until   Date // the day after the last
	At      Time // of a deadline, which has no days
	Status  EventStatus
	Busy    bool // whoever reads it has no time for anything else
	Version int  // grows with every change
	Changed Time
}

// EventStatus is what iCalendar calls the status of an event.
type EventStatus string

const (
	EventConfirmed EventStatus = "CONFIRMED"
	EventTentative EventStatus = "TENTATIVE"
	EventCancelled EventStatus = "CANCELLED"
)

const (
	feedPast  = 366 * 24 * time.Hour // how long what is over stays in a feed
	feedEnded = 60 * 24 * time.Hour  // how long what was called off does, as cancelled, so that programs that ask seldom hear of it
)

// feed is a calendar in the making.
type feed struct {
	db     *gorm.DB
	now    Time
	since  Date
	events []CalendarEvent
	parts  map[string][]string // the records that each event is made of, by which it is known when it last changed
	names  map[string]string   // of states
	home   *string             // the state whose calendar it is, which need not be named
}

// called is an election or a mission as it is told from those of other states.
func (f *feed) called(host, title string) string {
	if f.home != nil {
		return title
	}
	return f.names[host] + ", " + title
}

// CalendarOf is what the calendar of an account holds: nothing that it could not read in the app, and no name of a person.
func CalendarOf(db *gorm.DB, account Account, now Time) ([]CalendarEvent, error) {
	f := feed{db: db, now: now, since: now.Plus(-feedPast).Day(), parts: map[string][]string{}, names: map[string]string{}, home: account.State}
	var states []State
	if err := db.Select("code", "name").Find(&states).Error; err != nil {
		return nil, err
	}
	for _, s := range states {
		f.names[s.Code] = s.Name
	}
	for _, part := range feedParts[account.Role] {
		if err := part(&f, account); err != nil {
			return nil, err
		}
	}
	return f.dated()
}

// feedParts is what the calendar of each role is made of.
var feedParts = map[Role][]func(*feed, Account) error{
	ObserverRole:  {(*feed).assignments, (*feed).places, (*feed).certificates},
	StateRole:     {(*feed).missions, (*feed).invitations},
	Administrator: {(*feed).missions, (*feed).answers, (*feed).deadlines},
	Auditor:       {(*feed).missions},
}

// add adds an event that is made of these records.
func (f *feed) add(e CalendarEvent, parts ...string) {
	f.events, f.parts[e.ID] = append(f.events, e), append(parts, e.Subject.ID)
}

// dated gives every event the instant of its last change, and leaves out what was called off long ago.
func (f *feed) dated() ([]CalendarEvent, error) {
	all := map[string]bool{}
	for _, parts := range f.parts {
		for _, id := range parts {
			all[id] = true
		}
	}
	changed := map[string]Time{}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(all)), 500) {
		var last []struct {
			SubjectID string
			At        Time
		}
		err := f.db.Raw("SELECT subject_id, MAX(at) AS at FROM journal WHERE subject_id IN ? GROUP BY subject_id", ids).Scan(&last).Error
		if err != nil {
			return nil, err
		}
		for _, l := range last {
			changed[l.SubjectID] = l.At
		}
	}
	kept := []CalendarEvent{}
	for _, e := range f.events {
		for _, id := range f.parts[e.ID] {
			if changed[id].After(e.Changed.Time) {
				e.Changed = changed[id]
			}
		}
		if e.Status != EventCancelled || e.Changed.After(f.now.Plus(-feedEnded).Time) {
			kept = append(kept, e)
		}
	}
	slices.SortFunc(kept, func(a, b CalendarEvent) int { return strings.Compare(a.ID, b.ID) })
	return kept, nil
}

// missions are the elections that are asked for, on their polling days, and the missions to them: of a state its own.
func (f *feed) missions(account Account) error {
	within := f.db
	if account.State != nil {
		within = f.db.Where("host = ?", *account.State)
	}
	within = within.Session(&gorm.Session{})
	var missions []Deployment
	if err := within.Where("status IN ? AND starts_on > ?", DeploymentFlow.States(), f.since).Find(&missions).Error; err != nil {
		return err
	}
	spans, err := f.spans(missions)
	if err != nil {
		return err
	}
	of := map[string][]Deployment{} // by request and round
	for _, d := range missions {
		of[d.round()] = append(of[d.round()], d)
		span := spans[d.ID]
		e := CalendarEvent{
			ID: d.ID, Subject: d.Ref(), Title: said.That("Mission: {title}", "title", f.called(d.Host, d.Title)).Text, Place: f.names[d.Host],
			From: span.StartsOn, Until: span.Until, Status: EventTentative, Version: d.Revision,
		}
		switch d.Status {
		case Ready, InField, Reporting, Closed:
			e.Status = EventConfirmed
		case Postponed: // there is no new date yet
			e.Says, e.Status = string(postponedElection), EventCancelled
		case StoodDown:
			e.Status = EventCancelled
		}
		f.add(e)
	}
	var requests []DeploymentRequest
	asked := slices.DeleteFunc(DeploymentRequestFlow.States(), func(s DeploymentRequestStatus) bool { return s == DeploymentRequestDraft })
	if err := within.Where("status IN ? AND first_day > ?", asked, f.since).Find(&requests).Error; err != nil {
		return err
	}
	for _, r := range requests {
		for n := range r.Rounds {
			f.election(r, n, of[r.ID+"/"+strconv.Itoa(n+1)])
		}
	}
	return nil
}

const postponedElection said.Template = "The election is postponed; there is no new date yet."

// round names the round of an election that a mission is for.
func (d Deployment) round() string { return d.RequestID + "/" + strconv.Itoa(d.Round) }

// election adds the polling days of a round: those of its mission, where there is one, for it moves with the election.
func (f *feed) election(r DeploymentRequest, n int, missions []Deployment) {
	e := CalendarEvent{
		ID: r.ID + "-" + strconv.Itoa(n+1), Subject: r.Ref(), Title: said.That("Election: {title}", "title", f.called(r.Host, r.Title)).Text, Place: f.names[r.Host],
		From: r.Rounds[n].StartsOn, Until: r.Rounds[n].Until, Status: EventConfirmed, Version: r.Revision,
	}
	if len(r.Rounds) > 1 {
		e.Title = said.That("Election: {title}, round {round}", "title", f.called(r.Host, r.Title), "round", n+1).Text
	}
	var parts []string
	for _, d := range missions {
		e.Version += d.Revision
		parts = append(parts, d.ID)
		if d.Status != StoodDown {
			e.From, e.Until = d.StartsOn, d.Until
		}
		if d.Status == Postponed {
			e.Says, e.Status = string(postponedElection), EventCancelled
		}
	}
	if r.Status == DeploymentRequestDeclined || r.Status == DeploymentRequestWithdrawn {
		e.Status = EventCancelled
	}
	f.add(e, parts...)
}

// spans are the days on which anybody of each mission is there, or else the polling days.
func (f *feed) spans(missions []Deployment) (map[string]Round, error) {
	spans := map[string]Round{}
	var ids []string
	for _, d := range missions {
		ids, spans[d.ID] = append(ids, d.ID), Round{d.StartsOn, d.Until}
	}
	var seats []DeploymentSeat
	err := f.db.Where("deployment_id IN ?", ids).Find(&seats).Error
	for _, s := range seats {
		span := spans[s.DeploymentID]
		if s.StartsOn.Before(span.StartsOn) {
			span.StartsOn = s.StartsOn
		}
		if s.Until.After(span.Until) {
			span.Until = s.Until
		}
		spans[s.DeploymentID] = span
	}
	return spans, err
}

// answers is when the first of the open offers of each mission ends.
func (f *feed) answers(Account) error {
	var all []Assignment
	err := f.db.Where("expires_at > ?", f.now.Plus(-feedEnded)).Order("expires_at DESC").Find(&all).Error
	if err != nil {
		return err
	}
	missions, err := byID(f.db.Where("id IN ?", idsOf(all, func(as Assignment) string { return as.DeploymentID })), func(d Deployment) string { return d.ID })
	if err != nil {
		return err
	}
	of := map[string][]Assignment{}
	for _, as := range all {
		of[as.DeploymentID] = append(of[as.DeploymentID], as)
	}
	for _, d := range missions {
		e := CalendarEvent{
			ID: d.ID + "-answers", Subject: d.Ref(), Title: said.That("Offers end: {mission}", "mission", f.called(d.Host, d.Title)).Text, Status: EventCancelled, Version: d.Revision,
		}
		open := 0
		var parts []string
		for _, as := range of[d.ID] { // the one that ends first comes last
			e.Version += as.Revision
			parts = append(parts, as.ID)
			if as.Status == AssignmentOffered || open == 0 {
				e.At = as.ExpiresAt
			}
			if as.Status == AssignmentOffered {
				open++
				e.Status = EventConfirmed
			}
		}
		if open > 0 {
			e.Says = said.That("Without an answer yet: {offers}. This is when the first of them ends.", "offers", said.Count(open, "offer")).Text
		}
		f.add(e, parts...)
	}
	return nil
}

// deadlines are the instants until which places can be asked for.
func (f *feed) deadlines(Account) error {
	var all []Opportunity
	err := f.db.Where("deadline > ?", f.now.Plus(-feedEnded)).Find(&all).Error
	for _, o := range all {
		if o.Status == OpportunityDraft {
			continue
		}
		e := CalendarEvent{
			ID: o.ID + "-deadline", Subject: o.Ref(), Title: said.That("Requests close: {title}", "title", o.Title).Text, At: o.Deadline,
			Status: EventConfirmed, Version: o.Revision,
		}
		if o.Status == OpportunityCancelled || o.Status == OpportunityClosed && o.Deadline.After(f.now.Time) {
			e.Status = EventCancelled
		}
		f.add(e)
	}
	return err
}

// idsOf are the ids that rows name, each once.
func idsOf[Row any](rows []Row, id func(Row) string) []string {
	named := map[string]bool{}
	for _, row := range rows {
		named[id(row)] = true
	}
	return slices.Sorted(maps.Keys(named))
}
