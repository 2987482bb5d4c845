/** What can be done about drift; a door of its own, since only whoever has contracts loads it. */
export { choicesOfChain } from "./chain.ts";
export { choicesOfPattern } from "./pattern.ts";
