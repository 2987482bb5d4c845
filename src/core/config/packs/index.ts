/** Packs: what they know of troubles and repairs, and the targets that they make of their settings. */
export { composedSource, type Origin } from "./composed.ts";
export { yamlFilesIn } from "./folder.ts";
export { type Packs, readPacks } from "./packs.ts";
