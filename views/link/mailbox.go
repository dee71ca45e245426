package link

// MailboxBody is the HTML of one caught mail, which has an address of its own so that it can be shut in.
func MailboxBody(id string) string { return join("/dev/mailbox", id, "body") }
