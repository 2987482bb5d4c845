/** Packs: what they know of troubles and repairs, and the targets that they make of their settings. */
export { yamlFilesIn } from "./folder.ts";
export { type Packs, readPacks } from "./packs.ts";
