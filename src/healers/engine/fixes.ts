/** A human's fix during an incident becomes a draft runbook (HOST-18): checked like any other, kept in the data folder, in dry_run. */
import { stringify } from "yaml";
import { canonicalJson, maskSecrets, resolveReferences } from "#core/lib";
import {
  ChironError,
  type Command,
  type CommandResult,
  event,
  type Incident,
  type Settings,
  type Target,
} from "#core/model";
import { actions } from "#loop/act";
import { draftOf, type FixCommand, stepsOfFix } from "#loop/learn";
import type { Parts } from "./parts.ts";
import { requireTarget } from "./requests.ts";
import type { Queue } from "./telling.ts";

export type ReadDraft = (file: string) => Promise<Settings["runbooks"][number]>;

export interface FixMeans {
  /** The folder of drafts. */
  readonly folder: string;
  readonly incidentOf: (id: string) => Incident | undefined;
  /** Reads a runbook file with all checks; throws ChironError("bad_config"). */
  readonly readDraft: ReadDraft;
  /** Puts one more runbook in force, in dry_run. */
  readonly add: (entry: Settings["runbooks"][number], actor: string) => void;
  readonly queue: Queue;
}

type RecordFix = Extract<Command, { kind: "record_fix" }>;

export async function recordFix(
  parts: Parts,
  means: FixMeans,
  command: RecordFix,
  actor: string,
): Promise<CommandResult> {
  const incident = parts.state.incident(command.incident) ?? means.incidentOf(command.incident);
  if (incident === undefined)
    throw new ChironError("not_found", `there is no incident ${command.incident}`, {
      help: "chiron incidents --all lists them",
    });
  const target = requireTarget(parts, incident.target);
  const { commands } = command;
  for (const one of commands) requirePlain(one);
  const description = maskSecrets(
    [command.description ?? "", ...shellText(command.texts ?? [])].filter(Boolean).join("\n"),
  );
  const steps = stepsOfFix({ commands, target });
  if (steps.length === 0) {
    throw new ChironError(
      "bad_request",
      "there is no step in it: nothing that was run changes anything, or it is text for a shell",
      {
        help: "give each command as a list of words: chiron record-fix INCIDENT -- systemctl restart web",
      },
    );
  }
  const fix = { incident, target, commands, description };
  const recorded = (runbook: string) =>
    event("fix.recorded", { incident: incident.id, runbook, commands: commands.map(({ argv }) => argv), description });
  const known = sameAs(parts, incident.type, target, steps);
  if (known !== undefined) {
    parts.record([recorded(known)], actor);
    return {
      message: `Recorded. ${known} does exactly this already.`,
      changed: true,
      data: { runbook: known, draft: false },
    };
  }
  const id = freeId(parts, `rb-fix-${incident.type}-${target.id}`.slice(0, 96));
  const file = `${means.folder}/${id}.yaml`;
  const entry = await save(parts, means, file, stringify(draftOf(fix, id)));
  means.add(entry, actor);
  parts.record([recorded(id)], actor);
  const body = `What ${actor} did about ${incident.id} is now the runbook ${id}, in dry_run: it does nothing before you approve it.`;
  const data = { runbook: id, file };
  const whole = `${body}\n\n  chiron runbook ${id}          what it says\n  chiron runbook approve ${id}  let it run by itself`;
  means.queue({
    route: "notice",
    tier: 1,
    incident: incident.id,
    subject: `A fix became a draft: ${id}`,
    body: whole,
    data,
  });
  return {
    message: `Recorded as ${id}, in dry_run. See it: chiron runbook ${id}`,
    changed: true,
    data: { runbook: id, draft: true, file },
  };
}

/** Text for a shell is worth reading, and is never run. */
function shellText(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `In a shell, which no runbook has: ${text}`);
}

function requirePlain({ argv, cwd }: FixCommand): void {
  const written = JSON.stringify(argv);
  if (maskSecrets(argv.join(" ")) !== argv.join(" ") || maskSecrets(written) !== written) {
    throw new ChironError("bad_request", `${maskSecrets(written)} holds what looks like a secret`, {
      help: "leave it out: a runbook is read by many. Let the program find its secret itself.",
    });
  }
  const parsed = actions.get("command")?.schema.safeParse({ argv, ...(cwd === undefined ? {} : { cwd }) });
  if (parsed?.success !== false) return;
  const why = parsed.error.issues.map((issue) => issue.message).join("; ");
  throw new ChironError("bad_request", `${written} cannot become a step: ${why}`, {
    help: "what a shell put together is several commands, each a list of words",
  });
}

/** A runbook for the same trouble, one strategy of which comes out the same for this target. */
function sameAs(
  parts: Parts,
  type: string,
  target: Target,
  steps: readonly { readonly with: object }[],
): string | undefined {
  const argvOf = (input: unknown) => (resolveReferences(input, target) as { readonly argv?: unknown }).argv ?? null;
  const wanted = canonicalJson(steps.map((step) => argvOf(step.with)));
  for (const { runbook } of parts.registry().list) {
    if (!runbook.matches.includes(type)) continue;
    for (const strategy of runbook.strategies) {
      if (strategy.steps.some(({ action }) => action !== "command")) continue;
      try {
        if (canonicalJson(strategy.steps.map((step) => argvOf(step.with))) === wanted) return runbook.id;
      } catch {
        // It refers to something that this target does not have.
      }
    }
  }
  return undefined;
}

function freeId(parts: Parts, wanted: string): string {
  let id = wanted;
  for (let number = 2; parts.registry().find(id) !== undefined; number++) id = `${wanted}-${number}`;
  return id;
}

async function save(parts: Parts, means: FixMeans, file: string, text: string): Promise<Settings["runbooks"][number]> {
  const { files } = parts.platform;
  await files.makeFolder(means.folder, 0o700);
  await files.write(file, text, { durable: true, mode: 0o600 });
  try {
    return await means.readDraft(file);
  } catch (error) {
    // What cannot be read back must not stand in the way of the next start.
    await files.remove(file);
    throw error;
  }
}
