/** `chiron modify ID`: not this plan, but one that keeps to these instructions. */
import { type Command, InvalidArgumentError } from "commander";
import type { CommandResult, IncidentDetail } from "#core/model";
import { exitCodes } from "#core/model/plain";
import { tellResult } from "../answer.ts";
import { matching } from "../approving.ts";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";

interface Options {
  readonly runbook?: string;
  readonly strategy?: string;
  readonly excludeStrategy: readonly string[];
  readonly excludeAction: readonly string[];
  readonly with: Readonly<Record<string, object>>;
  readonly riskAtMost?: string;
  readonly note?: string;
  readonly plan?: string;
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "Asks for another plan than the one that an incident asks about. It keeps to your instructions, and nothing of it runs before it is approved in its turn. What cannot be used is refused, and changes nothing.",
    )
    .argument("<id>", "the incident")
    .option("--strategy <name>", "this strategy of the runbook, and no other")
    .option("--runbook <id>", "another runbook for the same trouble")
    .option("--exclude-strategy <name>", "not this strategy; may be given again", collect, [])
    .option("--exclude-action <name>", "no strategy that takes this action; may be given again", collect, [])
    .option(
      "--with <step=json>",
      'another input for a step, by its number or its action: \'1={"grace":"30s"}\'; may be given again',
      inputs,
      {},
    )
    .option("--risk-at-most <risk>", "low, medium or high")
    .option("--note <text>", "in your words, for whoever judges the next plan")
    .option("--plan <hash>", "only if it is still the plan that `chiron incident` showed")
    .addHelpText(
      "after",
      '\nExample:\n  chiron modify inc-01k0abcd --strategy "clean start" --note "the pid file is stale"',
    )
    .action(run((context, id: string, options: Options) => modify(context, id, options)));
}

async function modify(context: Context, id: string, options: Options): Promise<number> {
  const { runbook, strategy, excludeStrategy, excludeAction, riskAtMost, note, plan } = options;
  const { approval } = await context.ask<IncidentDetail>({ path: pathOf("incidents", id) });
  const stale = `${id} asks about another plan than the one you were shown`;
  const planHash = matching(plan, approval?.planHash, stale, `chiron incident ${id}`);
  const excludes = excludeStrategy.length + excludeAction.length > 0;
  const given = { planHash, runbook, strategy, riskAtMost, note };
  const body = {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(excludes ? { exclude: { strategies: excludeStrategy, actions: excludeAction } } : {}),
    ...(Object.keys(options.with).length === 0 ? {} : { with: options.with }),
  };
  const path = pathOf("incidents", id, "modify");
  tellResult(context, await context.ask<CommandResult>({ method: "POST", path, body }));
  return exitCodes.done;
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function inputs(text: string, before: Options["with"]): Options["with"] {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It is written like 1={…} or service.stop={…}.");
  let value: unknown;
  try {
    value = JSON.parse(text.slice(at + 1));
  } catch {
    throw new InvalidArgumentError("What stands after = is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InvalidArgumentError('What stands after = is an object, such as {"grace":"30s"}.');
  return { ...before, [text.slice(0, at)]: value };
}
