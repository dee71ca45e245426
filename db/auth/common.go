package auth

func common(password string, about []string) bool { return false }
