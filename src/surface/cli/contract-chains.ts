/** The part of `chiron contract` by which a person has drift healed: fix, and a word on the chain that comes of it. */
import type { Command } from "commander";
import { type ChainView, ChironError, hypothesisKinds, type Page, stepKinds } from "#core/model";
import { exitCodes } from "#core/model/plain";
import { askAndTell } from "./answer.ts";
import { printChains, showChain } from "./chain-page.ts";
import { pathOf } from "./client.ts";
import type { Context, Run } from "./context.ts";

interface Because {
  readonly because?: string;
  readonly flow?: string;
}

interface Reason {
  readonly reason?: string;
}

interface Changes {
  readonly say?: readonly string[];
  readonly drop?: readonly string[];
}

export function defineContractChains(command: Command, run: Run): void {
  defineFix(command, run);
  defineWords(command, run);
}

function defineFix(command: Command, run: Run): void {
  command
    .command("fix")
    .description("Has a chain made that heals a pattern: analyze, code, review, commit. It waits for your approval.")
    .argument("<pattern>", "as `chiron contract patterns` lists it")
    .option("--because <cause>", `the cause to heal it by: ${hypothesisKinds.join(", ")}; default: the likeliest`)
    .option("--flow <name>", "a flow of FLOWS.md; default: the one that is for the cause")
    .addHelpText("after", "\nExample:\n  chiron contract fix 0123456789abcdef --because contract_stale")
    .action(run((context, id: string, options: Because) => fix(context, id, options)));
  command
    .command("chains")
    .description("Lists the chains by which drift is healed, the newest first.")
    .addHelpText("after", "\nExample:\n  chiron contract chains --json | jq '.[] | select(.state == \"proposed\").id'")
    .action(run((context) => chains(context)));
  command
    .command("chain")
    .description("Shows one chain: its steps, what each came to, and what is wanted from you.")
    .argument("<id>", "as `chiron contract chains` lists it")
    .addHelpText("after", "\nExample:\n  chiron contract chain chain-0123456789abcdef")
    .action(run((context, id: string) => chain(context, id)));
}

function defineWords(command: Command, run: Run): void {
  command
    .command("approve")
    .description("Approves just this chain: the mender carries it out, and stops where a review fails.")
    .argument("<chain>", "as `chiron contract chains` lists it")
    .option("--reason <text>", "why; it is kept in the log")
    .addHelpText("after", "\nExample:\n  chiron contract approve chain-0123456789abcdef")
    .action(run((context, id: string, { reason }: Reason) => decide(context, id, "approve", { reason })));
  command
    .command("modify")
    .description("Makes another chain of this one, which waits for your approval in its place.")
    .argument("<chain>", "as `chiron contract chains` lists it")
    .option("--say <step=words...>", "instructions for a step, besides what the flow says")
    .option("--drop <steps...>", "steps to leave out; without `commit` the change stays on its branch")
    .addHelpText("after", "\nExample:\n  chiron contract modify chain-0123456789abcdef --drop commit")
    .action(run((context, id: string, options: Changes) => modify(context, id, options)));
  command
    .command("cancel")
    .description("Leaves all as it is, also where the chain is under way.")
    .argument("<chain>", "as `chiron contract chains` lists it")
    .option("--reason <text>", "why; it is kept in the log")
    .addHelpText("after", "\nExample:\n  chiron contract cancel chain-0123456789abcdef")
    .action(run((context, id: string, { reason }: Reason) => decide(context, id, "cancel", { reason })));
}

/** Good for once: whoever sends the same again is refused. */
function once(body: object): object {
  return JSON.parse(JSON.stringify({ nonce: crypto.randomUUID(), ...body })) as object;
}

async function fix(context: Context, pattern: string, { because, flow }: Because): Promise<number> {
  const cause = because?.replaceAll("-", "_");
  if (cause !== undefined && !(hypothesisKinds as readonly string[]).includes(cause))
    throw new ChironError("bad_request", `${JSON.stringify(cause.slice(0, 60))} is no cause`, {
      help: `The causes are ${hypothesisKinds.join(", ")}.`,
    });
  const body = once({ because: cause, flow });
  return askAndTell(context, { method: "POST", path: pathOf("harmony", "patterns", pattern, "fix"), body });
}

async function chains({ ask, terminal, wantsJson }: Context): Promise<number> {
  const { items } = await ask<Page<ChainView>>({ path: "harmony/chains" });
  if (wantsJson) terminal.json(items);
  else if (items.length === 0) terminal.line("Nothing is being healed. chiron contract fix begins it.");
  else printChains(terminal, items);
  return exitCodes.done;
}

async function chain({ ask, terminal, wantsJson }: Context, id: string): Promise<number> {
  const view = await ask<ChainView>({ path: pathOf("harmony", "chains", id) });
  if (wantsJson) terminal.json(view);
  else showChain(terminal, view);
  return exitCodes.done;
}

function modify(context: Context, id: string, { say = [], drop = [] }: Changes): Promise<number> {
  const instructions = Object.fromEntries(say.map(instruction));
  const steps = drop.flatMap((one) => one.split(","));
  return decide(context, id, "modify", {
    ...(say.length === 0 ? {} : { instructions }),
    ...(steps.length === 0 ? {} : { drop: steps }),
  });
}

function instruction(text: string): readonly [string, string] {
  const [, step = "", words = ""] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  if ((stepKinds as readonly string[]).includes(step)) return [step, words];
  throw new ChironError("bad_request", `${JSON.stringify(text.slice(0, 60))} is no instruction for a step`, {
    help: `Write it as step=words; the steps are ${stepKinds.join(", ")}.`,
  });
}

function decide(context: Context, id: string, word: "approve" | "cancel" | "modify", body: object): Promise<number> {
  return askAndTell(context, { method: "POST", path: pathOf("harmony", "chains", id, word), body: once(body) });
}
