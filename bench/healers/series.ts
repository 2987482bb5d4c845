/** The trials: which fault, whose, in which Chiron, and in which order. */
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../test/support/ports.ts";
import { type Fault, faults, type Victims } from "./faults.ts";
import { inTerminal, underSystemd } from "./host.ts";
import { Answering, measure, type Trial } from "./measure.ts";
import type { Options } from "./options.ts";
import { Scene } from "./scene.ts";

/** A service that lives through all of it. */
const worker = `targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "1000000"] } }
`;

export interface Series {
  readonly fault: Fault;
  readonly who: readonly Victims[];
}

/** All three are struck where somebody is left to start them again, and in Chirons of their own. */
export function seriesOf({ faults: names, who }: Options): readonly Series[] {
  return names.flatMap((name) => {
    const fault = faults[name];
    if (fault === undefined) return [];
    const can = who.filter((one) => fault.of?.includes(one) ?? true);
    const parts = [can.filter((one) => one !== "all"), can.filter((one) => one === "all")];
    return parts.filter((part) => part.length > 0).map((part) => ({ fault, who: part }));
  });
}

/** Every trial is handed over as it ends. */
export async function runSeries(
  { fault, who }: Series,
  options: Options,
  { directory, take, signal }: { directory: string; take: (trial: Trial) => void; signal: AbortSignal },
): Promise<void> {
  let rounds = options.trials;
  // Where one fails the others are ended, in order, before that is said.
  const failing = new AbortController();
  const where = {
    ...{ options, directory, isManaged: who.includes("all") },
    signal: AbortSignal.any([signal, failing.signal]),
  };
  const work = async (scene: Scene): Promise<void> => {
    const answering = new Answering();
    // Round by round, and in each round one victim after the other: most are exchanged before they have to answer again.
    while (rounds-- > 0) {
      for (const one of who) {
        await answering.renew(scene, one, where.signal);
        take(await measure(scene, fault, one, where.signal));
      }
    }
  };
  let failure: { readonly error: unknown } | undefined;
  const inOne = () =>
    inScene(fault, where, work).catch((error: unknown) => {
      failure ??= { error };
      failing.abort();
    });
  await Promise.all(Array.from({ length: Math.min(options.scenes, options.trials) }, inOne));
  if (failure !== undefined) throw failure.error;
}

interface Where {
  readonly options: Options;
  readonly directory: string;
  readonly isManaged: boolean;
  readonly signal: AbortSignal;
}

async function inScene(
  fault: Fault,
  { options, directory, isManaged, signal }: Where,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  const closers: (() => unknown)[] = [];
  try {
    const folder = await mkdtemp(join(directory, "scene-"));
    const ground = fault.ground?.(closers) ?? {};
    const scene = new Scene(folder, {
      port: await freePort(),
      limits: options.limits,
      more: worker + (ground.more ?? ""),
      host: isManaged ? underSystemd : inTerminal,
      ...(ground.dataDir === undefined ? {} : { dataDir: ground.dataDir }),
    });
    await ground.prepare?.(folder);
    scene.configure();
    closers.push(() => scene.keepLog(join(options.directory, "chiron-bench-healers.log")));
    closers.push(() => scene.end());
    await scene.up(signal);
    await work(scene);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
