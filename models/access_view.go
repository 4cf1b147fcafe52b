package models

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"observationfund/models/refusal"
	"observationfund/models/spelling"
)

// View is a list of the app as somebody wants to see it again: its filters, its order and its columns, under a name. What it leads to is
// worked out of its list and its query, so that it leads nowhere else. One that is shared is seen by administrators and auditors, who may read
// every list that can be shared; it holds codes and days only, never words that somebody searched for: they may be about a person.
type View struct {
	Record
	AccountID string   `json:"accountId"` // whose it is
	List      List     `json:"list"`
	Name      string   `json:"name"`
	Query     string   `json:"query"` // as in the address of the list, without its question mark; what the list no longer takes is left out
	Shared    bool     `json:"shared"`
	Can       []Action `json:"can" gorm:"-"`
}

// MostViews is how many views somebody keeps at most.
const MostViews = 50

// Ref names the view.
func (v *View) Ref() Ref { return Ref{"view", v.ID} }

// List is a list of the app, by its address.
type List string

// Values makes List a Choice.
func (List) Values() []string { return names(slices.Sorted(maps.Keys(Lists))) }

// wordsOf are the names that hold words of people; what stands under any other is a code, a number, a day or an id.
var wordsOf = []string{"q", "reference"}

// arranged are what every list takes.
var arranged = []string{"columns", "sort"}

// Lists are the lists of which a view can be kept: who reads them, and what narrows them in their address. The app is held to it.
var Lists = map[List]struct {
	Roles []Role
	Takes []string
}{
	"/":                      {[]Role{StateRole}, []string{"status"}},
	"/accounts":              {staff, []string{"q", "role", "status"}},
	"/calendar":              {[]Role{Administrator}, []string{"q", "function", "show", "from"}},
	"/cohort":                {staff, []string{"q", "status", "function", "nationality", "language", "level", "gender", "seated", "ready"}},
	"/cohort/inquiries":      {staff, []string{"q", "status"}},
	"/cohort/lapsing":        {staff, []string{"kind"}},
	"/deployments":           {staff, []string{"q", "status", "host", "from", "to"}},
	"/fund/commitments":      {staff, []string{"q", "status", "host"}},
	"/fund/contributions":    {staff, []string{"q", "contributor", "status", "earmark", "overdue"}},
	"/fund/corrections":      {staff, []string{"status"}},
	"/fund/lines":            {staff, []string{"q", "window"}},
	"/fund/payments":         {staff, []string{"q", "status"}},
	"/fund/transfers":        {staff, []string{"kind", "contributionId", "paymentId", "correctionId", "from", "to"}},
	"/invitations":           {staff, []string{"q", "status", "host"}},
	"/journal":               {staff, []string{"reference", "kind", "action", "accountId", "subjectId", "from", "to"}},
	"/my/places":             {[]Role{ObserverRole}, []string{"q", "kind", "function", "show"}},
	"/my/training":           {[]Role{ObserverRole}, []string{"q", "status", "kind"}},
	"/outbox":                {[]Role{Administrator}, []string{"q", "status", "kind", "accountId"}},
	"/proposals":             {staff, []string{"q", "status"}},
	"/training":              {staff, []string{"q", "status", "organiser", "kind", "function", "host", "from", "to"}},
	"/training/log":          {staff, []string{"q", "status", "kind", "organiser", "function", "within", "from", "to"}},
	"/training/requests":     {staff, []string{"q", "opportunityId"}},
	"/training/verification": {staff, []string{"q", "kind", "organiser"}},
}

var staff = []Role{Administrator, Auditor}

