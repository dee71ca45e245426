// The second factor and passkeys through the unmodified client.
import { createHmac } from "node:crypto";
import { Browser, data, is, mail, password, refused, signedUp, yes } from "./client.mjs";

// code is what an authenticator shows now, or so many steps away (RFC 6238).
function code(uri, away = 0) {
  const secret = new URL(uri).searchParams.get("secret");
  const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + away));
  const mac = createHmac("sha1", key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, "0");
}

export default async function factor() {
  await twoFactor();
  await passkeys();
}

async function twoFactor() {
  const email = "kim@example.com";
  const kim = await signedUp("Kim", email);
  refused("a wrong password", await kim.client.twoFactor.enable({ password: "wrong" }), 400, "INVALID_PASSWORD");
  refused("no authenticator yet", await kim.client.twoFactor.getTotpUri({ password }), 400, "TOTP_NOT_ENABLED");
  refused("no second factor yet", await kim.client.twoFactor.generateBackupCodes({ password }), 400, "TWO_FACTOR_NOT_ENABLED");
  const made = data("enable", await kim.client.twoFactor.enable({ password, issuer: "House" }));
  is("codes", [made.backupCodes.length, made.backupCodes.every((c) => /^[a-z0-9]{5}-[a-z0-9]{5}$/.test(c))], [10, true]);
  const uri = new URL(made.totpURI);
  is("the address", [uri.protocol, uri.host, decodeURIComponent(uri.pathname), uri.searchParams.get("issuer"), uri.searchParams.get("digits"), uri.searchParams.get("period")],
    ["otpauth:", "totp", `/House:${email}`, "House", "6", "30"]);
  is("nothing changed", data("get-session", await kim.client.getSession()).user.twoFactorEnabled, false);
  refused("a wrong first code", await kim.client.twoFactor.verifyTotp({ code: "000000" }), 401, "INVALID_CODE");

  const before = data("get-session before", await kim.client.getSession()).session;
  const on = data("the first code", await kim.client.twoFactor.verifyTotp({ code: code(made.totpURI, -1) }));
  is("it is on", on.user.id, before.userId);
  const after = data("get-session after", await kim.client.getSession());
  yes("the session has a new token", after.session.token !== before.token && after.user.twoFactorEnabled);
  refused("twice", await kim.client.twoFactor.enable({ password }), 400, "TOTP_ALREADY_ENABLED");
  is("the same address", data("get-totp-uri", await kim.client.twoFactor.getTotpUri({ password })).totpURI.split("secret=")[1].split("&")[0], uri.searchParams.get("secret"));

  const other = new Browser();
  refused("nobody asked", await other.client.twoFactor.verifyTotp({ code: "123456" }), 401, "INVALID_TWO_FACTOR_COOKIE");
  refused("nobody to mail", await other.client.twoFactor.sendOtp(), 401, "INVALID_TWO_FACTOR_COOKIE");
  const asked = data("sign-in", await other.client.signIn.email({ email, password }));
  is("asks for the factor", asked, { twoFactorRedirect: true, twoFactorMethods: ["totp", "otp"] });
  yes("no session", !other.set["gatehouse.session_token"] && other.set["gatehouse.two_factor"]);
  is("nobody yet", data("get-session while asked", await other.client.getSession()), null);
  refused("a used code", await other.client.twoFactor.verifyTotp({ code: code(made.totpURI, -1) }), 401, "INVALID_CODE");
  const cookie = other.jar.get("gatehouse.two_factor");
  const inside = data("the code", await other.client.twoFactor.verifyTotp({ code: code(made.totpURI), trustDevice: true }));
  is("is in", [inside.user.email, data("get-session in", await other.client.getSession()).user.email], [email, email]);
  yes("the browser is trusted", other.set && other.jar.get("gatehouse.trust_device"));
  const late = new Browser();
  late.jar.set("gatehouse.two_factor", cookie);
  refused("a challenge works once", await late.client.twoFactor.verifyTotp({ code: code(made.totpURI, 1) }), 401, "INVALID_TWO_FACTOR_COOKIE");
  data("sign-out", await other.client.signOut());
  yes("a trusted browser is not asked", data("sign-in again", await other.client.signIn.email({ email, password })).token);

  const mails = new Browser();
  data("sign-in for a mail", await mails.client.signIn.email({ email, password }));
  refused("no code was mailed", await mails.client.twoFactor.verifyOtp({ code: "123456" }), 400, "OTP_HAS_EXPIRED");
  is("send-otp", data("send-otp", await mails.client.twoFactor.sendOtp()), { status: true });
  const text = await mail(email, "This is the code");
  yes("by mail", data("verify-otp", await mails.client.twoFactor.verifyOtp({ code: text.match(/\b\d{6}\b/)[0] })).token);

  const lost = new Browser();
  data("sign-in without the authenticator", await lost.client.signIn.email({ email, password }));
  refused("no such code", await lost.client.twoFactor.verifyBackupCode({ code: "aaaaa-aaaaa" }), 401, "INVALID_BACKUP_CODE");
  yes("a backup code", data("verify-backup-code", await lost.client.twoFactor.verifyBackupCode({ code: made.backupCodes[0] })).token);
  const guess = new Browser();
  data("sign-in to guess", await guess.client.signIn.email({ email, password }));
  refused("a backup code works once", await guess.client.twoFactor.verifyBackupCode({ code: made.backupCodes[0] }), 401, "INVALID_BACKUP_CODE");
  for (let i = 0; i < 4; i++) await guess.client.twoFactor.verifyTotp({ code: "000000" });
  refused("five tries", await guess.client.twoFactor.verifyTotp({ code: "000000" }), 400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE");

  is("new codes", data("generate-backup-codes", await lost.client.twoFactor.generateBackupCodes({ password })).backupCodes.length, 10);
  refused("off takes the password", await lost.client.twoFactor.disable({ password: "wrong" }), 400, "INVALID_PASSWORD");
  is("disable", data("disable", await lost.client.twoFactor.disable({ password })), { status: true });
  yes("in by the password alone", data("sign-in after", await new Browser().client.signIn.email({ email, password })).token);
}

async function passkeys() {
  const lee = await signedUp("Lee", "lee@example.com");
  is("none yet", data("list", await lee.client.passkey.listUserPasskeys()), []);
  const options = await lee.raw("GET", "/auth/passkey/generate-register-options");
  is("options", [options.status, options.body.rp.id, options.body.authenticatorSelection.userVerification], [200, new URL(process.env.GATEHOUSE_URL).hostname, "required"]);
  yes("a ceremony", lee.set["gatehouse.better-auth-passkey"]);
  is("a bad answer", (await lee.raw("POST", "/auth/passkey/verify-registration", { response: { id: "x" } })).body.code, "FAILED_TO_VERIFY_REGISTRATION");
  is("an answer to nothing", (await lee.raw("POST", "/auth/passkey/verify-registration", { response: { id: "x" } })).body.code, "CHALLENGE_NOT_FOUND");
  is("nobody may make one", (await new Browser().raw("GET", "/auth/passkey/generate-register-options")).status, 401);
  const door = new Browser();
  is("to sign in", (await door.raw("GET", "/auth/passkey/generate-authenticate-options")).status, 200);
  const bad = await door.raw("POST", "/auth/passkey/verify-authentication", { response: {} });
  is("a bad assertion", [bad.status, bad.body.code], [400, "AUTHENTICATION_FAILED"]);
  refused("a passkey that is not there", await lee.client.passkey.updatePasskey({ id: "pky_nothing", name: "x" }), 404, "PASSKEY_NOT_FOUND");
  refused("nor to be deleted", await lee.client.passkey.deletePasskey({ id: "pky_nothing" }), 404, "PASSKEY_NOT_FOUND");
}
