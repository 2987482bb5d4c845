/** Repairs that held, from the store. */
import type { LogReader } from "#core/log/read";
import type { Episode } from "#loop/reason";

const mostRead = 200;

export function episodesOf(reader: LogReader): readonly Episode[] {
  return reader
    .outcomes({ limit: mostRead })
    .filter(({ result }) => result === "recovered")
    .map(({ incident, anomaly, target, targetKind, runbook, strategy, effectiveness }) => {
      const reading = reader.incident(incident)?.evidence.reading;
      const evidence = reading === undefined ? undefined : { probe: reading.probe, values: reading.values };
      return { incident, type: anomaly, target, targetKind, runbook, strategy, effectiveness, evidence };
    });
}
