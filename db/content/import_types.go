package content

// ImportOptions say how to import.
type ImportOptions struct {
	Strict   bool                  // all or nothing
	Progress func(done, total int) // called after each part is stored; may be nil
}

// ImportReport is what an import did.
type ImportReport struct {
	Created, Updated, Unchanged int
	Related                     map[string]int  // entries created on demand, by collection
	Failures                    []ImportFailure // files that stayed out
	Notes                       []ImportFailure // files that went in with a remark
	Ignored                     map[string]int  // keys of front matter that no field has, by name
}

// ImportFailure is a place in a file and what is wrong there. The reason is a
// sentence for whoever runs the command.
type ImportFailure struct {
	File   string
	Line   int
	Reason string
}
