/** Which readings show a trouble: of the probe that saw it, of those that its rule looks at, and of those that verified its end. */
import type { Chart, Incident, Target } from "#core/model";
import { openBook } from "#surface/story";
import type { Parts } from "../parts.ts";
import { originalProbes } from "../situation.ts";

const mostCharts = 4;
/** So long before and after it is drawn as well, at least. */
const marginMs = 300_000;

export async function chartsOf(parts: Parts, incident: Incident, target: Target): Promise<readonly Chart[]> {
  const { chartedValues } = await openBook();
  const { evidence, outcome } = incident;
  const readings = parts.detector().readings(target.id);
  const wanted = [evidence.reading.probe, ...originalProbes(parts, incident, target), ...(outcome?.verifiedBy ?? [])];
  // What outsiders told is no reading of the target's.
  const probes = [...new Set(wanted)].filter((id) => target.probes.some((probe) => probe.id === id));
  const others = target.probes.map(({ id }) => id).filter((id) => !probes.includes(id));
  const shown = probes.length > 0 ? probes : others;
  return shown
    .map((probe): Chart => {
      const values = {
        ...readings[probe]?.values,
        ...(evidence.reading.probe === probe ? evidence.reading.values : {}),
      };
      return { target: target.id, probe, values: chartedValues(values, evidence) };
    })
    .slice(0, mostCharts);
}

/** As long again before and after as it lasted, within bounds. */
export function windowOf({ since, endedAt }: Pick<Incident, "since" | "endedAt">, now: number) {
  const end = endedAt ?? now;
  const margin = Math.max(marginMs, (end - since) / 4);
  return { from: new Date(since - margin).toISOString(), to: new Date(Math.min(now, end + margin)).toISOString() };
}
