// Reads a dashboard on standard input as strictly as Grafana's Foundation SDK does: a field, a kind of panel or of query that its schema
// does not have is an error. Ends with 1 and one problem a line, with 0 and the number of panels.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	plugins.RegisterDefaultPlugins()
	var read dashboard.Dashboard
	if err := read.UnmarshalJSONStrict(text); isProblem(err) {
		fmt.Println(err)
		os.Exit(1)
	}
	if err := read.Validate(); isProblem(err) {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(len(read.Panels))
}

// The SDK returns an empty list of problems as an error that is not nil.
func isProblem(err error) bool {
	var problems cog.BuildErrors
	if errors.As(err, &problems) {
		return len(problems) > 0
	}
	return err != nil
}
