// Package api is the HTTP surface: the table of endpoints, and how requests become calls.
package api

import (
	"observationfund/handlers"
	"observationfund/models"
)

// Routes is the whole API, one line per endpoint under /api/v1: where, what for, who may (models.Policy), what answers.
// An input with a field tagged body:"raw" takes any content; an answer that is a handlers.Download or a
// handlers.Stream is a file. Routes that write leave an entry in the journal, but for those that touch.
var Routes = []Route{
	public(touch("POST", "/session", "Sign in", "", handlers.SignIn)),
	public(post("/session/link", "Use a one-time link: set a password and sign in", models.UseLink, handlers.UseLink)),
	touch("DELETE", "/session", "Sign out", models.SignOut, handlers.SignOut),
	get("/sessions", "List where I am signed in", models.ReadMe, handlers.ListSessions),
	touch("DELETE", "/sessions", "Sign out everywhere", models.SignOut, handlers.SignOutEverywhere),
	touch("DELETE", "/sessions/:id", "Sign out of one of my sessions", models.SignOut, handlers.EndSession),
	get("/me", "Read who I am and what I may do", models.ReadMe, handlers.ReadMe),
	put("/me/password", "Change my password", models.ChangePassword, handlers.ChangePassword),

	get("/accounts", "List accounts", models.ReadAccounts, handlers.ListAccounts),
	post("/accounts", "Create an account and a one-time link into it", models.CreateAccount, handlers.CreateAccount),
	get("/accounts/:id", "Read an account", models.ReadAccounts, handlers.GetAccount),
	patch("/accounts/:id", "Correct an account", models.ChangeAccount, handlers.ChangeAccount),
	post("/accounts/:id/link", "Make a new one-time link", models.LinkAccount, handlers.LinkAccount),
	post("/accounts/:id/disable", "Disable an account", models.DisableAccount, handlers.DisableAccount),
	post("/accounts/:id/enable", "Enable an account", models.EnableAccount, handlers.EnableAccount),
}
