/** `chiron record-fix ID -- COMMAND …`: what a human did becomes a draft runbook. */
import { type Command, InvalidArgumentError } from "commander";
import { ChironError } from "#core/model/plain";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";

interface Options {
  readonly description?: string;
  readonly argv: readonly (readonly string[])[];
  readonly shell: readonly string[];
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "Makes a draft runbook of what you did about an incident. It starts in dry_run, and does nothing before it is approved or has proved itself.",
    )
    .argument("<id>", "the incident")
    .argument("[command...]", "after --: the program that you ran, and its arguments")
    .option("--description <text>", "what was wrong, and what you did")
    .option("--argv <json>", 'one more command as a list of words: \'["systemctl","restart","web"]\'', listOfWords, [])
    .option("--shell <text>", "what you typed into a shell: kept as a description, never run", collect, [])
    .addHelpText(
      "after",
      '\nExample:\n  chiron record-fix inc-01k0abcd --description "the cache was stale" -- rm -r /srv/web/cache',
    )
    .action(
      run((context, id: string, words: readonly string[], options: Options) => recordFix(context, id, words, options)),
    );
}

function recordFix(context: Context, id: string, words: readonly string[], options: Options): Promise<number> {
  const { description, argv, shell } = options;
  const commands = [...(words.length === 0 ? [] : [words]), ...argv, ...shell];
  if (commands.length === 0) {
    throw new ChironError("bad_request", "say what you ran", { help: "chiron record-fix ID -- systemctl restart web" });
  }
  const body = { commands, ...(description === undefined ? {} : { description }) };
  return askAndTell(context, { method: "POST", path: pathOf("incidents", id, "record-fix"), body });
}

function listOfWords(text: string, before: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let words: unknown;
  try {
    words = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("It is not JSON.");
  }
  const isList = Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === "string");
  if (!isList) throw new InvalidArgumentError('It is a list of words, such as ["systemctl","restart","web"].');
  return [...before, words as readonly string[]];
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
