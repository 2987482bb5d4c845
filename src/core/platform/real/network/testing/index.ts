/** What the tests of the network share. */
export { always, begin, OK, serve } from "./peer.ts";
