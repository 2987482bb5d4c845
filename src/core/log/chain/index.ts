/**
 * The form of a chain: how a value is written, and how a record is bound to the one before it. Loads no store, so that a program that
 * must live when the store does not can write a chain of its own (healers/mutual).
 */
export { canonicalJson } from "./canonical.ts";
export { type ChainRecord, genesisOf, type Head, hashOf } from "./chain.ts";
