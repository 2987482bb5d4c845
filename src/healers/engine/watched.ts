/** Which processes the declared targets are, so that a step on one target does not touch those of another. */
import type { ProcessIdentity, Target, WatchedProcess } from "#core/model";
import type { Parts } from "./parts.ts";

const runsHere: readonly Target["kind"][] = ["service", "process", "kernel", "gateway", "database", "healer"];
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0)$/;

export function watchedProcesses(parts: Parts): readonly WatchedProcess[] {
  const commands = listOnce(parts);
  return parts.settings().targets.flatMap((target): readonly WatchedProcess[] => {
    const isProtected = target.criticality === "critical" || target.autonomy === "observe";
    const found = processesOf(target, parts, commands);
    if (found.length > 0) return found.map((process) => ({ target: target.id, isProtected, process }));
    const unknown = runsHere.includes(target.kind) && !isKnownToBeGone(target, parts) && !isElsewhere(target);
    return unknown ? [{ target: target.id, isProtected, process: null }] : [];
  });
}

/** By its supervisor, by what its process probe read last, or by the text that the probe looks for. */
function processesOf(target: Target, parts: Parts, commands: ReturnType<typeof listOnce>): readonly ProcessIdentity[] {
  const found: ProcessIdentity[] = [];
  const supervised = parts.services.look(target.id).process;
  if (supervised !== null) found.push(supervised);
  for (const { kind, options } of target.probes) {
    if (kind !== "process" || typeof options.match !== "string") continue;
    const { match } = options;
    found.push(...commands().flatMap(({ identity, command }) => (command.includes(match) ? [identity] : [])));
  }
  const pid = parts.detector().readings(target.id).process?.values.pid;
  const look = typeof pid === "number" ? parts.platform.processes.look(pid) : undefined;
  if (look?.exists) found.push(look.identity);
  return found;
}

function isKnownToBeGone(target: Target, parts: Parts): boolean {
  return parts.detector().readings(target.id).process?.values.running === false;
}

/** All its probes ask another machine. */
function isElsewhere({ probes }: Target): boolean {
  return probes.length > 0 && probes.every(({ options }) => hostIn(options) !== undefined);
}

/** The host that is asked, where it is another one than this. */
function hostIn({ url, host }: Readonly<Record<string, unknown>>): string | undefined {
  const asked = typeof url === "string" && URL.canParse(url) ? new URL(url).hostname : host;
  return typeof asked === "string" && !loopback.test(asked) ? asked : undefined;
}

/** All command lines cost as much as many looks, so they are read only when somebody asks. */
function listOnce({ platform }: Parts) {
  let list: ReturnType<typeof platform.processes.list> | undefined;
  return () => (list ??= platform.processes.list());
}
