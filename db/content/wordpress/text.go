package wordpress

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// source is a file as UTF-8 without the characters that XML forbids. WordPress
// writes them as it finds them; a file is not worth less for a stray one.
type source struct {
	from     *bufio.Reader
	rest     []byte
	line     int
	repaired int
	first    int // the line of the first repair
}

var declaredCoding = regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// open looks at the beginning of a file for how it is written.
func open(r io.Reader) (*source, error) {
	from := bufio.NewReaderSize(&limited{from: r, left: MaxSize}, 64<<10)
	head, err := from.Peek(1024)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull { //nolint:errorlint // bufio answers them bare
		return nil, err
	}
	var coding encoding.Encoding
	switch declared := declaredCoding.FindSubmatch(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))); {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = from.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		coding = unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	case declared != nil && !strings.EqualFold(string(declared[1]), "utf-8"):
		if coding, err = htmlindex.Get(string(declared[1])); err != nil {
			return nil, wrong(1, UnknownCoding, "name", string(declared[1]))
		}
	}
	if coding != nil {
		from = bufio.NewReaderSize(transform.NewReader(from, coding.NewDecoder()), 64<<10)
	}
	return &source{from: from, line: 1}, nil
}

// Read answers whole characters only.
func (s *source) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(s.rest) > 0 {
			copied := copy(p[n:], s.rest)
			s.rest, n = s.rest[copied:], n+copied
			continue
		}
		if n > 0 && s.from.Buffered() == 0 {
			return n, nil
		}
		r, size, err := s.from.ReadRune()
		if err != nil {
			return n, err
		}
		switch {
		case r == '\n':
			s.line++
		case r == utf8.RuneError && size == 1:
			s.repair()
		case r < 0x20 && r != '\t' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			s.repair()
			continue
		}
		if size = utf8.RuneLen(r); n+size <= len(p) {
			n += utf8.EncodeRune(p[n:], r)
			continue
		}
		s.rest = utf8.AppendRune(nil, r)
	}
	return n, nil
}

func (s *source) repair() {
	if s.repaired++; s.first == 0 {
		s.first = s.line
	}
}

// limited is a reader that complains, rather than ends, when there is too much.
type limited struct {
	from io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		if n, err := l.from.Read(make([]byte, 1)); n == 0 {
			return 0, err
		}
		return 0, wrong(1, TooLarge, "max", "64")
	}
	if int64(len(p)) > l.left {
		p = p[:l.left]
	}
	n, err := l.from.Read(p)
	l.left -= int64(n)
	return n, err
}
