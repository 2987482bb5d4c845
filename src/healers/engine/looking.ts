/** What an action may find out by the probes: whether its trouble is still there, and whether the fault may be our own. */
import type { SecondLook, Surroundings, Target } from "#core/model";
import type { Parts } from "./parts.ts";
import { recheck } from "./recheck.ts";

/** More tell nothing new, and asking them costs. */
const mostNeighbours = 10;

export async function lookAgain(parts: Parts, effect: string, target: Target): Promise<SecondLook> {
  const incident = parts.state.incident(effect.split("/")[0] ?? "");
  if (incident === undefined) return { condition: "unknown", reason: "its incident is over" };
  const { condition, report } = await recheck(parts, incident, target);
  return { condition, reason: report.reason };
}

/** Every host once; the target's own tell nothing of the network between. */
export async function lookAround(parts: Parts, target: Target): Promise<Surroundings> {
  const hostOf = ({ kind, options }: Target["probes"][number]) => parts.probes.get(kind)?.hostOf?.(options);
  const own = new Set(target.probes.map(hostOf));
  const others = new Map<string, { readonly target: string; readonly probe: string }>();
  for (const { id, probes } of parts.settings().targets) {
    for (const declaration of probes) {
      const host = hostOf(declaration);
      if (host === undefined || own.has(host) || others.has(host) || others.size >= mostNeighbours) continue;
      others.set(host, { target: id, probe: declaration.id });
    }
  }
  const neighbours = await Promise.all(
    [...others].map(async ([host, asked]) => {
      const [reading] = await parts.sensing.probeNow(asked.target, asked.probe);
      return { host, answers: reading?.available === true };
    }),
  );
  return { overNetwork: [...own].some((host) => host !== undefined), neighbours };
}
