package auth_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/db/auth"
	"gatehouse/db/fault"
)

func TestCheckPassword(t *testing.T) {
	about := []string{"Ada Lindqvist", "ada@example.com", "Acme Works"}
	for password, problem := range map[string]string{
		"correct horse battery staple": "",
		"violet tram 7 gravel":         "",
		"q7#Vd2!mZp0x":                 "",
		"ünïcödé-schlüssel":            "",
		"sparsam-kiesel-42":            "",
		"ada rows a boat upstream":     "",
		"":                             fault.ProblemRequired,
		"short1!":                      fault.ProblemTooShort,
		"elevenchars":                  fault.ProblemTooShort,
		strings.Repeat("long ", 26):    fault.ProblemTooLong,
		strings.Repeat("x", 1<<20):     fault.ProblemTooLong,
		"bytes \xff\xfe that are none": fault.ProblemText,
		"password1234":                 fault.ProblemCommon,
		"P@ssw0rd1234":                 fault.ProblemCommon,
		"Passw0rd!2026":                fault.ProblemCommon,
		"123456789012":                 fault.ProblemCommon,
		"qwertyuiop123":                fault.ProblemCommon,
		"1q2w3e4r5t6y":                 fault.ProblemCommon,
		"1qaz2wsx3edc":                 fault.ProblemCommon,
		"aaaaaaaaaaaaa":                fault.ProblemCommon,
		"abcabcabcabc":                 fault.ProblemCommon,
		"iloveyou2024!":                fault.ProblemCommon,
		"Welcome123456":                fault.ProblemCommon,
		"letmeinplease":                fault.ProblemCommon,
		"administrator":                fault.ProblemCommon,
		"AdaLindqvist":                 fault.ProblemCommon,
		"lindqvist2026":                fault.ProblemCommon,
		"acme-works-gatehouse":         fault.ProblemCommon,
		"abcdefghijklmnop":             fault.ProblemCommon,
		"summer2025summer":             fault.ProblemCommon,
		"!@#$%^&*()_+":                 fault.ProblemCommon,
		"correcthorsecorrecthorse":     "",
		"passwordpasswordpassword":     fault.ProblemCommon,
		"ｐａｓｓｗｏｒｄ１２３４":                 fault.ProblemCommon,
	} {
		err := auth.CheckPassword(password, about...)
		if problem == "" {
			if err != nil {
				t.Errorf("%q: %v", password, err)
			}
			continue
		}
		f := fault.As(err)
		if f.Kind != fault.Invalid || len(f.Problems) != 1 || f.Problems[0].Code != problem || f.Problems[0].Field != "password" {
			t.Errorf("%.40q: %v, wanted %s", password, err, problem)
		}
		if err != nil && strings.Contains(err.Error(), password) && password != "" {
			t.Errorf("%q is in its error", password)
		}
	}
}

func TestCheckingIsQuick(t *testing.T) {
	start := time.Now()
	for range 20 {
		_ = auth.CheckPassword(strings.Repeat("a1@!", 32), "a", "b@example.com")
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("20 checks took %v", took)
	}
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("correct horse battery staple", "Ada")
	f.Fuzz(func(t *testing.T, password, about string) {
		_ = auth.CheckPassword(password, about) // must not panic
	})
}

func TestNormalizeEmail(t *testing.T) {
	for typed, want := range map[string]string{
		" Ada@Example.COM ":                      "ada@example.com",
		"ada+cms@example.co.uk":                  "ada+cms@example.co.uk",
		"ａｄａ＠example.com":                        "ada@example.com", // full width
		"jürgen@müller.example":                  "jürgen@müller.example",
		"":                                       "",
		"ada":                                    "",
		"ada@":                                   "",
		"@example.com":                           "",
		"Ada <ada@example.com>":                  "",
		"ada@example.com, bo@example.com":        "",
		"ada@exam\x00ple.com":                    "",
		"ada\r\nBcc: x@example.com@example.com":  "",
		"ada @example.com":                       "",
		`"a b"@example.com`:                      "",
		"ada@[127.0.0.1]":                        "",
		"ada\u200b@example.com":                  "",
		strings.Repeat("a", 65) + "@example.com": "",
		"a@" + strings.Repeat("b.", 130) + "example": "",
		strings.Repeat("ﷺ", 300) + "@example.com":    "",
		"ada@example.com\x7f":                        "",
		"ada(comment)@example.com":                   "",
		"a@b@c.example":                              "",
	} {
		got, err := auth.NormalizeEmail(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%.60q: %q, %v", typed, got, err)
		}
		if err == nil {
			if again, err := auth.NormalizeEmail(got); again != got || err != nil {
				t.Errorf("%q is not stable: %q, %v", got, again, err)
			}
		}
	}
}

func FuzzNormalizeEmail(f *testing.F) {
	f.Add("Ada@Example.COM")
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := auth.NormalizeEmail(typed)
		if err != nil {
			return
		}
		if again, err := auth.NormalizeEmail(got); err != nil || again != got {
			t.Errorf("%q becomes %q becomes %q, %v", typed, got, again, err)
		}
	})
}
