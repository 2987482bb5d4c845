/** Configuration: chiron.yaml, packs and runbooks, read as people write them, with errors for people (FACE-03). */
export type { Kinds } from "./gathering.ts";
export { jsonSchemaOf, type SchemaName } from "./json-schema.ts";
export { formatProblems, type Problem } from "./problems.ts";
export { type Configuration, readConfiguration } from "./read.ts";
