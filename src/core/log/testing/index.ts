/** What the tests of the log share. */
export { evolveForTests, message, moved, opened, outcome } from "./incidents.ts";
export { note, notes, openTestLog } from "./support.ts";
