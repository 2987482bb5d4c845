/** Helpers that at least three folders need. */
export { canonicalJson, runbookHash, sha256 } from "./canonical.ts";
export {
  type CompiledCondition,
  checkCondition,
  checkPolicyCondition,
  compileCondition,
  compilePolicyCondition,
  explainCondition,
  type PolicyCondition,
  type PolicyFacts,
} from "./cel/index.ts";
export { GitError, Repository } from "./git/index.ts";
export { jsonPointer, valueAtPointer } from "./json-pointer.ts";
export { keySource, readKeys } from "./key-source.ts";
export { type LinearPattern, linearPattern } from "./linear-pattern.ts";
export { checkReference, isReference, resolveReferences } from "./references.ts";
export { sqliteQuery } from "./sqlite-query.ts";
export { suggest } from "./suggest.ts";
