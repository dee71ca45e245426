// Organizations, members, invitations and teams through the unmodified client.
import { Browser, data, is, mailed, password, refused, signedUp, verified, yes } from "./client.mjs";

const of = (browser) => browser.client.organization;

// invited is a new person who was invited and has accepted.
async function invited(owner, name, role, organizationId, more = {}) {
  const email = `${name.toLowerCase()}@org.example`;
  const person = await verified(name, email);
  const invitation = data(`invite ${email}`, await of(owner).inviteMember({ email, role, organizationId, ...more }));
  const joined = data(`accept ${email}`, await of(person).acceptInvitation({ invitationId: invitation.id }));
  is(`${email} is a member`, [joined.invitation.status, joined.member.role, joined.member.userId], ["accepted", role, person.user.id]);
  person.member = joined.member;
  return person;
}

export default async function organization() {
  const olga = await verified("Olga", "olga@org.example");
  const out = await signedUp("Outsider", "outsider@org.example");
  const made = await organizations(olga, out);
  const people = {
    olga, out,
    ann: await invited(olga, "Ann", "admin", made.id),
    mo: await invited(olga, "Mo", "member", made.id),
  };
  await activeOrganization(people, made);
  await reading(people, made);
  await permissions(people, made);
  await changing(people, made);
  await invitations(people, made);
  await members(people, made);
  await teams(people, made);
  await aliases(people, made);
  await ending(people, made);
}

async function organizations(olga, out) {
  is("a free slug", data("check-slug", await of(olga).checkSlug({ slug: "museum" })), { status: true });
  const made = data("create", await of(olga).create({ name: "Museum", slug: "museum", metadata: { floors: 3 }, logo: "https://example.com/m.png" }));
  is("what was made", [made.name, made.slug, made.logo, made.metadata], ["Museum", "museum", "https://example.com/m.png", { floors: 3 }]);
  is("its owner", made.members.map((m) => [m.userId, m.role, m.organizationId]), [[olga.user.id, "owner", made.id]]);
  const session = data("get-session", await olga.client.getSession()).session;
  is("is active", session.activeOrganizationId, made.id);
  yes("with a first team", session.activeTeamId);
  is("named alike", data("list-teams", await of(olga).listTeams()).map((t) => [t.id, t.name]), [[session.activeTeamId, "Museum"]]);
  refused("the slug again", await of(out).create({ name: "Other", slug: "museum" }), 400, "ORGANIZATION_ALREADY_EXISTS");
  refused("a taken slug", await of(out).checkSlug({ slug: "museum" }), 400, "ORGANIZATION_SLUG_ALREADY_TAKEN");
  refused("no name", await of(out).create({ name: "", slug: "x1" }), 400, "VALIDATION_ERROR");
  refused("nobody", await of(new Browser()).create({ name: "X", slug: "x2" }), 401, "UNAUTHORIZED");
  const plain = data("create without metadata", await of(olga).create({ name: "Second", slug: "second", keepCurrentActiveOrganization: true }));
  yes("no metadata, no key", !("metadata" in plain));
  is("the active one stays", data("get-session", await olga.client.getSession()).session.activeOrganizationId, made.id);
  is("list", data("list", await of(olga).list()).map((o) => [o.slug, o.metadata]).sort(), [["museum", '{"floors":3}'], ["second", null]]);
  is("nobody else's", data("list of others", await of(out).list()), []);
  return made;
}

