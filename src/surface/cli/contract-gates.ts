/** The part of `chiron contract` that asks the engine: how well outputs keep to contracts, and what people decide about that. */
import type { Command } from "commander";
import type { ContractView, HarmonyPatternDetail, HarmonyView, OutputComparison, Page } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import { askAndTell } from "./answer.ts";
import { pathOf } from "./client.ts";
import type { Context, Run } from "./context.ts";
import { printContracts, printHarmony, printPatterns, printTroubles, showPattern } from "./harmony-page.ts";

interface Reason {
  readonly reason?: string;
}

export function defineContractGates(command: Command, run: Run): void {
  defineLooks(command, run);
  defineDecisions(command, run);
}

function defineLooks(command: Command, run: Run): void {
  command
    .command("list")
    .description("Lists the contracts, with what they are in force with.")
    .addHelpText("after", "\nExample:\n  chiron contract list")
    .action(run((context) => list(context)));
  command
    .command("status")
    .description("Shows the score, 0 to 100, overall and of each gate, and what it is made of.")
    .addHelpText("after", "\nExample:\n  chiron contract status --json | jq .score")
    .action(run((context) => status(context)));
  command
    .command("patterns")
    .description("Lists what differs, grouped by gate, kind and place, the worst first.")
    .addHelpText("after", "\nExample:\n  chiron contract patterns --json | jq '.[] | select(.isCritical).id'")
    .action(run((context) => patterns(context)));
  command
    .command("show")
    .description("Shows one pattern: outputs beside the words of the contract, likely causes, history.")
    .argument("<id>", "as `chiron contract patterns` lists it")
    .addHelpText("after", "\nExample:\n  chiron contract show 0123456789abcdef")
    .action(run((context, id: string) => show(context, id)));
}

function defineDecisions(command: Command, run: Run): void {
  command
    .command("investigate")
    .description("Shows one pattern, and writes down that you look into it.")
    .argument("<id>", "as `chiron contract patterns` lists it")
    .option("--reason <text>", "why; it is kept in the log")
    .addHelpText("after", "\nExample:\n  chiron contract investigate 0123456789abcdef")
    .action(
      run(async (context, id: string, { reason }: Reason) => {
        const code = await decide(context, id, "investigate", reason);
        if (code === exitCodes.done && !context.wantsJson) await show(context, id);
        return code;
      }),
    );
  command
    .command("ignore")
    .description("Lets a pattern weigh nothing; it goes on counting, and `restore` takes it back.")
    .argument("<id>", "as `chiron contract patterns` lists it")
    .requiredOption("--reason <text>", "why; it is kept in the log")
    .addHelpText(
      "after",
      '\nExample:\n  chiron contract ignore 0123456789abcdef --reason "until the new reviewer is out"',
    )
    .action(run((context, id: string, { reason }: Reason) => decide(context, id, "ignore", reason)));
  command
    .command("restore")
    .description("Lets a pattern that was ignored count again.")
    .argument("<id>", "as `chiron contract patterns` lists it")
    .option("--reason <text>", "why; it is kept in the log")
    .addHelpText("after", "\nExample:\n  chiron contract restore 0123456789abcdef")
    .action(run((context, id: string, { reason }: Reason) => decide(context, id, "restore", reason)));
}

const noContract = "No contract is declared. They stand under `contracts` in chiron.yaml.";

async function contractsOf({ ask }: Context): Promise<readonly ContractView[]> {
  return (await ask<Page<ContractView>>({ path: "contracts" })).items;
}

async function list(context: Context): Promise<number> {
  const { terminal, wantsJson } = context;
  const items = await contractsOf(context);
  if (wantsJson) terminal.json(items);
  else if (items.length === 0) terminal.line(noContract);
  else printContracts(terminal, items);
  return items.some(({ trouble }) => trouble !== null) ? exitCodes.failed : exitCodes.done;
}

async function status(context: Context): Promise<number> {
  const { ask, terminal, wantsJson } = context;
  const view = await ask<HarmonyView>({ path: "harmony" });
  if (wantsJson) terminal.json(view);
  else {
    const contracts = await contractsOf(context);
    // A hundred of which nothing is checked would be read as good news.
    if (contracts.length === 0 && view.gates.length === 0) terminal.line(noContract);
    else printHarmony(terminal, view);
    printTroubles(terminal, contracts);
  }
  return exitCodes.done;
}

async function patterns(context: Context): Promise<number> {
  const { ask, terminal, wantsJson } = context;
  const { patterns: all } = await ask<HarmonyView>({ path: "harmony" });
  if (wantsJson) terminal.json(all);
  else if (all.length > 0) printPatterns(terminal, all);
  else {
    const contracts = await contractsOf(context);
    terminal.line(
      contracts.length === 0 ? noContract : "Nothing that came through the gates differs from what was agreed.",
    );
    printTroubles(terminal, contracts);
  }
  return exitCodes.done;
}

async function show({ ask, terminal, wantsJson }: Context, id: string): Promise<number> {
  const path = pathOf("harmony", "patterns", id);
  if (wantsJson) terminal.json(await ask<HarmonyPatternDetail>({ path }));
  else {
    const pattern = await ask<HarmonyPatternDetail>({ path: `${path}?violations=0` });
    // Without its contract, which may be declared no more, the rest is there still.
    const newest = await ask<Page<OutputComparison>>({ path: `${path}/comparisons?limit=1` }).catch(
      (error: unknown) => {
        if (!(error instanceof ChironError) || error.code !== "conflict") throw error;
        terminal.note(error.message);
        return undefined;
      },
    );
    showPattern(terminal, pattern, newest?.items[0]);
  }
  return exitCodes.done;
}

type Decision = "investigate" | "ignore" | "restore";

function decide(context: Context, id: string, decision: Decision, reason: string | undefined): Promise<number> {
  if (reason !== undefined && reason.trim() === "")
    throw new ChironError("bad_request", "the reason is empty", {
      help: 'Say why: --reason "…"; it is kept in the log.',
    });
  // Good for once: whoever sends the same again is refused.
  const body = { nonce: crypto.randomUUID(), ...(reason === undefined ? {} : { reason }) };
  return askAndTell(context, { method: "POST", path: pathOf("harmony", "patterns", id, decision), body });
}
