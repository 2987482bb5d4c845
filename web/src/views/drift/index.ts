/** What the pages about drift share. */
export { ConsequenceOf, Outcomes, offered } from "./choices.tsx";
export { ConfidenceOf, confidenceWords } from "./confidence.tsx";
export { FixNow, Ignore, Investigate, Restore } from "./decisions.tsx";
export { HumansOnly } from "./humans-only.tsx";
export { isOfDrift } from "./live.ts";
export { nonce } from "./nonce.ts";
export { Offered } from "./offered.tsx";
export { ChainBadge, PatternBadge, whatOf } from "./words.tsx";
