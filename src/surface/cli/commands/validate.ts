/** `chiron validate [FILE]`: everything that is wrong with a configuration, with its place. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { clean } from "../terminal.ts";
import { counted } from "../words.ts";

export function define(command: Command, run: Run): void {
  command
    .description(
      "Checks a configuration with its packs and runbooks, and says what is wrong and where. Uses none of it.",
    )
    .argument("[file]", "default: what --config says")
    .addHelpText("after", "\nExample:\n  chiron validate ./chiron.yaml")
    .action(run((context, file: string | undefined) => validate(context, resolve(file ?? context.configFile))));
}

async function validate({ terminal, wantsJson }: Context, file: string): Promise<number> {
  const [{ validateConfiguration }, { formatProblems }] = await Promise.all([
    import("#healers/engine"),
    import("#core/config"),
  ]);
  const read = await validateConfiguration(file);
  if (!read.ok) {
    if (wantsJson) terminal.json({ valid: false, problems: read.problems });
    else terminal.note(`${formatProblems(read.problems)}\n\n${counted(read.problems.length, "problem")}.`);
    return exitCodes.usage;
  }
  const { targets, runbooks, rules, hash } = read.settings;
  const counts = { targets: targets.length, runbooks: runbooks.length, anomalies: rules.length };
  const { warnings } = read;
  if (wantsJson) terminal.json({ valid: true, file, hash, ...counts, warnings });
  else {
    const what = [
      counted(counts.targets, "target"),
      counted(counts.runbooks, "runbook"),
      `${counts.anomalies} kinds of anomaly`,
    ];
    terminal.line(`${clean(file)} is valid: ${what.join(", ")}.`);
    if (warnings.length > 0) terminal.note(`${formatProblems(warnings)}\n\n${counted(warnings.length, "warning")}.`);
  }
  return exitCodes.done;
}
