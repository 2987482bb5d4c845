/** What people are told of drift, besides what they look up. */
import type { DriftPattern, Message } from "#core/model";

type Words = Pick<Message, "route" | "tier" | "incident" | "subject" | "body" | "data">;
type Pattern = Pick<DriftPattern, "id" | "gate" | "kind" | "path"> & { readonly contract: string };

export function composeFailed({ id, gate, kind, path, contract }: Pattern): Words {
  return {
    ...{ route: "notice", tier: 2, incident: null },
    subject: `${contract}: the healing of ${path} at ${gate} did not work`,
    body: [
      `What happened: an output at ${gate} differs again: ${kind.replaceAll("_", " ")} ${path}. It was healed before, and counts as new drift.`,
      "What was done: nothing. Drift is healed when a human says so.",
      `What you can do:\n  chiron contract show ${id}\n  chiron contract fix ${id}`,
    ].join("\n\n"),
    data: { pattern: id, gate, kind, path, contract },
  };
}
