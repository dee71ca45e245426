package schema

// Registry holds the collections of the installation.
type Registry struct{ declared Set }

// NewRegistry takes the collections of the file, or BuiltIn's.
func NewRegistry(collections []Collection) *Registry {
	set := Set{byName: make(map[string]*Collection, len(collections))}
	for i := range collections {
		c := collections[i]
		set.all = append(set.all, &c)
		set.byName[c.Name] = &c
	}
	return &Registry{declared: set}
}

// For is the set of collections an organization has. All have the same until
// organizations can define their own.
func (r *Registry) For(_ string) Set { return r.declared }

// Set is the collections of one organization in the order of their declaration.
type Set struct {
	all    []*Collection
	byName map[string]*Collection
}

// Get finds a collection by its exact name.
func (s Set) Get(name string) (*Collection, bool) {
	c, ok := s.byName[name]
	return c, ok
}

// All lists the collections. The slice is shared: do not change it.
func (s Set) All() []*Collection { return s.all }

// Names lists the names in order.
func (s Set) Names() []string {
	names := make([]string, len(s.all))
	for i, c := range s.all {
		names[i] = c.Name
	}
	return names
}
