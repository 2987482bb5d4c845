/**
 * What needs something that is broken is left alone while that is repaired (REASON-03): the incident is held under the one at the
 * root, pages nobody, and is only acted on if it stays bad after the root is well. The order in which the two were seen does not
 * matter: before a dependent is acted on, what it needs is looked at, unless its own process has ended.
 */
import { event, formatDuration, type Incident, type Target } from "#core/model";
import { observeOpened } from "../alarms.ts";
import { graphOf, ownProcessEnded, rootOf, settlingMs, suspectOf } from "../dependencies.ts";
import { endByItself } from "../ending.ts";
import type { Parts } from "../parts.ts";
import { recheck } from "../recheck.ts";
import { hold } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

const policy = "dependency";
/** How soon what is suspected is looked at again. */
const suspectedAgainMs = 250;

/** Undefined: nothing that it needs stands in the way. */
export async function waitForRoot(
  parts: Parts,
  tools: Tools,
  incident: Incident,
  target: Target,
): Promise<Next | undefined> {
  const known = rootOf(parts, target);
  if (known !== undefined) return inhibit(parts, incident, known);
  if (incident.inhibitedBy !== null) return settle(parts, tools, incident, target, incident.inhibitedBy);
  if (target.dependsOn.length === 0) return undefined;
  if (!ownProcessEnded(incident, target)) {
    await Promise.all([...graphOf(parts).upstream(target.id)].map((id) => parts.sensing.probeNow(id)));
    const current = parts.state.incident(incident.id);
    if (current?.state !== incident.state) return "again";
    const seen = rootOf(parts, target);
    if (seen !== undefined) return inhibit(parts, current, seen);
  }
  return waitForSuspect(parts, tools, incident, target);
}

function inhibit(parts: Parts, { id, target, type, inhibitedBy, hold: before }: Incident, root: Incident): Next {
  if (inhibitedBy === root.id && before?.policy === policy && before.until === null) return "rest";
  const reason = `${target} depends on ${root.target}, which is bad (${root.type}, ${root.id}) and is dealt with first`;
  const isListed = root.inhibits.some(({ incident }) => incident === id);
  parts.record([
    ...(inhibitedBy === root.id ? [] : [event("incident.inhibited", { incident: id, by: root.id, reason })]),
    ...(isListed ? [] : [event("incident.inhibits", { incident: root.id, inhibited: id, target, type })]),
    event("incident.held", { incident: id, hold: { policy, reason, until: null } }),
  ]);
  return "rest";
}

/** The root is over. What needed it gets time to find its way back, and is looked at meanwhile. */
async function settle(
  parts: Parts,
  tools: Tools,
  { id, state, hold: before }: Incident,
  target: Target,
  root: string,
): Promise<Next | undefined> {
  const { clock } = parts.platform;
  const standing = parts.state.incident(id) as Incident;
  let until = before?.policy === policy ? before.until : null;
  if (until === null) {
    const forMs = settlingMs(standing, target);
    until = clock.now() + forMs;
    const reason = `what it depends on is well again, and it gets ${formatDuration(forMs)} to recover by itself`;
    if (forMs > 0) parts.record([event("incident.held", { incident: id, hold: { policy, reason, until } })]);
  }
  const { condition, report } = await recheck(parts, standing, target);
  const current = parts.state.incident(id);
  if (current?.state !== state || current.inhibitedBy !== root) return "again";
  if (condition === "gone") {
    parts.record([event("incident.rechecked", { incident: id, stillThere: false, ...report })]);
    endByItself(parts, current, "it recovered together with what it depends on");
    return "rest";
  }
  const now = clock.now();
  if (rootOf(parts, target) !== undefined) return "again";
  if (now < until) {
    const fastest = Math.min(until - now, ...target.probes.map(({ everyMs }) => Math.max(1_000, everyMs)));
    tools.wakeAt(id, now + fastest);
    return "rest";
  }
  const reason = "it stays bad although what it depends on is well again";
  parts.record([event("incident.uninhibited", { incident: id, by: root, reason })]);
  // What its opening would have said.
  tools.telling.opened(id, observeOpened(parts, id));
  return undefined;
}

function waitForSuspect(parts: Parts, tools: Tools, { id }: Incident, target: Target): Next | undefined {
  const incident = parts.state.incident(id);
  const suspect = incident === undefined ? undefined : suspectOf(parts, incident, target);
  if (incident === undefined || suspect === undefined) return undefined;
  const reason = `${suspect.target}, on which it depends, does not look well, and is looked at first`;
  hold(parts, incident, { policy, reason, until: suspect.until });
  tools.wakeAt(id, parts.platform.clock.now() + suspectedAgainMs);
  return "rest";
}

/** Right before it is acted on: something that it needs has turned out to be bad since. */
export function mustWaitForRoot(parts: Parts, { state }: Incident, target: Target): boolean {
  return state === "diagnosing" && rootOf(parts, target) !== undefined;
}
