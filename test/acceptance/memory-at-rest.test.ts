/** What Chiron's three processes take when nothing happens: whoever watches a small machine must not be its largest program. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { chironIn } from "../support/emergency/chiron.ts";
import { freePort } from "../support/ports.ts";

/** KiB of physical memory (VmRSS). The engine's is 90 MiB. What the others take is mostly Node itself. */
const mostOf = { engine: 92_160, mender: 64_000, watchdog: 62_000 } as const;
/** The first two fill the cache of compiled code. */
const starts = 5;
/** Of a beat every two seconds: by then it has done what comes after a start. */
const restedAfterBeats = 12;

const service = `const { createServer } = require("node:http");
createServer((_, response) => response.end("well")).listen(Number(process.argv[1]), "127.0.0.1");`;

test("at rest, with one service, the engine takes less than 90 MiB, and the healers beside it little more than Node itself", async (t) => {
  process.env.XDG_CACHE_HOME = join(temporaryFolder(t), "cache");
  const taken: Record<keyof typeof mostOf, number[]> = { engine: [], mender: [], watchdog: [] };
  for (let start = 1; start <= starts; start++) {
    const chiron = chironIn(t);
    const port = await freePort();
    const command = JSON.stringify([process.execPath, "-e", service, String(port)]);
    chiron.write(`packs: [service]
targets:
  - id: web
    kind: service
    supervisor: { direct: { command: ${command} } }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s }
`);
    await chiron.up();
    for (const role of ["engine", "mender", "watchdog"] as const) {
      await chiron.well(role);
      if (start <= 2) continue;
      await until(`the ${role} is at rest`, () => (chiron.beat(role)?.seq ?? 0) >= restedAfterBeats, 120_000);
    }
    for (const role of ["engine", "mender", "watchdog"] as const)
      if (start > 2) taken[role].push(residentKib(chiron.living(role)?.pid));
    await chiron.end();
  }
  for (const role of ["engine", "mender", "watchdog"] as const) {
    const [, median = Number.NaN] = taken[role].toSorted((one, other) => one - other);
    t.diagnostic(`${role}: ${taken[role].join(", ")} KiB`);
    assert.ok(median < mostOf[role], `the ${role} takes ${taken[role].join(", ")} KiB`);
  }
});

function residentKib(pid: number | undefined): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib);
}
