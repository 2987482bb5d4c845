/** Supervisors that were there before Chiron, and stay the owners of what they run. */
export { type ExternalListeners, ExternalServices } from "./external.ts";
export { nameOf, orderOf } from "./words.ts";
