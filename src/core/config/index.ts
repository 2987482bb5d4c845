/** Configuration: chiron.yaml, packs and runbooks, read as people write them, with errors for people (FACE-03). */
export type { Kinds } from "./gathering.ts";
export { jsonSchemaOf } from "./json-schema.ts";
export { formatProblems } from "./problems.ts";
export { type Configuration, readConfiguration, readOneRunbook } from "./read.ts";
export { type Shown, showSettings, writtenOptions } from "./show.ts";
