/** Heartbeats of what nobody supervises: by a file. Calls and pipes need a process, and stand in test/acceptance/kernels.test.ts. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder } from "#core/platform/test";
import type { ProbeCase } from "../probe-cases.ts";

function fileOf(t: TestContext): string {
  const file = join(temporaryFolder(t), "beat");
  writeFileSync(file, "");
  return file;
}

export const heartbeatCases: Readonly<Record<string, ProbeCase>> = {
  heartbeat: {
    everyMs: 60_000,
    well: async (t) => ({ path: fileOf(t) }),
    says: { beating: "boolean", silent: "boolean", beaten: "boolean", silentMs: "number" },
    // A target without a supervisor has no pipe.
    unreachable: async () => ({ pipe: true }),
    refused: [{}, { path: "/srv/x", http: true }, { http: false }, { path: "/srv/x", limit: "soon" }],
  },
};
