/** What comes from outside: alerts, events, webhooks, schedules, sessions, people. */
export { askedRoute } from "./asked.ts";
export { triggerByHand } from "./by-hand.ts";
export { receive } from "./receive.ts";
export { Schedules } from "./schedules.ts";
export { endSession, sessionOf, startSession } from "./sessions.ts";
export { Triggers } from "./triggers.ts";
