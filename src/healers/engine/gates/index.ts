/** What comes through gates, held against contracts; what people decide about it. */
export { createGates, type Gates } from "./gates.ts";
