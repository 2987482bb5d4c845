/** `chiron grants`: what delegates may do, given by people (in the log) and by the watchdog (in a file, which can be read when nothing else lives). */
import type { Command } from "commander";
import type { Grant } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { printTable } from "../table.ts";
import { ago } from "../times.ts";

export function define(command: Command, run: Run): void {
  command
    .description(
      "Lists what delegates may do, and until when: grants that people gave, and those of an emergency. Answers also when no engine runs.",
    )
    .addHelpText("after", "\nExample:\n  chiron grants --json")
    .action(run((context) => list(context)));
  command
    .command("revoke")
    .description("Takes a grant back, at once. One of an emergency also when no engine runs.")
    .argument("<id>", "as `chiron grants` shows it")
    .requiredOption("--reason <text>", "why; whoever looks later wants to know")
    .addHelpText("after", '\nExample:\n  chiron grants revoke grant-01k0abcd --reason "I do it myself"')
    .action(run((context, id: string, { reason }: { readonly reason: string }) => revoke(context, id, reason)));
}

interface Shown extends Grant {
  readonly by: "engine" | "watchdog";
}

async function list(context: Context): Promise<number> {
  const { terminal, wantsJson } = context;
  const all = [...(await ofEngine(context)), ...(await ofEmergency(context))];
  if (wantsJson) terminal.json(all);
  else if (all.length === 0) terminal.line("Nothing is granted to any delegate.");
  else {
    printTable(
      terminal,
      ["grant", "delegate", "may", "for", "by", "ends", "why"],
      all.map(({ id, delegate, capabilities, targets, criticality, grantedBy, expiresAt, reason }) => [
        id,
        delegate,
        capabilities.join(", "),
        targets?.join(", ") ?? (criticality === undefined ? "-" : `${criticality} targets`),
        grantedBy,
        ago(new Date(expiresAt).toISOString()),
        reason,
      ]),
    );
  }
  return exitCodes.done;
}

async function ofEngine({ ask, isRemote }: Context): Promise<readonly Shown[]> {
  try {
    const { items } = await ask<{ readonly items: readonly Grant[] }>({ path: "grants" });
    return items.map((grant) => ({ ...grant, by: "engine" }));
  } catch (error) {
    const isGone = error instanceof ChironError && error.code === "not_running";
    if (!isGone || isRemote) throw error;
    return [];
  }
}

/** Those of this machine's data folder that stand now. */
async function ofEmergency({ dataDir, isRemote }: Context): Promise<readonly Shown[]> {
  if (isRemote) return [];
  const { placesIn } = await import("#healers/mutual");
  const { standingGrants } = await import("#healers/mutual/grants");
  return standingGrants(placesIn(dataDir).folder).map((grant) => ({ ...grant, by: "watchdog" }));
}

async function revoke(context: Context, id: string, reason: string): Promise<number> {
  const { terminal, wantsJson, dataDir, isRemote } = context;
  if (reason.trim() === "") throw new ChironError("bad_request", "--reason is empty");
  const { placesIn } = await import("#healers/mutual");
  const { revokeByHand } = await import("#healers/mutual/grants");
  const ofWatchdog = await ofEmergency(context);
  if (!isRemote && ofWatchdog.some((grant) => grant.id === id)) {
    revokeByHand(placesIn(dataDir).folder, { grant: id, at: Date.now(), reason });
    if (wantsJson) terminal.json({ message: `The grant ${id} is taken back.`, changed: true });
    else terminal.line(`The grant ${id} is taken back.`);
    return exitCodes.done;
  }
  const { askAndTell } = await import("../answer.ts");
  return askAndTell(context, {
    method: "DELETE",
    path: `${pathOf("grants", id)}?${new URLSearchParams({ reason })}`,
  });
}
