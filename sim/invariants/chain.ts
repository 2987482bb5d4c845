/** Each event's hash is that of the one before it and of itself, by the words of the format and not by the log's own code. */
import { createHash } from "node:crypto";
import { canonicalJson } from "#core/lib";
import type { MakeInvariant } from "./types.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const chain: MakeInvariant = ({ fail }) => {
  let before = { seq: 0, hash: sha256("chiron:engine") };
  return {
    onEvent({ seq, stream, at, type, actor, data, hash }) {
      if (seq !== before.seq + 1) fail("hash-chain", `record ${seq} follows record ${before.seq}`);
      if (sha256(before.hash + canonicalJson({ actor, at, data, seq, stream, type })) !== hash)
        fail("hash-chain", `the hash of record ${seq} (${type}) is not that of its content`);
      before = { seq, hash };
    },
  };
};
