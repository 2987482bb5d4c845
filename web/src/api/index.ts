/** The way to the engine: read, change, hear. */
import { connect } from "./live.ts";
import { loadSession } from "./session.ts";

export { type Change, change, read } from "./client.ts";
export { type Connection, connection, type LiveEvent, onLive, reconnectNow } from "./live.ts";
export { Problem, problemOf } from "./problem.ts";
export { type Resource, type ResourceOptions, useRefreshOn, useResource } from "./resource.ts";
export { isShutOut, isSignedIn, type Session, session, signIn, signOut, whyNot } from "./session.ts";

export function start(): void {
  void loadSession();
  connect();
}
