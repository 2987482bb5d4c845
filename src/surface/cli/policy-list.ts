/** What holds repairs back, and what has tripped, as a table. */
import type { Page, PolicyView } from "#core/model";
import { exitCodes } from "#core/model/plain";
import type { Context } from "./context.ts";
import { printTable } from "./table.ts";

export async function listPolicies(context: Context): Promise<number> {
  const { terminal, wantsJson } = context;
  const { items } = await context.ask<Page<PolicyView>>({ path: "policies" });
  if (wantsJson) {
    terminal.json(items);
    return exitCodes.done;
  }
  printTable(
    terminal,
    ["policy", "from", "now", "options", "what it holds back"],
    items.map((policy) => [policy.name, policy.source, nowOf(policy), optionsOf(policy), policy.summary]),
  );
  return exitCodes.done;
}

function nowOf({ breakers = [], storm, grants = [] }: PolicyView): string {
  const tripped = breakers.filter(({ state }) => state !== "closed");
  const parts = [
    ...tripped.map(
      ({ scope, name, state }) => `${name === "" ? scope : name} ${state === "open" ? "open" : "half-open"}`,
    ),
    ...(storm === null || storm === undefined
      ? []
      : [`a storm: ${storm.bad} of ${storm.watched} since ${storm.since}`]),
    ...(grants.length === 0 ? [] : [`${grants.length} grants`]),
  ];
  return parts.length === 0 ? "-" : parts.join(", ");
}

function optionsOf({ options, source }: PolicyView): string {
  if (source !== "built-in") return `${String(options.severity)} when ${String(options.when)}`;
  const words = Object.entries(options).map(([key, value]) => `${key} ${String(value)}`);
  return words.length === 0 ? "-" : words.join(", ");
}
