/** Asking a language model over HTTP, for all who may: one question with its deadline, attempts and refusals, and text made plain. */
export { type Called, call } from "./call.ts";
export { plainText } from "./plain-text.ts";
