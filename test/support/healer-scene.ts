/** All of Chiron with one service that must live through whatever becomes of its healers. */
import assert from "node:assert/strict";
import type { HealerView } from "#core/model";
import { until } from "#core/platform/test";
import { beatOf, type HealerRole, healerRoles, isLiving, livingHealer, processesOf } from "./healers.ts";
import type { Outside } from "./outside.ts";

/** The shortest limits that there are, so that a test can wait for them. */
export const oneService = `
node: workshop
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [sleep, "1000"] }
packs: [service]
healers: { silentAfter: 5s, confirmFor: 1s }
`;

/** The pid of the service, as the engine tells it. */
export function workerPid(world: Outside): Promise<number> {
  return until("the worker runs", async () => {
    const answer = await world.ask("GET", "/v1/targets/worker").catch(() => undefined);
    return (answer?.json?.pid as number | null | undefined) ?? undefined;
  });
}

export function pidOf(world: Outside, role: HealerRole): number {
  const process = livingHealer(world.dataDir, role);
  assert.ok(process, `the ${role} lives`);
  return process.pid;
}

/** All three live, say that they are healthy, and see one another as they are now; there is one of each. */
export async function allWell(world: Outside): Promise<void> {
  await until(
    "all three see one another",
    () => {
      const beats = healerRoles.map((role) => ({ role, beat: beatOf(world.dataDir, role) }));
      return beats.every(({ role, beat }) => {
        if (beat === undefined || beat.state !== "healthy" || !isLiving(beat.process)) return false;
        return beats.every((other) => other.role === role || beat.sees[other.role]?.pid === other.beat?.process.pid);
      })
        ? true
        : undefined;
    },
    60_000,
  );
  for (const role of healerRoles) {
    const only = await until(`there is one ${role}`, () => {
      const all = processesOf(world.dataDir, role);
      return all.length === 1 ? all[0] : undefined;
    });
    assert.equal(only, pidOf(world, role));
  }
}

/** What `chiron healers` says of it once its recovery from the process `before` is on record. */
export async function recoveryOf(world: Outside, role: HealerRole, before: number): Promise<HealerView> {
  await until(
    `another ${role} is healthy`,
    () => {
      const beat = beatOf(world.dataDir, role);
      const isOther = beat !== undefined && beat.process.pid !== before;
      return isOther && beat.state === "healthy" && isLiving(beat.process) ? true : undefined;
    },
    45_000,
  );
  return until(
    `the recovery of the ${role} is on record`,
    async () => {
      const { json } = await world.chiron("healers", "--json");
      const view = (json as readonly HealerView[]).find((one) => one.role === role);
      return view?.lastRecovery?.steps.some(({ detail }) => detail.includes(`pid ${before} is ended`))
        ? view
        : undefined;
    },
    30_000,
  );
}
