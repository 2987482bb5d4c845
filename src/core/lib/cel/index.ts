/** Conditions in CEL, over a declared environment: checked when they are loaded, compiled once, unable to loop or to reach out. */
export {
  type CompiledCondition,
  checkCondition,
  compileCondition,
} from "./condition.ts";
export { explainCondition } from "./explain.ts";
export { checkMapping, compileMapping } from "./mapping.ts";
export {
  checkPolicyCondition,
  compilePolicyCondition,
  type PolicyCondition,
  type PolicyFacts,
} from "./policy.ts";
