// Package frontend carries the built app in the program.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// App is the built app; before the app is built it holds nothing but a placeholder.
var App, _ = fs.Sub(dist, "dist")
