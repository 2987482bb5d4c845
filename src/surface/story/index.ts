/**
 * What happened, in plain sentences: for the terminal, the API, the Workbench and the playground alike. Names, readings and
 * errors stand in them as they came; whoever shows a sentence escapes it for its own medium.
 */
export { writePostMortem } from "./postmortem.ts";
export { tellEvent } from "./tell-event.ts";
export { wantedOf } from "./wanted.ts";
export { tellValues } from "./words.ts";
