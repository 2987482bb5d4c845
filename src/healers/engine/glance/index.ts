/** What people look at. Loaded when the first of them comes. */
export { overviewOf } from "./overview.ts";
export { queuedQuestions } from "./questions.ts";
export { storyOf } from "./story.ts";
