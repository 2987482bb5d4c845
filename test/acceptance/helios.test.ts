/** A whole deployment from one page of YAML: each part is broken, and healed or told, by the runbook that is meant for it. */
// needs: mounts, python3
import assert from "node:assert/strict";
import { closeSync, mkdirSync, openSync, rmSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { inflate } from "../support/balloon.ts";
import { human } from "../support/engine.ts";
import { type Deployment, startDeployment } from "../support/helios/deployment.ts";
import { fillTo, requireMounts } from "../support/small-disk.ts";

requireMounts(import.meta.filename);

interface Part {
  readonly target: string;
  readonly breaks: (deployment: Deployment, t: TestContext) => unknown;
  readonly finds: string;
  readonly by: string;
  readonly ends?: "escalated";
}

const weekAndMore = 8 * 86_400_000;

const parts: readonly Part[] = [
  {
    target: "augur",
    breaks: ({ world }) => process.kill(world.pid("augur"), "SIGUSR2"),
    finds: "signal_stale",
    by: "rb-restart-augur (stop and start)",
  },
  {
    target: "signal-cli",
    breaks: ({ world }) => process.kill(world.pid("signal-cli"), "SIGKILL"),
    finds: "process_dead",
    by: "rb-restart-service (restart)",
  },
  {
    target: "openclaw-gateway",
    breaks: ({ world }) => process.kill(world.pid("openclaw-gateway"), "SIGUSR1"),
    finds: "gateway_unresponsive",
    by: "rb-gateway-restart (gateway restart)",
  },
  {
    target: "writer",
    breaks: ({ world, folder }) => {
      mkdirSync(join(folder, "cache"), { recursive: true });
      writeFileSync(join(folder, "cache", "poison"), "");
      process.kill(world.pid("writer"), "SIGKILL");
    },
    finds: "agent_failure",
    by: "rb-recover-agent (clear its cache)",
  },
  {
    target: "consensus",
    breaks: ({ folder }) => {
      rmSync(join(folder, "connected"));
      writeFileSync(join(folder, "score.json"), '{"score": 40}');
    },
    finds: "consensus_degraded",
    by: "rb-consensus (mend the connectivity)",
  },
  {
    target: "data",
    breaks: ({ disk }) => {
      const old = join(disk, "old.log.1");
      writeFileSync(old, "a line of a log, as there are many of them\n".repeat(40_000));
      const time = new Date(Date.now() - weekAndMore);
      utimesSync(old, time, time);
      fillTo(disk, 90);
    },
    finds: "disk_pressure",
    by: "rb-rotate-logs (rotate)",
  },
  {
    target: "app-log",
    breaks: ({ folder }) => writeFileSync(join(folder, "app.log"), "a line\n".repeat(300_000)),
    finds: "log_bloat",
    by: "rb-rotate-logs (rotate)",
  },
  {
    target: "positions",
    breaks: ({ folder }) => {
      const brain = new DatabaseSync(join(folder, "brain.db"), { timeout: 5_000 });
      brain.exec("INSERT INTO positions VALUES ('doge-9', 'open', NULL)");
      brain.close();
    },
    finds: "phantom_position",
    by: "rb-clear-phantom (run the declared statement)",
  },
  {
    target: "nightly",
    breaks: ({ folder }) => writeFileSync(join(folder, "stuck"), ""),
    finds: "pipeline_stuck",
    by: "rb-kick-pipeline (call the stage-done hook)",
  },
  {
    target: "other",
    breaks: async ({ world, host }) => {
      host.cutOff();
      await world.event("step.started", ({ data }) => data.action === "probe.retry", 60_000);
      await host.comeBack();
    },
    finds: "fleet_unreachable",
    by: "rb-probe-then-alert (look again)",
  },
  {
    target: "memory",
    breaks: ({ group }, t) => inflate(t, 150, { group }),
    finds: "memory_pressure",
    by: "rb-gc-trigger (report)",
    ends: "escalated",
  },
];

/** The first incident of the target, once it has ended or is in human hands. */
async function storyOf({ world }: Deployment, target: string) {
  const ended = () =>
    world.facade
      .incidents({ all: true })
      .items.find((one) => one.target === target && /resolved|escalated/.test(one.state));
  const { id } = await until(`${target} is healed or told`, ended, 120_000);
  const { type, state, runbook, outcome } = world.facade.incident(id) ?? {};
  return { target, type, state, by: `${runbook} (${outcome?.strategy})` };
}

test("HOST-05, HOST-13: a whole Helios deployment, described on one page: every part is broken, and healed or told", async (t) => {
  const deployment = await startDeployment(t);
  const { world } = deployment;
  for (const runbook of ["rb-recover-agent", "rb-consensus", "rb-clear-phantom", "rb-kick-pipeline"])
    await world.facade.command({ kind: "approve_runbook", runbook }, human);
  assert.deepEqual(world.facade.incidents({ all: true }).items, [], "while all is well, nothing is done");
  await Promise.all(parts.map((part) => part.breaks(deployment, t)));
  const stories = await Promise.all(parts.map(({ target }) => storyOf(deployment, target)));
  assert.deepEqual(
    stories,
    parts.map(({ target, finds, by, ends }) => ({ target, type: finds, state: ends ?? "resolved", by })),
  );
  await until("the homeserver has been told", () => deployment.notices().some((text) => /Memory is short/.test(text)));
  assert.deepEqual(deployment.pages(), [], "nobody is paged for what was healed");
});

test("HOST-19: what nothing heals in a Helios deployment is a page by Signal", async (t) => {
  const deployment = await startDeployment(t);
  writeFileSync(join(deployment.folder, "score.json"), '{"score": 10}');
  const { type, state } = await storyOf(deployment, "consensus");
  assert.deepEqual([type, state], ["consensus_degraded", "escalated"]);
  const page = await until("a page by Signal", () => deployment.pages().find((text) => text.includes("consensus")));
  assert.match(page, /The agents no longer agree well enough/);
  const ledger = openSync(join(deployment.folder, "ledger.db"), "r+");
  writeSync(ledger, Buffer.alloc(3 * 4_096, 0x5a), 0, 3 * 4_096, 4 * 4_096);
  closeSync(ledger);
  await until("a page for the damaged database", () =>
    deployment.pages().find((text) => text.includes("db_corruption")),
  );
});
