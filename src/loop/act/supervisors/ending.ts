/** Ends a set of processes: stop signal, grace, SIGKILL; done when nothing of it is left. */
import type { ProcessIdentity } from "#core/model";
import type { Clock, Processes } from "#core/platform";
import { isAlive, sameProcess } from "./identity.ts";

/** How long a process may take to go after SIGKILL. Longer means that the kernel itself holds it (state D). */
const killedWithinMs = 5_000;
const firstLookMs = 1;
const slowestLookMs = 25;

export interface EndingOrder {
  /** The main process, while it is there. */
  readonly main: ProcessIdentity | null;
  /** Everything that belongs to it right now, the main process included; asked again until it is empty. */
  readonly members: () => readonly ProcessIdentity[];
  /** Settles when the main process has ended; only known for own children. */
  readonly mainEnded: Promise<unknown> | null;
  readonly stopSignal: string;
  readonly graceMs: number;
  readonly force: boolean;
  readonly signal: AbortSignal;
}

export interface Ending {
  readonly end: "ended" | "aborted" | "stuck";
  /** Whether SIGKILL was needed. */
  readonly killed: boolean;
  readonly left: readonly ProcessIdentity[];
  readonly count: number;
}

interface Means {
  readonly processes: Processes;
  readonly clock: Clock;
}

export async function endAll(order: EndingOrder, means: Means): Promise<Ending> {
  const first = order.members();
  const count = first.length;
  if (count === 0) return { end: "ended", killed: false, left: [], count };
  // A process that SIGSTOP holds does not act on SIGTERM; waiting for it would only cost the grace.
  const held = order.main !== null && isHeld(means.processes, order.main);
  if (!order.force && !held) {
    askToStop(order, first, means.processes);
    const asked = await waitUntilGone(order, first, order.graceMs, means, false);
    if (asked !== "there")
      return { end: asked === "gone" ? "ended" : "aborted", killed: false, left: order.members(), count };
  }
  const killed = await waitUntilGone(order, order.members(), killedWithinMs, means, true);
  const end = { gone: "ended", aborted: "aborted", there: "stuck" } as const;
  return { end: end[killed], killed: true, left: killed === "gone" ? [] : order.members(), count };
}

function isHeld(processes: Processes, identity: ProcessIdentity): boolean {
  const seen = processes.look(identity.pid);
  return seen.exists && sameProcess(seen.identity, identity) && seen.state === "T";
}

/** Each process gets the stop signal once: many programs take the second one for "at once, without cleaning up". */
function askToStop(order: EndingOrder, members: readonly ProcessIdentity[], processes: Processes): void {
  for (const member of members) {
    processes.signal(member, order.stopSignal, "process");
    if (isHeld(processes, member)) processes.signal(member, "SIGCONT", "process");
  }
}

/** Waits for those it knows by a cheap look each, and asks for the whole list only when they have gone. */
async function waitUntilGone(
  order: EndingOrder,
  members: readonly ProcessIdentity[],
  withinMs: number,
  means: Means,
  kill: boolean,
): Promise<"gone" | "there" | "aborted"> {
  const deadline = means.clock.monotonic() + withinMs;
  let known = members;
  let pauseMs = firstLookMs;
  let mainEnded = order.mainEnded;
  if (kill) killAll(known, means.processes);
  for (;;) {
    known = known.filter((member) => isAlive(means.processes, member));
    if (known.length === 0) {
      known = order.members();
      if (known.length === 0) return "gone";
      if (kill) killAll(known, means.processes);
    }
    if (order.signal.aborted) return "aborted";
    if (means.clock.monotonic() >= deadline) return "there";
    const pause = means.clock.sleep(pauseMs, order.signal).catch(() => undefined);
    await (mainEnded === null ? pause : Promise.race([pause, mainEnded.then(() => (mainEnded = null))]));
    pauseMs = Math.min(slowestLookMs, pauseMs * 2);
  }
}

function killAll(members: readonly ProcessIdentity[], processes: Processes): void {
  for (const member of members) processes.signal(member, "SIGKILL", "process");
}
