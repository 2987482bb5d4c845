/** What a pipeline says of itself. */
import { ChironError, type Command, type CommandResult, event, formatDuration } from "#core/model";
import type { Parts } from "./parts.ts";

/** A pipeline that tells every line that it did would fill the log with them: within the same stage so much is enough. */
const worthTellingMs = 5_000;

export function progress(
  parts: Parts,
  { pipeline, stage, done, message }: Extract<Command, { kind: "progress" }>,
  actor: string,
): CommandResult {
  const watchers = parts.settings().targets.filter((target) => watches(target, pipeline));
  if (watchers.length === 0) {
    throw new ChironError("not_found", `no target watches a pipeline ${pipeline}`, {
      help: `declare a target with the probe \`pipeline: { task: ${pipeline} }\``,
    });
  }
  const before = parts.state.pipelines.get(pipeline);
  const agoMs = before === undefined ? Number.POSITIVE_INFINITY : parts.platform.clock.now() - before.at;
  const isSame = before?.stage === stage && before.done === done && message === undefined;
  if (isSame && agoMs >= 0 && agoMs < worthTellingMs)
    return { message: `${pipeline} said so ${formatDuration(agoMs)} ago.`, changed: false };
  parts.record([event("pipeline.progressed", { pipeline, stage, done, message: message ?? null })], actor);
  // What was stuck moves: nobody waits for the next regular look.
  for (const target of watchers) parts.sensing.notify(target.id);
  return { message: `${pipeline} is at ${stage}.`, changed: true };
}

function watches(
  {
    id,
    probes,
  }: { readonly id: string; readonly probes: readonly { kind: string; options: Readonly<Record<string, unknown>> }[] },
  pipeline: string,
) {
  return probes.some(
    ({ kind, options }) => kind === "pipeline" && options.from === undefined && (options.task ?? id) === pipeline,
  );
}
