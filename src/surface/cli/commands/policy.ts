/** `chiron policy list`: what is in force. `chiron policy test`: which verdicts would be others under another configuration, and why. */
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import type { Note, VerdictCase } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import type { Difference, Replay } from "#healers/engine";
import type { Context, Run } from "../context.ts";
import { moment } from "../moments.ts";
import { listPolicies } from "../policy-list.ts";
import { fromStore } from "../source.ts";
import { clean } from "../terminal.ts";
import { counted } from "../words.ts";

interface Options {
  readonly set?: string;
  readonly since?: number;
  readonly policiesOnly?: boolean;
  readonly failOnChange?: boolean;
}

export function define(command: Command, run: Run): void {
  command
    .description("What the Guardian holds repairs back for, and what other policies would.")
    .usage("list|test")
    .addHelpText("after", "\nExample:\n  chiron policy list");
  command
    .command("list")
    .description("Lists every policy with its options in force, and what has tripped.")
    .addHelpText(
      "after",
      "\nExample:\n  chiron policy list --json | jq '.[] | select(.name == \"circuit-breaker\").breakers'",
    )
    .action(run((context) => listPolicies(context)));
  command
    .command("test")
    .description(
      "Judges past verdicts again, as the configuration of --config would have it, and shows those that would be others. Changes nothing.",
    )
    .option("--set <file>", "what `chiron eval export` wrote; default: the store of the data folder")
    .option("--since <when>", "only verdicts from then on: 30d, 24h, 2026-03-01", moment)
    .option("--policies-only", "take targets and runbooks as they were, and only the policies from the configuration")
    .option("--fail-on-change", "exit code 1 when a verdict would be another")
    .addHelpText("after", "\nExample:\n  chiron policy test --config new.yaml --since 30d --fail-on-change")
    .action(run((context, options: Options) => test(context, options)));
}

async function test(context: Context, options: Options): Promise<number> {
  const { terminal, wantsJson, configFile } = context;
  const { replay, validateConfiguration } = await import("#healers/engine");
  const file = resolve(configFile);
  const read = await validateConfiguration(file);
  if (!read.ok) {
    const { formatProblems } = await import("#core/config");
    throw new ChironError("bad_config", formatProblems(read.problems));
  }
  const { cases, untold } = await casesFor(context, options);
  const result = replay(cases, read.settings, { policiesOnly: options.policiesOnly === true });
  if (wantsJson) terminal.json({ config: file, ...result, untold });
  else show(context, result, untold);
  return options.failOnChange === true && result.different.length > 0 ? exitCodes.failed : exitCodes.done;
}

interface Cases {
  readonly cases: readonly VerdictCase[];
  /** Verdicts in the log of which it is not known any more what they rest on. */
  readonly untold: number;
}

async function casesFor(context: Context, { set, since }: Options): Promise<Cases> {
  if (set !== undefined) return { cases: await readSet(resolve(set), since ?? 0), untold: 0 };
  if (context.isRemote) throw new ChironError("bad_request", "the log is read where it lies; use --set with --url");
  const absent = new ChironError("not_found", `there is no store in ${context.dataDir}`, {
    help: "--data-dir says where it is; --set takes what `chiron eval export` wrote.",
  });
  const { casesOf, eventsOf } = await import("#healers/engine");
  return fromStore(
    context,
    (reader) => {
      const all = [...casesOf(eventsOf(reader), since)];
      return {
        cases: all.filter((one) => one.kind === "verdict"),
        untold: all.filter(({ kind }) => kind === "untold").length,
      };
    },
    absent,
  );
}

async function readSet(file: string, since: number): Promise<readonly VerdictCase[]> {
  const { parseVerdictCase } = await import("#core/model");
  const cases: VerdictCase[] = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === "") continue;
    const parsed = parseVerdictCase(line);
    if (parsed === null) continue;
    if ("problem" in parsed) {
      throw new ChironError("bad_request", `${file}:${number} cannot be used: ${parsed.problem}`, {
        help: "It is written by `chiron eval export`.",
      });
    }
    if (Date.parse(parsed.at) >= since) cases.push(parsed);
  }
  return cases;
}

function show(
  { terminal }: Context,
  { verdicts, same, otherReasons, different, skipped }: Replay,
  untold: number,
): void {
  for (const one of different) showDifference(terminal, one);
  if (different.length > 0) terminal.line();
  const rest = [
    `${same + otherReasons} would be the same`,
    ...(otherReasons === 0 ? [] : [`${otherReasons} of them for other reasons`]),
    ...(skipped.length === 0 ? [] : [`${skipped.length} cannot be judged again (${clean(skipped[0]?.reason ?? "")})`]),
    ...(untold === 0 ? [] : [`${untold} are from before verdicts could be replayed`]),
  ];
  const changed = counted(different.length, "verdict");
  terminal.line(`${terminal.paint("bold", `${changed} of ${verdicts} would be another`)}; ${rest.join(", ")}.`);
}

function showDifference(terminal: Context["terminal"], one: Difference): void {
  const { at, incident, target, anomaly, runbook, strategy, judged, was, wouldBe, added, removed } = one;
  terminal.line(`${terminal.paint("bold", `${was} → ${wouldBe}`)}  ${clean(anomaly)} on ${clean(target)}`);
  terminal.line(
    terminal.paint("dim", `  ${clean(runbook)} (${clean(strategy)}), ${clean(incident)} at ${clean(at)}, ${judged}`),
  );
  for (const note of added) terminal.line(`  ${terminal.paint("yellow", "+")} ${tell(note)}`);
  for (const note of removed) terminal.line(`  ${terminal.paint("green", "-")} ${tell(note)}`);
}

function tell({ policy, severity, message }: Note): string {
  return `${clean(policy)} (${severity}): ${clean(message)}`;
}
