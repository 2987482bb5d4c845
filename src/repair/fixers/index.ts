/** The fixers, and what they work on. */
export type { BrokenFile, Candidate, Edit, Fixer, TokenEdit, Verdict } from "./fixer.ts";
export { linesOf } from "./lines.ts";
export { fixers } from "./registry.ts";
