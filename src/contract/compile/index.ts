/** What was read, made ready to be held against outputs. */
export { type CompiledContract, type CompiledFormat, compile } from "./compile.ts";
export type { FieldRule, HeadingRule, ListRule, TableRule, TextRule } from "./rules.ts";
export type { CompiledSchema } from "./schema.ts";
