/**
 * A human's instructions for the next plan, made ready to be obeyed: every name is found, every input checked, and a plan comes of
 * them. What cannot be used is refused with what is possible; then nothing has changed.
 */
import { maskSecrets, maskValues } from "#core/lib";
import {
  ChironError,
  type HumanInstructions,
  type Incident,
  type InputOverride,
  messageOf,
  type Overrides,
  type Plan,
  type RegisteredRunbook,
  type Strategy,
  type Target,
} from "#core/model";
import { compilePlan, instructed, leftOut, nextStrategy, sayPassedOver } from "#loop/reason";
import type { Parts } from "./parts.ts";
import { situationOf } from "./situation.ts";

export interface Instructed {
  readonly instructions: HumanInstructions;
  /** What would be proposed; nothing is written down. */
  readonly plan: Plan;
}

const structured = ["runbook", "strategy", "exclude", "with", "riskAtMost"] as const;

/** Adds what is asked now to what was asked before; the newer word counts. Throws ChironError. */
export function instructionsFrom(
  parts: Parts,
  incident: Incident,
  target: Target,
  asked: Overrides,
  by: string,
): Instructed {
  if (structured.every((key) => asked[key] === undefined)) {
    throw new ChironError("bad_request", "a note alone changes no plan", {
      help: `say what the next plan has to keep to: ${structured.join(", ")}`,
    });
  }
  requireNoSecret(asked);
  const registered = runbookFor(parts, incident, target, asked.runbook);
  const base = merged(incident.humanOverrideInstructions, registered, asked, by);
  requireKnownNames(registered, asked);
  const strategy = strategyUnder(parts, incident, target, registered, base);
  const instructions = { ...base, inputs: [...base.inputs, ...inputsOf(asked, strategy)] };
  return { instructions, plan: planUnder(parts, incident, target, registered, strategy.name, instructions) };
}

/** What is written into the log is read by many, and masked it could not be used. */
function requireNoSecret(asked: Overrides): void {
  const text = JSON.stringify(asked);
  if (maskSecrets(text) === text && JSON.stringify(maskValues(asked)) === text) return;
  throw new ChironError("bad_request", "the instructions hold what looks like a secret", {
    help: "leave it out: they are kept in the log. Let the target's settings, or a file, hold it.",
  });
}

function runbookFor(parts: Parts, incident: Incident, target: Target, asked: string | undefined): RegisteredRunbook {
  const id = asked ?? incident.humanOverrideInstructions?.runbook ?? incident.plan?.runbook ?? "";
  const registered = parts.registry().find(id);
  const isMeant = ({ runbook }: RegisteredRunbook) =>
    runbook.matches.includes(incident.type) && runbook.kinds?.includes(target.kind) !== false;
  if (registered !== undefined && isMeant(registered)) return registered;
  const possible = parts.registry().list.filter(isMeant);
  const what =
    registered === undefined ? `there is no runbook ${id}` : `${id} is not for ${incident.type} on a ${target.kind}`;
  throw new ChironError("bad_request", what, {
    help: `possible: ${listed(possible.map(({ runbook }) => runbook.id))}`,
  });
}

/** Whoever goes over to another runbook begins anew with its strategies and inputs. */
function merged(
  before: HumanInstructions | null,
  { runbook }: RegisteredRunbook,
  asked: Overrides,
  by: string,
): HumanInstructions {
  const kept = before?.runbook === runbook.id ? before : null;
  const strategy = asked.strategy ?? kept?.strategy ?? null;
  const without = [...(kept?.withoutStrategies ?? []), ...(asked.exclude?.strategies ?? [])];
  return {
    by,
    runbook: runbook.id,
    strategy: asked.exclude?.strategies.includes(strategy ?? "") ? (asked.strategy ?? null) : strategy,
    // What is asked for by name now is no longer excluded.
    withoutStrategies: unique(without).filter((name) => name !== asked.strategy),
    withoutActions: unique([...(before?.withoutActions ?? []), ...(asked.exclude?.actions ?? [])]),
    inputs: kept?.inputs ?? [],
    riskAtMost: asked.riskAtMost ?? before?.riskAtMost ?? null,
    notes: [...(before?.notes ?? []), ...(asked.note === undefined ? [] : [asked.note])],
  };
}

