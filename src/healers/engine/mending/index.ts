/**
 * The engine's side of the mender: says what is declared, passes on what people and incidents want, and tells people what became of it. The
 * mender itself is another process; all that goes between the two stands in the log.
 */
export { createMending, type Mending } from "./following.ts";
export { mendingViews } from "./views.ts";
