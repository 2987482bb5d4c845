/**
 * Starts what waits for kernels: each as soon as everything that it comes after is up, a kernel with its first heartbeat. One that
 * does not come up within its time holds the others no longer: it has an incident of its own by then, and they may well work.
 */
import { formatDuration, type Service, type Target } from "#core/model";
import type { Parts } from "../../parts.ts";

interface Booting {
  readonly start: (service: Service) => Promise<void>;
  readonly say: (line: string) => void;
  /** What waits no longer is to be polled. */
  readonly watch: () => void;
}

const lookEveryMs = 100;

export async function bootKernels(parts: Parts, booting: Booting): Promise<void> {
  const { waiting } = parts.kernels;
  const targets = parts.settings().targets.filter(({ id }) => waiting.has(id));
  await Promise.all(targets.map((target) => boot(parts, target, booting)));
}

async function boot(parts: Parts, target: Target, booting: Booting): Promise<void> {
  const { waiting } = parts.kernels;
  const { id, dependsOn, supervisor } = target;
  try {
    for (const before of dependsOn) await untilUp(parts, before, id, booting);
    // A reload may have taken it out meanwhile; a person may have stopped it.
    if (!waiting.has(id) || supervisor === undefined) return;
    if (parts.state.standing.get("stop", id) === undefined) await booting.start(supervisor);
  } catch (error) {
    if (!parts.stopping.aborted) parts.report(error, `starting ${id}`);
  }
  if (waiting.delete(id) && !parts.stopping.aborted) booting.watch();
}

/** Throws when the engine stops. */
async function untilUp(parts: Parts, id: string, next: string, { say }: Booting): Promise<void> {
  const { clock } = parts.platform;
  const { waiting } = parts.kernels;
  while (waiting.has(id)) await clock.sleep(lookEveryMs, parts.stopping);
  const target = parts.target(id);
  if (target?.kind !== "kernel") return;
  const until = clock.monotonic() + target.startupGraceMs;
  while (!(await hasBeaten(parts, target))) {
    if (clock.monotonic() >= until) {
      return say(
        `${next} is started without ${id}, which shows no heartbeat after ${formatDuration(target.startupGraceMs)}`,
      );
    }
    await clock.sleep(lookEveryMs, parts.stopping);
  }
}

async function hasBeaten({ sensing }: Parts, { id, probes }: Target): Promise<boolean> {
  const heartbeat = probes.find(({ kind }) => kind === "heartbeat");
  if (heartbeat === undefined) return true;
  const readings = await sensing.probeNow(id, heartbeat.id);
  return readings.some(({ available, values }) => available && values.beating === true);
}
