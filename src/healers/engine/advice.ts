/** What a page recommends, and where to read on (REASON-09): from what the incident itself knows. */
import type { Incident, RegisteredRunbook, Strategy } from "#core/model";
import type { Advice } from "#surface/notify";
import type { Parts } from "./parts.ts";
import { runbookFor } from "./planning.ts";

export function adviceFor(parts: Parts, incident: Incident): Advice {
  const id = incident.runbook ?? incident.hypotheses.find(({ runbook }) => runbook !== null)?.runbook ?? null;
  const registered = id === null ? undefined : runbookFor(parts, incident, id);
  return { recommended: recommendation(incident, registered), ...placeOf(registered) };
}

function recommendation(incident: Incident, registered: RegisteredRunbook | undefined): string {
  const { approval, plan, verdicts, hypotheses, triedStrategies } = incident;
  if (approval?.status === "waiting" && plan !== null)
    return `approve ${plan.runbook} (${plan.strategy}), if what it would do is right`;
  const advised = verdicts.at(-1)?.notes.flatMap(({ recommendation: one }) => (one === undefined ? [] : [one])) ?? [];
  if (advised.length > 0) return advised.join("; ");
  const untried = registered?.runbook.strategies.find((strategy) => isWayLeft(strategy, triedStrategies));
  if (registered !== undefined && untried !== undefined)
    return `run what was not tried yet: ${registered.runbook.id} ("${untried.name}")`;
  const [cause] = hypotheses;
  if (cause !== undefined) return `look into the most probable cause: ${cause.statement}`;
  const last = incident.steps.findLast(({ end }) => end === "failed");
  if (last !== undefined) return `mend by hand what kept ${last.action} from working, then record what you did`;
  return "find the cause and mend it by hand, then record what you did, so that it becomes a runbook";
}

/** What only contains the trouble, or tells of it, mends nothing. */
function isWayLeft({ name, repairs }: Strategy, tried: readonly string[]): boolean {
  return repairs !== false && !tried.includes(name);
}

function placeOf(registered: RegisteredRunbook | undefined): Pick<Advice, "runbook" | "link"> {
  if (registered === undefined) return { runbook: null, link: null };
  const { runbook, source } = registered;
  const written = /https?:\/\/\S+/.exec(runbook.docs ?? "")?.[0];
  const pack = /^pack:(.+)$/.exec(source)?.[1];
  return { runbook: runbook.id, link: written ?? (pack === undefined ? source : `packs/${pack}/README.md`) };
}
