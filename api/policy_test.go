package api

import (
	"net/http"
	"regexp"
	"slices"
	"testing"

	"observationfund/models"
)

// TestPolicyHolds tries every route as every role and as nobody: the policy alone decides who is refused.
func TestPolicyHolds(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		nobody, accounts := h.nobody(), map[models.Role]models.Account{}
		for _, role := range models.Roles {
			accounts[role] = h.account(role)
		}
		for _, r := range Routes {
			path := parameter.ReplaceAllStringFunc(r.Path, func(string) string { return models.NewID() })
			if r.Public {
				if status := nobody.request(r.Method, path, "{}").status; status != http.StatusUnprocessableEntity && r.ID != "stopMail" && r.ID != "fetchFeed" { // which take anything
					t.Errorf("%s %s with nothing in it: %d", r.Method, r.Path, status)
				}
				continue
			}
			if models.Policy[r.Action] == nil {
				t.Errorf("%s %s: the policy has no row for %q", r.Method, r.Path, r.Action)
			}
			if status := nobody.request(r.Method, path, "{}").status; status != http.StatusUnauthorized {
				t.Errorf("%s %s as nobody: %d", r.Method, r.Path, status)
			}
			for _, role := range models.Roles {
				got := h.as(accounts[role]).request(r.Method, path, "{}")
				status := got.status
				scope := models.Policy[r.Action][role]
				switch denied := status == http.StatusForbidden; {
				case denied != (scope == models.None):
					t.Errorf("%s %s as %s: %d, but the policy says %q", r.Method, r.Path, role, status, scope)
				case denied && got.text("detail") != string(r.Action)+" is not for the role "+string(role):
					t.Errorf("%s %s as %s: %s", r.Method, r.Path, role, got.body)
				case status >= 500:
					t.Errorf("%s %s as %s: %d %s", r.Method, r.Path, role, status, h.log.last())
				}
			}
		}
	})
}

var parameter = regexp.MustCompile(`:\w+`)

// TestRoutesAreSound holds the table to what its readers rely on.
func TestRoutesAreSound(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for _, r := range Routes {
		if ids[r.ID] {
			t.Errorf("%s %s: the operation id %s is there twice", r.Method, r.Path, r.ID)
		}
		ids[r.ID] = true
		if r.Summary == "" || r.Action == "" && !r.Public {
			t.Errorf("%s %s: it needs a summary and an action", r.Method, r.Path)
		}
	}
	for action, row := range models.Policy {
		for role := range row {
			if role != models.System && !slices.Contains(models.Roles, role) {
				t.Errorf("%s is given to %q, which is no role", action, role)
			}
		}
	}
}
