package auth

// Occupy leaves no room for hashing until release is called.
func (s *Store) Occupy() (release func()) {
	for range cap(s.hasher.waiting) {
		s.hasher.waiting <- struct{}{}
	}
	return func() {
		for range cap(s.hasher.waiting) {
			<-s.hasher.waiting
		}
	}
}
