/**
 * Contracts between those who write outputs and those who read them. Pure: no time, no chance, no files; loaded by whoever checks, and
 * never by an engine that has no contract to look after.
 */

export {
  type Amendment,
  amendContract,
  amendForViolations,
  type ContractChange,
  type Evidence,
  type FieldSample,
} from "./amend/index.ts";
export { type Checker, type CheckOptions, compileContract, longestOutput } from "./check/index.ts";
export {
  type CheckedOutput,
  type Decision,
  Drift,
  type DriftChange,
  type DriftDecision,
  type LetGo,
  type PatternView,
  patternId,
  type Sample,
  type Scope,
  type ScoreAt,
} from "./drift/index.ts";
export {
  type ChainChanges,
  type ChainInput,
  type ChainStep,
  type ChainSubject,
  compileChain,
  type DriftChain,
  type Flow,
  type FlowRemark,
  type FlowStep,
  type Flows,
  type InputName,
  isSealed,
  modifyChain,
  type Route,
  readFlows,
  readySteps,
  routeFlow,
  type StepKind,
  stepKinds,
} from "./flows/index.ts";
export { type ContractLint, type FormatLint, type LintLine, lintContract } from "./lint/index.ts";
export {
  compileMigrating,
  type MigratingChecker,
  type MigrationOptions,
  migrationWindowMs,
  type Revision,
} from "./migrate/index.ts";
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
