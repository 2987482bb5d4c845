/** Who one is, and for browsers: signing in with a token, and out again. */
import { z } from "zod";
import type { Command, SessionView } from "#core/model";
import { type Identity, permissions, reaches } from "../access/index.ts";
import { defineRoute, type Route } from "./route.ts";

const path = "/v1/session";

export const sessionRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path,
    summary: "Who one is to this engine, and what one may do",
    access: null,
    answer: "session",
    async handle({ request }, { access, via }) {
      return { body: viewOf(await access.identify(request, via(request), false)) };
    },
  }),
  defineRoute({
    method: "POST",
    path,
    summary: "Sign in with a token; a cookie then stands for it, for half a day at most",
    access: null,
    largestBody: 4_096,
    body: z.lazy(() =>
      z.strictObject({
        token: z.string().trim().min(1, "is needed").max(500).describe("Made by `chiron token create`"),
      }),
    ),
    answer: "session",
    async handle({ body, request }, { access }) {
      const { identity, cookie } = await access.signIn(request, body.token);
      return { body: viewOf(identity), headers: { "set-cookie": cookie } };
    },
  }),
  defineRoute({
    method: "DELETE",
    path,
    summary: "Sign out; the cookie stands for nothing any more",
    access: null,
    answer: "done",
    async handle({ request }, { access }) {
      const { wasSignedIn, cookie } = await access.signOut(request);
      const message = wasSignedIn ? "Signed out." : "Nobody was signed in.";
      return { body: { message, changed: wasSignedIn }, headers: { "set-cookie": cookie } };
    },
  }),
];

function viewOf({ actor, role, scopes, via, csrf, expiresAt }: Identity): SessionView {
  const isAllowed = (command: Command["kind"]): boolean => {
    const needed = permissions[command];
    return reaches(role, needed.role) && (actor.kind === "human" || !needed.humanOnly);
  };
  return {
    ...{ actor: actor.id, kind: actor.kind, role, scopes, via, csrf },
    may: (Object.keys(permissions) as Command["kind"][]).filter(isAllowed),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
}
