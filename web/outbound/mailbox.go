package outbound

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"gatehouse/db/job"
)

// keeps is how many mails a Mailbox holds; older ones go.
const keeps = 500

// Caught is a mail that stayed here. Its JSON is what test programs read.
type Caught struct {
	ID      int       `json:"-"` // counts from 1
	From    string    `json:"-"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	At      time.Time `json:"at"`
}

// Mailbox catches mail in memory, for development.
type Mailbox struct {
	mu     sync.RWMutex
	caught []Caught
	last   int
}

// NewMailbox makes an empty one.
func NewMailbox() *Mailbox { return &Mailbox{} }

// Send implements Sender. Fails, for good, with what SMTP would refuse too.
func (b *Mailbox) Send(_ context.Context, m Message) error {
	if err := m.check(); err != nil {
		return job.GiveUp(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.caught) == keeps {
		b.caught = slices.Delete(b.caught, 0, 1)
	}
	b.last++
	b.caught = append(b.caught, Caught{
		ID: b.last, From: m.From, To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML,
		At: time.Now().UTC().Truncate(time.Millisecond),
	})
	return nil
}

// Mails lists what was sent to an address, or everything for "", oldest first.
// It is never nil.
func (b *Mailbox) Mails(to string) []Caught {
	b.mu.RLock()
	defer b.mu.RUnlock()
	mails := make([]Caught, 0, len(b.caught))
	for _, m := range b.caught {
		if to == "" || strings.EqualFold(m.To, to) {
			mails = append(mails, m)
		}
	}
	return mails
}

// Mail is one of them.
func (b *Mailbox) Mail(id int) (Caught, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, m := range b.caught {
		if m.ID == id {
			return m, true
		}
	}
	return Caught{}, false
}
