// Package browsertest is the fourth ring of tests: journeys of people in a real
// Chromium against the built server of web/webtest.
//
// What lives here: tests only, and their harness. A visitor is a browser profile of
// its own; a tab clicks and types as a person would, waits instead of sleeping, and
// fails its test for every console error, policy violation, unexpected status and
// failed request. Journeys that must hold without JavaScript run twice.
// What never does: anything a program could import, and checks that a faster ring
// can make.
//
// Chromium is found by GATEHOUSE_TEST_CHROMIUM or on the PATH; without it the tests
// are left out, unless GATEHOUSE_TEST_REQUIRE names browser. With
// GATEHOUSE_SCREENSHOTS set to a folder, TestScreenshots writes pictures of the main
// screens there, and every failing tab what it showed.
package browsertest
