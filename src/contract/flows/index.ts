/** FLOWS.md → flows; a pattern → its flow; both → a chain that a human approves, changes or cancels (CONTRACT-09). */
export {
  type ChainChanges,
  type ChainInput,
  type ChainStep,
  type ChainSubject,
  compileChain,
  type DriftChain,
  isSealed,
  modifyChain,
  readySteps,
} from "./chain.ts";
export {
  type Flow,
  type FlowRemark,
  type FlowStep,
  type Flows,
  type InputName,
  type StepKind,
  stepKinds,
} from "./flow.ts";
export { readFlows } from "./read.ts";
export { type Route, routeFlow } from "./route.ts";
