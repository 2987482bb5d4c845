/** Helpers that at least three folders need. */
export { canonicalJson, runbookHash, sha256 } from "./canonical.ts";
export {
  type CompiledCondition,
  checkCondition,
  checkMapping,
  checkPolicyCondition,
  compileCondition,
  compileMapping,
  compilePolicyCondition,
  explainCondition,
  type PolicyCondition,
  type PolicyFacts,
} from "./cel/index.ts";
export { certificateExpiry } from "./certificate.ts";
export { type CronTimes, loadCronTimes } from "./cron.ts";
export { GitError, Repository } from "./git/index.ts";
export { jsonPointer, valueAtPointer } from "./json-pointer.ts";
export { keySource, readKeys } from "./key-source.ts";
export { type LinearPattern, linearPattern } from "./linear-pattern.ts";
export { isSecretName, maskSecrets, maskValues, secretValues } from "./masking.ts";
export { checkReference, isReference, resolveReferences } from "./references.ts";
export { masked, oneSecret, readSecret, type SecretMeans, type SecretPlace, secretEnv, secretFile } from "./secrets.ts";
export { isSameSecret, isSigned, type SignatureAlgorithm } from "./signature.ts";
export { sqliteQuery } from "./sqlite-query.ts";
export { suggest } from "./suggest.ts";
export { parseTraceparent, type SpanContext, spanIdOf, traceIdOf, traceparentOf } from "./trace.ts";
