/** The way to the engine: read, change, hear. */
import { connect } from "./live.ts";
import { loadSession } from "./session.ts";

export { change, read } from "./client.ts";
export { connection, type LiveEvent, reconnectNow } from "./live.ts";
export { Problem, problemOf } from "./problem.ts";
export { type Resource, useRefreshOn, useResource } from "./resource.ts";
export { isShutOut, isSignedIn, type Session, session, signIn, signOut, whyNot } from "./session.ts";

export function start(): void {
  void loadSession();
  connect();
}
