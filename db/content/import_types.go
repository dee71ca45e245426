package content

// ImportOptions say how to import.
type ImportOptions struct {
	Strict   bool                  // all or nothing
	Progress func(done, total int) // called after each part is stored; may be nil
}

// ImportReport is what an import did.
type ImportReport struct {
	Created   int             `json:"created"`
	Updated   int             `json:"updated"`
	Unchanged int             `json:"unchanged"`
	Related   map[string]int  `json:"related"`  // entries created on demand, by collection
	Failures  []ImportFailure `json:"failures"` // files that stayed out
	Notes     []ImportFailure `json:"notes"`    // files that went in with a remark
	Ignored   map[string]int  `json:"ignored"`  // keys of front matter that no field has, by name
}

// ImportFailure is a place in a file and what is wrong there. The reason is a
// sentence for whoever runs the command.
type ImportFailure struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}
