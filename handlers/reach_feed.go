package handlers

import (
	"net/url"
	"strings"

	"gorm.io/gorm"

	"observationfund/models"
)

// FeedState is whether one has a calendar address, and whether anybody reads it.
type FeedState struct {
	Made      bool        `json:"made"`
	CreatedAt models.Time `json:"createdAt,omitzero"`
	FetchedAt models.Time `json:"fetchedAt,omitzero"` // last, to the quarter of an hour; not yet when empty
}

// NewFeed is a calendar address. It is shown once: we keep only a digest of it.
type NewFeed struct {
	Path      string      `json:"path"` // of the API, where a calendar program reads it
	CreatedAt models.Time `json:"createdAt"`
}

// Secret says that the answer is shown once and never kept.
func (NewFeed) Secret() {}

// FeedToken is what a calendar program asks with.
type FeedToken struct {
	Token string `path:"token" validate:"required,max=100,line" personal:"secret"`
}

// Fetches is the address that is asked for: programs ask again and again, and each of them may only so often.
func (in FeedToken) Fetches() string { return models.Digest([]byte(in.Token)) }

// feedEnding is what an address ends with, for programs that go by it.
const feedEnding = ".ics"

// ReadFeed answers whether one has a calendar address; what it is, nobody knows but who has it.
func ReadFeed(c Call, _ Nothing) (FeedState, error) {
	f, has, err := models.FeedOfAccount(c.DB, c.By.ID)
	return FeedState{has, f.CreatedAt, f.FetchedAt}, err
}

// MakeFeed makes a calendar address, in the place of the one that there was.
func MakeFeed(c Call, _ Nothing) (NewFeed, error) {
	token, f, err := models.NewFeed(c.Actor)
	return NewFeed{"/api/v1/feeds/" + token + feedEnding, f.CreatedAt}, err
}

// StopFeed ends one's calendar address.
func StopFeed(c Call, _ Nothing) (Nothing, error) { return Nothing{}, models.RevokeFeed(c.Actor) }

// FetchFeed answers a calendar program, which has no session, with the calendar of whoever gave it the address.
func FetchFeed(c Call, in FeedToken) (Download, error) {
	f, account, err := models.FeedOf(c.DB, strings.TrimSuffix(in.Token, feedEnding))
	if err != nil {
		return Download{}, err
	}
	fund, err := models.LoadFund(c.DB)
	if err != nil {
		return Download{}, err
	}
	events, err := models.CalendarOf(c.DB, account, c.Now)
	if err != nil {
		return Download{}, err
	}
	body := []byte(iCalendar(fund.Name, c.Site, events))
	out := Download{Name: "calendar" + feedEnding, Media: "text/calendar; charset=utf-8", SHA256: models.Digest(body), Body: body, Private: true}
	if !f.Noted(c.Now) {
		out.Noted = func(tx *gorm.DB) error { return f.Fetched(tx, c.Now) }
	}
	return out, nil
}

// hostOf is the name of the machine in an address.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	return u.Hostname()
}
