/** What can be decided about an incident, wherever it is shown. */
export { Choices } from "./choices.tsx";
export { type About, storyPath } from "./send.ts";
