/** Loaded with the first contract; an engine without one pays nothing for it. */
export { Room } from "./room.ts";
