// Accounts, sessions, passwords and addresses through the unmodified client.
import { Browser, base, data, is, mail, mailed, password, refused, signedUp, yes } from "./client.mjs";

export default async function core() {
  await signingUp();
  await sessions();
  await profile();
  await passwords();
  await addresses();
  await origins();
  await conventions();
  await deletion();
}

async function signingUp() {
  const eve = new Browser();
  is("nobody is null", data("get-session of nobody", await eve.client.getSession()), null);
  const up = data("sign-up", await eve.client.signUp.email({ name: "Eve", email: "Eve@Example.com", password }));
  is("the address is lower case", up.user.email, "eve@example.com");
  is("a new address is not verified", up.user.emailVerified, false);
  yes("the token is 32 letters and digits", /^[A-Za-z0-9]{32}$/.test(up.token));
  is("keys of a user", Object.keys(up.user).sort(), [
    "banExpires", "banReason", "banned", "createdAt", "email", "emailVerified", "id", "image", "name", "role", "twoFactorEnabled", "updatedAt",
  ]);
  const cookie = eve.set["gatehouse.session_token"];
  is("cookie", cookie.attributes.filter((a) => !a.startsWith("Expires")).sort(), ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=Lax"]);
  yes("the cookie is the signed token", decodeURIComponent(cookie.value).startsWith(up.token + ".") && decodeURIComponent(cookie.value).length === 32 + 1 + 44);
  is("set-auth-token is not encoded", eve.headers.get("set-auth-token"), decodeURIComponent(cookie.value));
  yes("and exposed", eve.headers.get("access-control-expose-headers").includes("set-auth-token"));
  yes("a cookie of this person in this browser", eve.set[`gatehouse.session_token_multi-${up.token.toLowerCase()}`]);

  const who = data("get-session", await eve.client.getSession());
  is("get-session has the token", who.session.token, up.token);
  is("get-session has the user", who.user.id, up.user.id);
  yes("dates are dates", who.session.expiresAt instanceof Date);
  is("a new session is in no organization", [who.session.activeOrganizationId, who.session.activeTeamId, who.session.impersonatedBy], [null, null, null]);
  is("get-session is not stored", [eve.headers.get("cache-control"), eve.headers.get("pragma")], ["no-store", "no-cache"]);

  const again = new Browser();
  refused("a known address", await again.client.signUp.email({ name: "Eve", email: "eve@example.com", password }), 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
  refused("a short password", await again.client.signUp.email({ name: "F", email: "f@example.com", password: "short" }), 400, "PASSWORD_TOO_SHORT");
  refused("a long password", await again.client.signUp.email({ name: "F", email: "f@example.com", password: "x".repeat(129) }), 400, "PASSWORD_TOO_LONG");
  refused("no address", await again.client.signUp.email({ name: "F", email: "f", password }), 400, "VALIDATION_ERROR");
  refused("a role", await again.client.signUp.email({ name: "F", email: "f@example.com", password, role: "admin" }), 400, "FIELD_NOT_ALLOWED");
  const missing = await again.client.signUp.email({ email: "f@example.com", password });
  refused("no name", missing, 400, "VALIDATION_ERROR");
  yes("names the member", missing.error.message.startsWith("[body.name] "));

  refused("a wrong password", await again.client.signIn.email({ email: "eve@example.com", password: "wrong" }), 401, "INVALID_EMAIL_OR_PASSWORD");
  refused("an unknown address", await again.client.signIn.email({ email: "nobody@example.com", password }), 401, "INVALID_EMAIL_OR_PASSWORD");
  refused("no address at all", await again.client.signIn.email({ email: "nobody", password }), 400, "INVALID_EMAIL");
  const back = data("sign-in", await again.client.signIn.email({ email: "EVE@example.com", password, rememberMe: false }));
  is("sign-in answers", [back.redirect, back.user.id], [false, up.user.id]);
  is("without remembering, the cookie ends with the browser", again.set["gatehouse.session_token"].attributes.filter((a) => a.startsWith("Max-Age")), []);
  yes("and says so", again.set["gatehouse.dont_remember"]);
  const to = await again.raw("POST", "/auth/sign-in/email", { email: "eve@example.com", password, callbackURL: "/dashboard" });
  is("sign-in with callbackURL", [to.status, to.body.redirect, to.body.url, to.headers.get("location")], [200, true, "/dashboard", "/dashboard"]);
  const form = await new Browser().raw("POST", "/auth/sign-in/email", new URLSearchParams({ email: "eve@example.com", password }).toString(), { "content-type": "application/x-www-form-urlencoded" });
  is("sign-in by form", form.status, 200);

  const token = decodeURIComponent(eve.jar.get("gatehouse.session_token"));
  for (const bearer of [up.token, token, encodeURIComponent(token)]) {
    is("bearer", data("get-session by bearer", await new Browser({ bearer, origin: null }).client.getSession())?.user.id, up.user.id);
  }
  for (const bearer of ["x".repeat(32), up.token + ".AAAA", token.slice(0, -4) + "AAA="]) {
    is("a bad bearer is nobody", data("get-session by a bad bearer", await new Browser({ bearer, origin: null }).client.getSession()), null);
    refused("a bad bearer elsewhere", await new Browser({ bearer, origin: null }).client.listSessions(), 401, "UNAUTHORIZED");
  }
  const forged = new Browser();
  forged.jar.set("gatehouse.session_token", encodeURIComponent(up.token + "." + "A".repeat(43) + "="));
  is("a forged cookie is nobody", data("get-session forged", await forged.client.getSession()), null);
  is("a bad key is refused everywhere", (await new Browser({ key: "x" }).raw("GET", "/auth/get-session")).status, 403);

  is("sign-out", data("sign-out", await eve.client.signOut()), { success: true });
  is("cookies are gone", [...eve.jar.keys()], []);
  yes("session_data is expired", eve.set["gatehouse.session_data"]);
  is("nobody again", data("get-session after sign-out", await eve.client.getSession()), null);
  is("a dead token is nobody", data("dead bearer", await new Browser({ bearer: up.token, origin: null }).client.getSession()), null);
  is("sign-out twice", data("sign-out twice", await eve.client.signOut()), { success: true });
}

async function sessions() {
  const gil = await signedUp("Gil", "gil@example.com");
  const other = new Browser();
  data("a second device", await other.client.signIn.email({ email: gil.email, password }));
  const list = data("list-sessions", await gil.client.listSessions());
  is("two sessions", list.length, 2);
  const mine = data("get-session", await gil.client.getSession()).session;
  const theirs = list.find((s) => s.id !== mine.id);
  is("the own one has its token", list.find((s) => s.id === mine.id).token, mine.token);
  is("the other one has a handle", theirs.token, theirs.id);
  const stranger = await signedUp("Stranger", "stranger@example.com");
  is("somebody else's: same answer", data("revoke-session of others", await stranger.client.revokeSession({ token: theirs.token })), { status: true });
  yes("and no effect", data("get-session of other", await other.client.getSession()));
  is("by handle", data("revoke-session", await gil.client.revokeSession({ token: theirs.token })), { status: true });
  is("it is dead", data("get-session of revoked", await other.client.getSession()), null);
  is("the dead cookie is taken", other.jar.has("gatehouse.session_token"), false);
  data("again", await other.client.signIn.email({ email: gil.email, password }));
  const second = data("get-session again", await other.client.getSession()).session.token;
  is("by token", data("revoke-session by token", await gil.client.revokeSession({ token: second })), { status: true });
  is("it is dead too", data("get-session of revoked by token", await other.client.getSession()), null);
  data("a third time", await other.client.signIn.email({ email: gil.email, password }));
  is("all others", data("revoke-other-sessions", await gil.client.revokeOtherSessions()), { status: true });
  is("others are dead", data("get-session of others", await other.client.getSession()), null);
  yes("this one lives", data("get-session of mine", await gil.client.getSession()));
  is("all", data("revoke-sessions", await gil.client.revokeSessions()), { status: true });
  is("cookie is gone", gil.jar.has("gatehouse.session_token"), false);
  refused("nobody lists", await gil.client.listSessions(), 401, "UNAUTHORIZED");
}

async function profile() {
  const hal = await signedUp("Hal", "hal@example.com");
  is("update-user", data("update-user", await hal.client.updateUser({ name: "Hal 9", image: "https://example.com/hal.png" })), { status: true });
  yes("sends the cookie again", hal.set["gatehouse.session_token"]);
  let user = data("get-session", await hal.client.getSession()).user;
  is("name and image", [user.name, user.image], ["Hal 9", "https://example.com/hal.png"]);
  data("clear the image", await hal.client.updateUser({ image: null }));
  user = data("get-session", await hal.client.getSession()).user;
  is("name stays, image is null", [user.name, user.image], ["Hal 9", null]);
  refused("e-mail", await hal.client.updateUser({ email: "x@example.com" }), 400, "EMAIL_CAN_NOT_BE_UPDATED");
  refused("role", await hal.client.updateUser({ role: "admin" }), 400, "FIELD_NOT_ALLOWED");
  refused("nothing", await hal.client.$fetch("/update-user", { method: "POST", body: {} }), 400, undefined);
  refused("update-session", await hal.client.$fetch("/update-session", { method: "POST", body: { activeOrganizationId: "x" } }), 400, "FIELD_NOT_ALLOWED");
  const accounts = data("list-accounts", await hal.client.listAccounts());
  is("accounts", accounts.map((a) => [a.providerId, a.accountId, a.scopes]), [["credential", user.id, []]]);
  refused("the last account", await hal.client.unlinkAccount({ accountId: accounts[0].id, providerId: "credential" }), 400, "FAILED_TO_UNLINK_LAST_ACCOUNT");
  refused("no such account", await hal.client.unlinkAccount({ accountId: "acc_nothing", providerId: "credential" }), 400, "ACCOUNT_NOT_FOUND");
}

async function passwords() {
  const ida = await signedUp("Ida", "ida@example.com");
  const other = new Browser();
  data("another device", await other.client.signIn.email({ email: ida.email, password }));
  const next = "an entirely new sentence";
  refused("wrong current", await ida.client.changePassword({ currentPassword: "wrong", newPassword: next }), 400, "INVALID_PASSWORD");
  refused("too short", await ida.client.changePassword({ currentPassword: password, newPassword: "short" }), 400, "PASSWORD_TOO_SHORT");
  is("without revoking, no token", data("change-password", await ida.client.changePassword({ currentPassword: password, newPassword: next })).token, null);
  is("other devices end all the same", data("get-session of the other device", await other.client.getSession()), null);
  const before = data("get-session", await ida.client.getSession()).session.token;
  const changed = data("change-password with revoking", await ida.client.changePassword({ currentPassword: next, newPassword: password, revokeOtherSessions: true }));
  yes("a new token", changed.token && changed.token !== before);
  is("the old one is dead", data("old bearer", await new Browser({ bearer: before, origin: null }).client.getSession()), null);
  is("the cookie goes on", data("get-session", await ida.client.getSession()).session.token, changed.token);
  is("verify-password", data("verify-password", await ida.client.$fetch("/verify-password", { method: "POST", body: { password } })), { status: true });

  const asked = data("request-password-reset", await other.client.requestPasswordReset({ email: ida.email, redirectTo: "/set" }));
  const unknown = data("for nobody", await other.client.requestPasswordReset({ email: "nobody@example.com", redirectTo: "/set" }));
  is("alike", asked, unknown);
  const link = new URL((await mail(ida.email, "/auth/reset-password/")).match(/https?:\S+/)[0]);
  const token = link.pathname.split("/").pop();
  const followed = await other.raw("GET", link.pathname + link.search);
  is("the link leads on with the token", [followed.status, followed.headers.get("location")], [302, `${base}/set?token=${token}`]);
  const dead = await other.raw("GET", `/auth/reset-password/${"a".repeat(43)}?callbackURL=/set`);
  is("a dead link says so", [dead.status, dead.headers.get("location")], [302, `${base}/set?error=INVALID_TOKEN`]);
  refused("a short one does not burn the token", await other.client.resetPassword({ newPassword: "short", token }), 400, "PASSWORD_TOO_SHORT");
  is("reset-password", data("reset-password", await other.client.resetPassword({ newPassword: next, token })), { status: true });
  refused("works once", await other.client.resetPassword({ newPassword: password, token }), 400, "INVALID_TOKEN");
  is("sessions end", data("get-session after reset", await ida.client.getSession()), null);
  data("sign in with the new password", await ida.client.signIn.email({ email: ida.email, password: next }));
}

async function addresses() {
  const jon = await signedUp("Jon", "jon@example.com");
  await mailed(jon.email, "/verify-email");
  refused("another's address", await jon.client.sendVerificationEmail({ email: "x@example.com" }), 400, "EMAIL_MISMATCH");
  is("send-verification-email", data("send-verification-email", await jon.client.sendVerificationEmail({ email: jon.email, callbackURL: "/welcome" })), { status: true });
  const link = new URL((await mail(jon.email, "/auth/verify-email")).match(/https?:\S+/)[0]);
  const nobody = new Browser();
  is("for anybody", data("send-verification-email signed out", await nobody.client.sendVerificationEmail({ email: "nobody@example.com" })), { status: true });
  const followed = await nobody.raw("GET", link.pathname + link.search);
  is("the link proves and leads on", [followed.status, followed.headers.get("location")], [302, `${base}/welcome`]);
  is("proven", data("get-session", await jon.client.getSession()).user.emailVerified, true);
  refused("proven already", await jon.client.sendVerificationEmail({ email: jon.email }), 400, "EMAIL_ALREADY_VERIFIED");
  refused("junk", await jon.client.verifyEmail({ query: { token: "junk" } }), 401, "INVALID_TOKEN");
  is("junk leads on", (await nobody.raw("GET", "/auth/verify-email?token=junk&callbackURL=/welcome")).headers.get("location"), `${base}/welcome?error=INVALID_TOKEN`);

  refused("the same address", await jon.client.changeEmail({ newEmail: jon.email }), 400, undefined);
  is("a taken address", data("change-email to a taken one", await jon.client.changeEmail({ newEmail: "hal@example.com" })), { status: true });
  is("change-email", data("change-email", await jon.client.changeEmail({ newEmail: "Jonas@example.com", callbackURL: "/account" })), { status: true });
  is("nothing has changed yet", data("get-session", await jon.client.getSession()).user.email, "jon@example.com");
  const change = new URL((await mail("jonas@example.com", "/auth/verify-email")).match(/https?:\S+/)[0]);
  const stranger = await signedUp("Kim", "kim@example.com");
  is("not in another's session", (await stranger.raw("GET", change.pathname + change.search)).headers.get("location"), `${base}/account?error=INVALID_USER`);
  is("in the own one", (await jon.raw("GET", change.pathname + change.search)).headers.get("location"), `${base}/account`);
  const moved = data("get-session", await jon.client.getSession()).user;
  is("moved and proven", [moved.email, moved.emailVerified], ["jonas@example.com", true]);
  await mail("jon@example.com", "jonas@example.com");
}

async function origins() {
  const lea = await signedUp("Lea", "lea@example.com");
  const from = async (headers, path = "/auth/update-user", body = { name: "Lea" }) => {
    const kept = lea.origin;
    lea.origin = null;
    const answer = await lea.raw("POST", path, body, headers);
    lea.origin = kept;
    return [answer.status, answer.body.code];
  };
  is("a foreign origin", await from({ origin: "https://evil.example" }), [403, "INVALID_ORIGIN"]);
  is("a longer origin", await from({ origin: base + ".evil.example" }), [403, "INVALID_ORIGIN"]);
  is("no origin", await from({}), [403, "MISSING_OR_NULL_ORIGIN"]);
  is("origin null", await from({ origin: "null" }), [403, "MISSING_OR_NULL_ORIGIN"]);
  is("a trusted origin", await from({ origin: "https://app.example.com" }), [200, undefined]);
  is("an extension", await from({ origin: "chrome-extension://abcdefghijklmnop" }), [200, undefined]);
  is("the referer", await from({ referer: base + "/somewhere" }), [200, undefined]);
  const curl = new Browser({ origin: null });
  is("sign-in of a browser without origin", (await curl.raw("POST", "/auth/sign-in/email", { email: "lea@example.com", password })).body.code, "MISSING_OR_NULL_ORIGIN");
  is("bearers need none", (await new Browser({ origin: null, bearer: lea.set ? decodeURIComponent(lea.jar.get("gatehouse.session_token")) : "" }).raw("POST", "/auth/update-user", { name: "Lea" })).status, 200);

  const preflight = await fetch(base + "/auth/get-session", { method: "OPTIONS", headers: { origin: "https://app.example.com", "access-control-request-method": "GET" } });
  is("preflight", [preflight.status, preflight.headers.get("access-control-allow-origin"), preflight.headers.get("access-control-allow-credentials")], [204, "https://app.example.com", "true"]);
  const foreign = await fetch(base + "/auth/get-session", { method: "OPTIONS", headers: { origin: "https://evil.example", "access-control-request-method": "GET" } });
  is("a foreign preflight", [foreign.status, foreign.headers.get("access-control-allow-origin")], [404, null]);

  for (const bad of ["//evil.example", "/\\evil.example", "https://evil.example", "https:evil.example", base + ".evil.example/", base.replace("//", "//user@"), "javascript:alert(1)", "/%2f/evil.example", "/a\tb", "\\\\evil.example", "http://evil.example/" + base, "///evil.example", "data:text/html,x", "evil.example"]) {
    is(`callbackURL ${bad}`, (await lea.raw("POST", "/auth/sign-in/email", { email: "lea@example.com", password, callbackURL: bad })).body.code, "INVALID_CALLBACK_URL");
    is(`redirectTo ${bad}`, (await lea.raw("POST", "/auth/request-password-reset", { email: "lea@example.com", redirectTo: bad })).body.code, "INVALID_REDIRECT_URL");
    is(`callbackURL in a query ${bad}`, (await lea.raw("GET", "/auth/verify-email?token=x&callbackURL=" + encodeURIComponent(bad))).body.code, "INVALID_CALLBACK_URL");
  }
  for (const good of ["/dashboard", "/dashboard?x=1#there", base + "/x", "https://app.example.com/there"]) {
    is(`callbackURL ${good}`, (await lea.raw("POST", "/auth/sign-in/email", { email: "lea@example.com", password, callbackURL: good })).body.url, good);
  }
}

async function conventions() {
  const max = await signedUp("Max", "max@example.com");
  for (const [method, path] of [["PUT", "/auth/sign-out"], ["GET", "/auth/sign-out"], ["POST", "/auth/list-sessions"], ["HEAD", "/auth/get-session"], ["OPTIONS", "/auth/get-session"], ["GET", "/auth/get-session/"], ["GET", "/auth//get-session"], ["GET", "/auth/nothing"]]) {
    const answer = await max.raw(method, path);
    is(`${method} ${path}`, [answer.status, answer.body], [404, ""]);
  }
  is("POST get-session", (await max.raw("POST", "/auth/get-session", {})).body.code, "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED");
  is("media type", (await max.raw("POST", "/auth/update-user", "name=x", { "content-type": "text/plain" })).status, 415);
  is("bad JSON", (await max.raw("POST", "/auth/update-user", "{", {})).status, 400);
  const both = await max.raw("POST", "/auth/sign-up/email", { email: 1, Name: "wrong case" });
  is("all problems at once", [both.status, both.body.code, (both.body.message.match(/\[body\./g) ?? []).length], [400, "VALIDATION_ERROR", 3]);
  is("a bad body before a missing session", (await new Browser().raw("POST", "/auth/revoke-session", {})).status, 400);
  is("ok", (await max.raw("GET", "/auth/ok")).body, { ok: true });
  const page = await max.raw("GET", "/auth/error?error=<script>");
  is("the error page", [page.status, page.headers.get("content-type"), String(page.body).includes("<script>")], [200, "text/html; charset=utf-8", false]);
}

async function deletion() {
  const ned = await signedUp("Ned", "ned@example.com");
  refused("a wrong password", await ned.client.deleteUser({ password: "wrong" }), 400, "INVALID_PASSWORD");
  refused("a token that nobody mailed", await ned.client.deleteUser({ token: "x" }), 404, "INVALID_TOKEN");
  is("delete-user", data("delete-user", await ned.client.deleteUser({ password })), { success: true, message: "User deleted" });
  is("nobody", data("get-session", await ned.client.getSession()), null);
  refused("no account", await ned.client.signIn.email({ email: "ned@example.com", password }), 401, "INVALID_EMAIL_OR_PASSWORD");
}