async function activeOrganization({ olga, out, mo }, made) {
  const second = data("list", await of(olga).list()).find((o) => o.slug === "second");
  const extension = new Browser();
  for (const [name, value] of olga.jar) extension.jar.set(name, value);
  is("set-active", data("set-active", await of(olga).setActive({ organizationId: second.id })).slug, "second");
  yes("sends the cookie again", olga.set["gatehouse.session_token"]);
  is("another client of the session sees it", data("get-session", await extension.client.getSession()).session.activeOrganizationId, second.id);
  const elsewhere = new Browser();
  data("another device", await elsewhere.client.signIn.email({ email: olga.email, password }));
  is("another session does not", data("get-session", await elsewhere.client.getSession()).session.activeOrganizationId, null);
  is("by slug", data("set-active by slug", await of(olga).setActive({ organizationSlug: "museum" })).id, made.id);
  refused("an unknown id", await of(olga).setActive({ organizationId: "org_nothing" }), 403, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
  is("a refused switch leaves none", data("get-session", await olga.client.getSession()).session.activeOrganizationId, null);
  data("back", await of(olga).setActive({ organizationId: made.id }));
  refused("an unknown slug", await of(olga).setActive({ organizationSlug: "nothing-here" }), 400, "ORGANIZATION_NOT_FOUND");
  refused("a foreign id", await of(out).setActive({ organizationId: made.id }), 403, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
  refused("a foreign slug answers like an unknown one", await of(out).setActive({ organizationSlug: "museum" }), 400, "ORGANIZATION_NOT_FOUND");
  is("none", data("set-active null", await of(olga).setActive({ organizationId: null })), null);
  is("nothing is active", data("get-full-organization", await of(olga).getFullOrganization()), null);
  data("back again", await of(olga).setActive({ organizationId: made.id }));
  is("accepting made it active", data("get-session", await mo.client.getSession()).session.activeOrganizationId, made.id);
}

async function reading({ olga, out, mo, ann }, made) {
  const full = data("get-full-organization", await of(olga).getFullOrganization());
  is("full", [full.id, full.members.length, full.teams.length, full.metadata], [made.id, 3, 1, '{"floors":3}']);
  yes("members with their person", full.members.every((m) => m.user.email && m.user.name));
  yes("invitations for those who may invite", full.invitations.length === 2);
  is("none for members", data("full for a member", await of(mo).getFullOrganization()).invitations, []);
  is("membersLimit", data("membersLimit", await of(olga).getFullOrganization({ query: { membersLimit: 1 } })).members.length, 1);
  refused("not for strangers", await of(out).getFullOrganization({ query: { organizationId: made.id } }), 403, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
  is("get-organization", data("get-organization", await of(ann).getOrganization({ query: { organizationSlug: "museum" } })).id, made.id);
}

async function permissions({ olga, out, mo, ann }, made) {
  const may = async (person, asked) => data("has-permission", await of(person).hasPermission({ permissions: asked })).success;
  for (const [resource, action, owner, admin, member] of [
    ["organization", "update", true, true, false], ["organization", "delete", true, false, false],
    ["member", "create", true, true, false], ["member", "update", true, true, false], ["member", "delete", true, true, false],
    ["invitation", "create", true, true, false], ["invitation", "cancel", true, true, false],
    ["team", "create", true, true, false], ["team", "update", true, true, false], ["team", "delete", true, true, false],
    ["ac", "create", true, true, false], ["ac", "read", true, true, true], ["project", "create", false, false, false], ["team", "paint", false, false, false],
  ]) {
    is(`${resource}:${action}`, [await may(olga, { [resource]: [action] }), await may(ann, { [resource]: [action] }), await may(mo, { [resource]: [action] })], [owner, admin, member]);
  }
  is("all of them", await may(ann, { team: ["create"], organization: ["delete"] }), false);
  const ask = (body, person = ann) => person.client.$fetch("/organization/has-permission", { method: "POST", body });
  is("the former key", data("permission", await ask({ permission: { ac: ["read"] } })).success, false);
  refused("both keys", await ask({ permission: { ac: ["read"] }, permissions: { ac: ["read"] } }), 400, "VALIDATION_ERROR");
  refused("neither", await ask({}), 400, "VALIDATION_ERROR");
  refused("strangers", await ask({ permissions: { ac: ["read"] }, organizationId: made.id }, out), 401, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
  refused("none active", await ask({ permissions: { ac: ["read"] } }, out), 400, "NO_ACTIVE_ORGANIZATION");
}

async function changing({ olga, out, mo, ann }, made) {
  const changed = data("update", await of(ann).update({ data: { name: "Great Museum", metadata: { floors: 4 } } }));
  is("metadata is an object here", [changed.name, changed.slug, changed.metadata], ["Great Museum", "museum", { floors: 4 }]);
  is("nothing to change", data("update nothing", await of(olga).update({ data: {}, organizationId: made.id })).name, "Great Museum");
  refused("members may not", await of(mo).update({ data: { name: "X" } }), 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION");
  refused("strangers", await of(out).update({ data: { name: "X" }, organizationId: made.id }), 400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
  refused("none active", await of(out).update({ data: { name: "X" } }), 400, "ORGANIZATION_NOT_FOUND");
  refused("a taken slug", await of(olga).update({ data: { slug: "second" } }), 400, "ORGANIZATION_SLUG_ALREADY_TAKEN");
  refused("a bad type", await of(olga).update({ data: { name: 1 } }), 400, "VALIDATION_ERROR");
}

async function invitations({ olga, out, mo, ann }, made) {
  const pat = await signedUp("Pat", "pat@org.example");
  const invite = (person, more) => of(person).inviteMember({ email: "Pat@org.example", role: "member", organizationId: made.id, ...more });
  const invitation = data("invite-member", await invite(ann));
  is("what was offered", [invitation.email, invitation.role, invitation.status, invitation.inviterId, invitation.organizationId, invitation.teamId], ["pat@org.example", "member", "pending", ann.user.id, made.id, null]);
  yes("for seven days", Math.abs(new Date(invitation.expiresAt) - Date.now() - 7 * 864e5) < 6e4);
  refused("twice", await invite(olga), 400, "USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION");
  is("resent", data("resend", await invite(olga, { resend: true })).id, invitation.id);
  refused("a member", await invite(olga, { email: mo.email }), 400, "USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION");
  refused("no address", await invite(olga, { email: "x" }), 400, "INVALID_EMAIL");
  refused("an unknown role", await invite(olga, { email: "r@org.example", role: "Member" }), 400, undefined);
  refused("no role", await invite(olga, { email: "r@org.example", role: [] }), 400, "ROLE_NOT_FOUND");
  refused("an admin makes no owners", await invite(ann, { email: "r@org.example", role: "owner" }), 403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE");
  refused("members do not invite", await invite(mo, { email: "r@org.example" }), 403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION");
  refused("strangers", await invite(out, { email: "r@org.example" }), 400, "MEMBER_NOT_FOUND");
  refused("nowhere", await invite(out, { email: "r@org.example", organizationId: undefined }), 400, "ORGANIZATION_NOT_FOUND");
  refused("an unknown team", await invite(olga, { email: "r@org.example", teamId: "tea_nothing" }), 400, "TEAM_NOT_FOUND");

  const get = (person) => of(person).getInvitation({ query: { id: invitation.id } });
  const read = data("get-invitation", await get(pat));
  is("with names", [read.organizationName, read.organizationSlug, read.inviterEmail], ["Great Museum", "museum", olga.email]);
  refused("not by others", await get(out), 403, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION");
  refused("not by nobody", await get(new Browser()), 401, undefined);
  refused("not there", await of(pat).getInvitation({ query: { id: "inv_nothing" } }), 400, "INVITATION_NOT_FOUND");
  refused("an unproven address lists nothing", await of(pat).listUserInvitations(), 403, "EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION");
  refused("and accepts nothing", await of(pat).acceptInvitation({ invitationId: invitation.id }), 403, "EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION");
  await pat.raw("GET", `/auth/verify-email?token=${await mailed(pat.email, "/verify-email")}`);
  is("list-user-invitations", data("list-user-invitations", await of(pat).listUserInvitations()).map((i) => [i.id, i.organizationName]), [[invitation.id, "Great Museum"]]);
  refused("nobody's", await of(new Browser()).listUserInvitations(), 400, undefined);
  refused("others may not accept", await of(out).acceptInvitation({ invitationId: invitation.id }), 403, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION");
  const no = data("reject-invitation", await of(pat).rejectInvitation({ invitationId: invitation.id }));
  is("rejected", [no.invitation.status, no.member], ["rejected", null]);
  refused("once", await of(pat).acceptInvitation({ invitationId: invitation.id }), 400, "INVITATION_NOT_FOUND");

  const next = data("invite again", await invite(olga));
  refused("strangers cancel nothing", await of(out).cancelInvitation({ invitationId: next.id }), 400, "INVITATION_NOT_FOUND");
  refused("members neither", await of(mo).cancelInvitation({ invitationId: next.id }), 403, "YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION");
  is("cancel-invitation", data("cancel-invitation", await of(ann).cancelInvitation({ invitationId: next.id })).status, "canceled");
  refused("it is void", await of(pat).acceptInvitation({ invitationId: next.id }), 400, "INVITATION_NOT_FOUND");

  const list = data("list-invitations", await of(ann).listInvitations());
  is("of every status", [...new Set(list.map((i) => i.status))].sort(), ["accepted", "canceled", "rejected"]);
  const owner = data("invite an owner", await invite(olga, { email: "heir@org.example", role: "owner" }));
  yes("owners see it", data("list-invitations", await of(olga).listInvitations()).some((i) => i.id === owner.id));
  yes("admins do not", !data("list-invitations", await of(ann).listInvitations()).some((i) => i.id === owner.id));
  refused("members list none", await of(mo).listInvitations(), 403, "YOU_ARE_NOT_ALLOWED_TO_LIST_INVITATIONS");
  refused("strangers", await of(out).listInvitations({ query: { organizationId: made.id } }), 403, undefined);

  const last = data("invite once more", await invite(olga));
  const answers = await Promise.all(Array.from({ length: 10 }, () => of(pat).acceptInvitation({ invitationId: last.id })));
  is("of ten at once one joins", answers.filter((a) => !a.error).length, 1);
  is("once", data("list-members", await of(olga).listMembers()).members.filter((m) => m.user.email === pat.email).length, 1);
  data("leave", await of(pat).leave({ organizationId: made.id }));
}

async function members({ olga, out, mo, ann }, made) {
  const list = data("list-members", await of(mo).listMembers({ query: { sortBy: "role", sortDirection: "asc" } }));
  is("sorted by role", [list.members.map((m) => m.role), list.total], [["admin", "member", "owner"], 3]);
  is("cut", data("list cut", await of(mo).listMembers({ query: { limit: 1, offset: 1, sortBy: "role" } })).members.map((m) => m.role), ["member"]);
  for (const [operator, value, want] of [["eq", "owner", 1], ["ne", "owner", 2], ["in", ["owner", "admin"], 2], ["not_in", ["owner"], 2], ["contains", "min", 1], ["starts_with", "me", 1], ["ends_with", "er", 2], ["unheard_of", "x", 0]]) {
    is(`filter ${operator}`, data("filter", await of(mo).listMembers({ query: { filterField: "role", filterOperator: operator, filterValue: value } })).total, want);
  }
  refused("strangers", await of(out).listMembers({ query: { organizationId: made.id } }), 403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION");
  refused("none active", await of(out).listMembers(), 400, "NO_ACTIVE_ORGANIZATION");
  is("get-active-member", data("get-active-member", await of(mo).getActiveMember()).user.email, mo.email);
  is("get-active-member-role", data("get-active-member-role", await of(mo).getActiveMemberRole()), { role: "member" });
  is("of somebody else", data("role of another", await of(mo).getActiveMemberRole({ query: { userId: ann.user.id } })), { role: "admin" });

  const role = (person, member, role) => of(person).updateMemberRole({ memberId: member, role, organizationId: made.id });
  const owner = list.members.find((m) => m.role === "owner");
  is("two roles", data("update-member-role", await role(olga, mo.member.id, ["member", "editor"])).role, "member,editor");
  is("one", data("update-member-role back", await role(ann, mo.member.id, "member")).role, "member");
  refused("an unknown role", await role(olga, mo.member.id, "pope"), 400, "ROLE_NOT_FOUND");
  refused("an unknown member", await role(olga, "mem_nothing", "admin"), 400, "MEMBER_NOT_FOUND");
  refused("a member changes nobody", await role(mo, mo.member.id, "owner"), 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER");
  refused("an admin makes no owner", await role(ann, mo.member.id, "owner"), 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER");
  refused("nor unmakes one", await role(ann, owner.id, "member"), 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER");
  refused("the last owner stays one", await role(olga, owner.id, "admin"), 400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER");
  refused("strangers", await role(out, mo.member.id, "admin"), 400, "MEMBER_NOT_FOUND");

  const remove = (person, who) => of(person).removeMember({ memberIdOrEmail: who, organizationId: made.id });
  refused("members remove nobody", await remove(mo, ann.member.id), 401, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER");
  refused("admins no owners", await remove(ann, owner.id), 400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER");
  refused("the only owner", await remove(olga, olga.email), 400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER");
  refused("cannot leave", await of(olga).leave({ organizationId: made.id }), 400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER");
  refused("nobody", await remove(olga, "nobody@org.example"), 400, "MEMBER_NOT_FOUND");
  const ray = await invited(olga, "Ray", "member", made.id);
  is("remove-member by address", data("remove-member", await remove(ann, ray.email)).member.userId, ray.user.id);
  refused("is out at once", await of(ray).getFullOrganization({ query: { organizationId: made.id } }), 403, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
  is("add-member is not there", (await olga.raw("POST", "/auth/organization/add-member", { userId: ray.user.id, role: "owner" })).status, 404);
}

async function teams({ olga, out, mo, ann }, made) {
  const team = data("create-team", await of(ann).createTeam({ name: "Conservation" }));
  is("a team", [team.name, team.organizationId], ["Conservation", made.id]);
  refused("not by members", await of(mo).createTeam({ name: "X" }), 403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION");
  refused("nor strangers", await of(out).createTeam({ name: "X", organizationId: made.id }), 403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION");
  is("list-teams", data("list-teams", await of(mo).listTeams()).map((t) => t.name), ["Conservation", "Museum"]);
  refused("not for strangers", await of(out).listTeams({ query: { organizationId: made.id } }), 403, "YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION");
  is("update-team", data("update-team", await of(olga).updateTeam({ teamId: team.id, data: { name: "Restoration" } })).name, "Restoration");
  refused("not by members", await of(mo).updateTeam({ teamId: team.id, data: { name: "X" } }), 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM");
  refused("an unknown team", await of(olga).updateTeam({ teamId: "tea_nothing", data: { name: "X" } }), 400, "TEAM_NOT_FOUND");

  const place = (person, user, to = team.id) => of(person).addTeamMember({ teamId: to, userId: user });
  const placed = data("add-team-member", await place(ann, mo.user.id));
  is("in the team", [placed.teamId, placed.userId], [team.id, mo.user.id]);
  is("twice is once", data("add-team-member again", await place(ann, mo.user.id)).id, placed.id);
  refused("a stranger", await place(ann, out.user.id), 400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
  refused("an unknown team", await place(ann, mo.user.id, "tea_nothing"), 400, "TEAM_NOT_FOUND");
  refused("members place nobody", await place(mo, mo.user.id), 403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM_MEMBER");

  is("set-active-team", data("set-active-team", await of(mo).setActiveTeam({ teamId: team.id })).id, team.id);
  is("in the session", data("get-session", await mo.client.getSession()).session.activeTeamId, team.id);
  refused("not another's", await of(ann).setActiveTeam({ teamId: team.id }), 403, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM");
  refused("unknown", await of(mo).setActiveTeam({ teamId: "tea_nothing" }), 400, "TEAM_NOT_FOUND");
  is("list-user-teams", data("list-user-teams", await of(mo).listUserTeams()).map((t) => t.id), [team.id]);
  is("of others, for admins", data("list-user-teams of", await of(ann).listUserTeams({ query: { userId: mo.user.id } })).map((t) => t.id), [team.id]);
  refused("not for members", await of(mo).listUserTeams({ query: { userId: ann.user.id } }), 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER");
  is("list-team-members of the active one", data("list-team-members", await of(mo).listTeamMembers()).map((m) => m.userId), [mo.user.id]);
  refused("for those in it", await of(olga).listTeamMembers({ query: { teamId: team.id } }), 400, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM");
  is("none", data("set-active-team null", await of(mo).setActiveTeam({ teamId: null })), null);
  refused("then there is none to list", await of(mo).listTeamMembers(), 400, "YOU_DO_NOT_HAVE_AN_ACTIVE_TEAM");

  const tom = await invited(olga, "Tom", "member", made.id, { teamId: team.id });
  is("invited into a team: active at once", data("get-session", await tom.client.getSession()).session.activeTeamId, team.id);
  is("and in it", data("list-team-members", await of(tom).listTeamMembers()).length, 2);

  is("remove-team-member", data("remove-team-member", await of(ann).removeTeamMember({ teamId: team.id, userId: mo.user.id })), { message: "Team member removed successfully." });
  refused("not twice", await of(ann).removeTeamMember({ teamId: team.id, userId: mo.user.id }), 400, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM");
  refused("members may not", await of(mo).removeTeam({ teamId: team.id }), 403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION");
  refused("strangers", await of(out).removeTeam({ teamId: team.id, organizationId: made.id }), 403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM");
  is("remove-team", data("remove-team", await of(olga).removeTeam({ teamId: team.id })), { message: "Team removed successfully." });
  const first = data("list-teams", await of(olga).listTeams())[0];
  refused("the last team stays", await of(olga).removeTeam({ teamId: first.id }), 400, "UNABLE_TO_REMOVE_LAST_TEAM");
}

async function aliases({ olga, mo, ann }, made) {
  const call = async (method, path, body) => {
    const answer = await olga.raw(method, "/auth/organization/" + path, body);
    is(`${method} ${path}`, answer.status, 200);
    return answer.body;
  };
  is("PATCH update", (await call("PATCH", "update", { data: { name: "Museum" } })).name, "Museum");
  is("members", (await call("GET", "members")).total, 4);
  yes("invite", (await call("POST", "invite", { email: "alias@org.example", role: "member" })).id);
  is("PATCH update-member-role", (await call("PATCH", "update-member-role", { memberId: mo.member.id, role: "editor" })).role, "editor");
  const team = data("create-team", await of(ann).createTeam({ name: "Alias" }));
  is("PATCH update-team", (await call("PATCH", "update-team", { teamId: team.id, data: { name: "Alias 2" } })).name, "Alias 2");
  await call("DELETE", "delete-team", { teamId: team.id });
}

async function ending({ olga, out, mo, ann }, made) {
  is("leave", data("leave", await of(mo).leave({ organizationId: made.id })).userId, mo.user.id);
  is("nothing is active", data("get-session", await mo.client.getSession()).session.activeOrganizationId, null);
  refused("not twice", await of(mo).leave({ organizationId: made.id }), 400, "MEMBER_NOT_FOUND");
  refused("admins delete nothing", await of(ann).delete({ organizationId: made.id }), 403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION");
  refused("nor do strangers", await of(out).delete({ organizationId: made.id }), 400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
  is("delete", data("delete", await of(olga).delete({ organizationId: made.id })).id, made.id);
  is("nothing is active", data("get-session", await olga.client.getSession()).session.activeOrganizationId, null);
  is("not listed", data("list", await of(olga).list()).map((o) => o.slug), ["second"]);
  is("the slug is free", data("check-slug", await of(out).checkSlug({ slug: "museum" })), { status: true });
  refused("the owner of an organization stays", await olga.client.deleteUser({ password }), 400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER");
}
