/**
 * The services that Chiron supervises itself, around the engine's own start and end. What an earlier engine left running is adopted;
 * what it had stopped, or never started, is started; what died while nobody looked is left for the loop to find, so
 * that it is judged and told like any other death.
 */
import type { LogReader } from "#core/log/read";
import { event, type Service, type Settings, type Target } from "#core/model";
import type { SupervisedServices } from "#loop/act";
import type { Polling } from "#loop/sense";
import type { Generation } from "./generation.ts";
import type { Parts } from "./parts.ts";

export interface TakingUp {
  readonly say: (line: string) => void;
  readonly onlyAdopt: boolean;
  /** Gets what is to be started later, each after what it has to wait for. */
  readonly waiting: Set<string>;
}

/** Kernels are started one after the other, each when what it comes after is at work; and so is what needs one of them. */
function isToWait({ kind, dependsOn, supervisor }: Target, waiting: ReadonlySet<string>): boolean {
  return kind === "kernel" || (supervisor?.kind === "direct" && dependsOn.some((id) => waiting.has(id)));
}

export async function takeUpServices(
  parts: Parts,
  services: SupervisedServices,
  reader: LogReader,
  { say, onlyAdopt, waiting }: TakingUp,
): Promise<void> {
  const known = new Map(reader.services().map((record) => [record.target, record]));
  for (const wave of startOrder(parts.settings().targets)) {
    await Promise.all(
      wave.map(async (target) => {
        const { id, supervisor } = target;
        if (supervisor === undefined) return;
        const held = parts.state.held.get(id);
        const before = known.get(id);
        const life =
          before === undefined
            ? undefined
            : { process: before.process, startedAt: before.startedAt, stopped: before.state === "stopped" };
        const { state, process, report } = await services.adopt(supervisor, life);
        const stop = parts.state.standing.get("stop", id);
        if (stop !== undefined) {
          const { signal } = new AbortController();
          // The engine before may have died between the word and the deed.
          if (state !== "gone" && supervisor.kind === "direct")
            await services.stop(supervisor, { signal, cause: "human" });
          return say(`${id} stays stopped: ${stop.by} stopped it on purpose (${stop.reason})`);
        }
        if (state !== "gone") {
          say(`${id} is running already, pid ${process?.pid}`);
          return;
        }
        if (held !== undefined) {
          say(`${id} stays stopped: ${held}`);
          return;
        }
        if (onlyAdopt) {
          say(`${id} is not running, and is not started while Chiron only observes`);
          return;
        }
        const diedAlone = before !== undefined && before.state !== "stopped";
        if (diedAlone) {
          if (before.state === "running") recordUnseenExit(parts, id, before);
          say(`${id} ended while the engine was away`);
          return;
        }
        if (supervisor.kind !== "direct")
          return say(`${id} is not running; its supervisor says ${report?.words ?? "nothing"}`);
        if (isToWait(target, waiting)) waiting.add(id);
        else await takeUpOne(services, supervisor, say);
      }),
    );
  }
}

/** Chiron's own services are started; those of another supervisor are its to start, and are only looked at from now on. */
export async function takeUpOne(
  services: SupervisedServices,
  service: Service,
  say: (line: string) => void,
): Promise<void> {
  if (service.kind !== "direct") return void (await services.adopt(service));
  const result = await services.start(service, { cause: "up" });
  say(result.success ? result.summary : `${service.target}: ${result.summary}`);
}

/** What has to wait for a kernel's first heartbeat is started behind, so that all else is watched meanwhile. */
export async function bootWaiting(
  {
    parts,
    services,
    polling,
  }: { readonly parts: Parts; readonly services: SupervisedServices; readonly polling: Polling },
  say: (line: string) => void,
): Promise<void> {
  if (parts.kernels.waiting.size === 0) return;
  const { bootKernels } = await import("./kernels/boot/index.ts");
  const watch = () => polling.update(parts.settings().targets.filter(parts.kernels.isBooted));
  await bootKernels(parts, { say, watch, start: (service) => takeUpOne(services, service, say) });
}

/** Services of targets that are gone are stopped, new ones started; one whose command changed gets it with its next restart. */
export async function exchangeServices(
  parts: Parts,
  services: SupervisedServices,
  before: Settings,
  { generation: { settings, targets }, say }: { readonly generation: Generation; readonly say: (line: string) => void },
): Promise<void> {
  const { signal } = new AbortController();
  for (const { id, supervisor } of before.targets) {
    const isGone = targets.get(id)?.supervisor === undefined;
    if (supervisor === undefined || !isGone) continue;
    parts.kernels.waiting.delete(id);
    if (supervisor.kind === "direct") await services.stop(supervisor, { signal, cause: "down" });
    else services.forget(id);
  }
  const { waiting } = parts.kernels;
  for (const target of settings.targets) {
    const { id, supervisor } = target;
    const isNew = before.targets.find((one) => one.id === id)?.supervisor === undefined;
    const isStopped = parts.state.standing.get("stop", id) !== undefined;
    if (supervisor === undefined || !isNew || isStopped) continue;
    if (isToWait(target, waiting)) waiting.add(id);
    else await takeUpOne(services, supervisor, say);
  }
}

type Known = ReturnType<LogReader["services"]>[number];

function recordUnseenExit(parts: Parts, target: string, { process, startedAt }: Known): void {
  const uptimeMs = Math.max(0, parts.platform.clock.now() - startedAt);
  parts.record([event("service.exited", { target, process, code: null, signal: null, uptimeMs })]);
}

/** Waves in which targets start: each after everything it depends on. */
export function startOrder(targets: readonly Target[]): readonly (readonly Target[])[] {
  const waves: Target[][] = [];
  const placed = new Set<string>();
  let left = [...targets];
  while (left.length > 0) {
    const ready = left.filter((target) => target.dependsOn.every((id) => placed.has(id)));
    // The configuration refuses cycles; should one slip through, everything left starts together rather than never.
    const wave = ready.length > 0 ? ready : left;
    waves.push(wave);
    for (const target of wave) placed.add(target.id);
    left = left.filter((target) => !wave.includes(target));
  }
  return waves;
}

export async function endServices(
  settings: Settings,
  services: SupervisedServices,
  say: (line: string) => void,
): Promise<void> {
  const order = startOrder(settings.targets)
    .map((wave) => wave.filter((target) => target.supervisor?.kind === "direct").map((target) => target.id))
    .reverse();
  for (const result of await services.stopAll({ order })) if (!result.success) say(result.summary);
}
