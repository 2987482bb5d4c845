/**
 * What happened, in plain sentences: for the terminal, the API, the Workbench and the playground alike. Names, readings and
 * errors stand in them as they came; whoever shows a sentence escapes it for its own medium.
 */
/** What is only told of one incident as a whole. */
export const openBook = () => import("./book/index.ts");
export { chapterOf, typesOfStories } from "./chapters.ts";
export { choicesOfTask } from "./choices-of-task.ts";
export { writePostMortem } from "./postmortem.ts";
export { tellEvent } from "./tell-event.ts";
export { sentence, tellValues } from "./words.ts";