/** A misspelt name would exclude nothing, and nobody would notice. */
function requireKnownNames({ runbook }: RegisteredRunbook, { strategy, exclude }: Overrides): void {
  const strategies = runbook.strategies.map(({ name }) => name);
  const actions = unique(runbook.strategies.flatMap(({ steps }) => steps.map(({ action }) => action)));
  for (const name of [...(strategy === undefined ? [] : [strategy]), ...(exclude?.strategies ?? [])]) {
    if (strategies.includes(name)) continue;
    throw new ChironError("bad_request", `${runbook.id} has no strategy "${name}"`, {
      help: `possible: ${listed(strategies.map((known) => `"${known}"`))}`,
    });
  }
  for (const name of exclude?.actions ?? []) {
    if (actions.includes(name)) continue;
    throw new ChironError("bad_request", `${runbook.id} takes no action ${name}`, {
      help: `it takes: ${listed(actions)}`,
    });
  }
}

function strategyUnder(
  parts: Parts,
  incident: Incident,
  target: Target,
  registered: RegisteredRunbook,
  instructions: HumanInstructions,
): Strategy {
  const { runbook } = instructed(registered, instructions, parts.actionCatalog);
  const { strategy, passedOver } = nextStrategy(
    runbook,
    incident.triedStrategies,
    situationOf(parts, incident, target),
  );
  if (strategy !== undefined) return strategy;
  const why = registered.runbook.strategies.map((one) => {
    const out = leftOut(registered.runbook, one, instructions, parts.actionCatalog);
    if (out !== undefined) return `"${one.name}": ${out}`;
    if (incident.triedStrategies.includes(one.name)) return `"${one.name}" was tried before`;
    const passed = passedOver.find(({ name }) => name === one.name);
    return passed === undefined ? `"${one.name}"` : sayPassedOver(passed);
  });
  throw new ChironError("bad_request", `no strategy of ${registered.runbook.id} is left`, { help: why.join("; ") });
}

function inputsOf({ with: asked = {} }: Overrides, strategy: Strategy): readonly InputOverride[] {
  const steps = strategy.steps.map(({ action }, index) => `${index + 1} (${action})`);
  return Object.entries(asked).map(([key, input]) => {
    if (/^\d+$/.test(key)) {
      const step = strategy.steps[Number(key) - 1];
      if (step !== undefined) return { action: step.action, strategy: strategy.name, step: Number(key) - 1, input };
    } else if (strategy.steps.some(({ action }) => action === key)) return { action: key, input };
    throw new ChironError("bad_request", `"${strategy.name}" has no step ${key}`, {
      help: `its steps: ${listed(steps)}`,
    });
  });
}

function planUnder(
  parts: Parts,
  incident: Incident,
  target: Target,
  registered: RegisteredRunbook,
  name: string,
  instructions: HumanInstructions,
): Plan {
  const narrowed = instructed(registered, instructions, parts.actionCatalog);
  const strategy = narrowed.runbook.strategies.find((one) => one.name === name);
  if (strategy === undefined) throw new ChironError("internal", `the strategy ${name} was lost`);
  try {
    const means = {
      actions: parts.actionCatalog,
      ids: { next: () => "plan-asked-for" },
      now: parts.platform.clock.now(),
    };
    return compilePlan(incident, target, narrowed, strategy, means);
  } catch (error) {
    if (!(error instanceof ChironError)) throw error;
    throw new ChironError("bad_request", messageOf(error), {
      help: strategy.steps
        .map((step, at) => `step ${at + 1}, ${step.action}: ${JSON.stringify(maskValues(step.with))}`)
        .join("; "),
    });
  }
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

function listed(list: readonly string[]): string {
  return list.length === 0 ? "nothing" : list.join(", ");
}
