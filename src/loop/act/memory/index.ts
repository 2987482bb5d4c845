/** Who uses the memory, and which process may be ended for it. */
export { type Choice, chooseLargest } from "./candidates.ts";
export { surveyMemory } from "./survey.ts";
export { sayProcess, sayTable } from "./words.ts";
