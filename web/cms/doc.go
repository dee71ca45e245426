// Package cms serves people in browsers: one file per resource.
//
// A handler reads its input, calls one Store, fills a View and answers with
// respond.Page; a form that succeeded answers 303 and a flash, one that failed
// comes back filled with 422. Nothing here decides a right or writes a sentence.
//
// Frame gathers what surrounds a page, from the scope alone. Refuse answers
// errors: nobody signed in leads to the sign-in page (with the posted form sealed
// inside), a missing choice to the gate, a renamed organization to its new
// address, everything else to a page that says what happened.
package cms
