/** The story of one incident as a whole. Loaded with the first reader. */
export { alsoOf } from "./also.ts";
export { chartedValues } from "./charts.ts";
export { storyItems } from "./items.ts";
export { momentsOf } from "./moments.ts";
