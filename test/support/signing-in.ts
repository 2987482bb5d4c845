/** Signing in as a browser does, without one. */
import assert from "node:assert/strict";
import type { Answered, ApiScene } from "./api-scene.ts";

export interface SignedIn {
  /** As the browser sends it back. */
  readonly cookie: string;
  readonly csrf: string;
  /** What goes along with a change. */
  readonly headers: Readonly<Record<string, string>>;
}

export async function signIn(
  { remote }: ApiScene,
  token: string,
  headers: Record<string, string> = {},
): Promise<SignedIn> {
  const answered = await remote("/v1/session", { body: { token }, headers });
  assert.equal(answered.status, 200, answered.text);
  const cookie = cookieOf(answered).split(";")[0] ?? "";
  const { csrf } = answered.json;
  return { cookie, csrf, headers: { cookie, "chiron-csrf": csrf } };
}

export function cookieOf({ headers }: Answered): string {
  assert.equal(headers["set-cookie"]?.length, 1);
  return headers["set-cookie"]?.[0] ?? "";
}