// code is what stands under a name that holds no words.
var code = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,300}$`)

// SaveView keeps a view of the actor's own.
func (a Actor) SaveView(v *View) error {
	v.AccountID = a.By.ID
	var kept int64
	if err := a.DB.Model(&View{}).Where("account_id = ?", a.By.ID).Count(&kept).Error; err != nil {
		return err
	}
	if kept >= MostViews {
		return refusal.TooManyViews.With("most", MostViews)
	}
	if err := v.check(a); err != nil {
		return err
	}
	return a.Create(v, SaveView, v.facts())
}

// Replace keeps a view that was changed.
func (v *View) Replace(a Actor) error {
	if err := v.check(a); err != nil {
		return err
	}
	return a.Change(v, ChangeView, "", v.facts())
}

// Delete ends a view, for whomever it is shared with, too.
func (v *View) Delete(a Actor) error {
	if err := a.DB.Where("id = ?", v.ID).Delete(&View{}).Error; err != nil {
		return err
	}
	return a.Journal(DeleteView, v.Ref(), "", v.facts())
}

// facts are what the journal says of a view: nothing of what its owner has called it or searched for.
func (v *View) facts() Facts { return Facts{"list": v.List, "shared": v.Shared} }

// check refuses what its list does not take, and what may not be shared.
func (v *View) check(a Actor) error {
	if !slices.Contains(Lists[v.List].Roles, a.By.Role) {
		return refusal.Fault("list", "is no list of the role {role}", "role", string(a.By.Role))
	}
	if v.Shared && Policy[ShareView][a.By.Role] == None {
		return refusal.NotSharing
	}
	values, err := url.ParseQuery(v.Query)
	if err != nil {
		return refusal.Fault("query", "cannot be read as the query of an address")
	}
	var faults refusal.Faults
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch value := values[name]; {
		case !v.List.takes(name):
			faults.Add("query", "this list takes no {name}", "name", name)
		case len(value) > 1:
			faults.Add("query", "{name} stands in it twice", "name", name)
		case slices.Contains(wordsOf, name) && len(value[0]) > 200, !slices.Contains(wordsOf, name) && !code.MatchString(value[0]):
			faults.Add("query", "{name} is not what this list can be narrowed by", "name", name)
		case slices.Contains(wordsOf, name) && v.Shared:
			return refusal.SharesWords
		}
	}
	if err := faults.Err(); err != nil {
		return err
	}
	v.Query = values.Encode()
	taken, err := exists(a.DB.Model(&View{}).Where("account_id = ? AND list = ? AND name = ? AND id <> ?", v.AccountID, v.List, v.Name, v.ID))
	if err == nil && taken {
		err = refusal.ViewNameTaken.With("name", v.Name)
	}
	return err
}

func (l List) takes(name string) bool {
	return slices.Contains(arranged, name) || slices.Contains(Lists[l].Takes, name)
}

// Still leaves out of a view what its list no longer takes.
func (v *View) Still() {
	values, err := url.ParseQuery(v.Query)
	if err != nil {
		values = url.Values{}
	}
	maps.DeleteFunc(values, func(name string, _ []string) bool { return !v.List.takes(name) })
	v.Query = values.Encode()
}

// forgetViews deletes the views that name a person, or search for them.
func (a Actor) forgetViews(o *Observer, accountID string) error {
	if err := a.DB.Where("account_id = ?", accountID).Delete(&View{}).Error; err != nil {
		return err
	}
	var theirs []string // the words of their names
	for _, name := range append([]string{o.PreferredName, o.PassportName}, o.FormerNames...) {
		theirs = append(theirs, strings.Fields(spelling.Fold(name))...)
	}
	var all []View
	if err := a.DB.Find(&all).Error; err != nil {
		return err
	}
	var named []string
	for _, v := range all {
		values, _ := url.ParseQuery(v.Query)
		words := strings.Fields(spelling.Fold(v.Name + " " + values.Get("q")))
		if slices.ContainsFunc(words, func(word string) bool { return slices.Contains(theirs, word) }) {
			named = append(named, v.ID)
		}
	}
	return a.DB.Where("id IN ?", named).Delete(&View{}).Error
}
