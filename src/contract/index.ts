/**
 * Contracts between those who write outputs and those who read them. Pure: no time, no chance, no files; loaded by whoever checks, and
 * never by an engine that has no contract to look after.
 */

export {
  amendForViolations,
  type Evidence,
  eventMeant,
  type RecordedOutput,
  replay,
  withEventRenamed,
} from "./amend/index.ts";
export { type Beside, outputBesideContract, type Recorded } from "./beside/index.ts";
export { type Checker, type CheckOptions, compileContract, longestOutput } from "./check/index.ts";
export { Drift, type DriftChange, patternId, thinned, weightOf } from "./drift/index.ts";
export { type ChainChanges, compileChain, isSealed, modifyChain, readFlows, routeFlow } from "./flows/index.ts";
export { type ContractLint, type FormatLint, type LintLine, lintContract } from "./lint/index.ts";
export { compileMigrating, type MigratingChecker } from "./migrate/index.ts";
export type {
  Contract,
  ContractEvent,
  Field,
  FieldType,
  Format,
  Pattern,
  Place,
  Remark,
  Schema,
  Template,
  TemplatePart,
} from "./read/index.ts";
export { readContract } from "./read/index.ts";
