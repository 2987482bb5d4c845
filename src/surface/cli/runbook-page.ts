/** What `chiron runbook` shows to people. */
import type { Runbook, RunbookView } from "#core/model";
import { formatDuration } from "#core/model/plain";
import { clean, type Terminal } from "./terminal.ts";
import { ago } from "./times.ts";

export function showRunbook(terminal: Terminal, view: RunbookView & { readonly definition: Runbook }): void {
  const { line, paint } = terminal;
  const { definition, confidence } = view;
  const row = (label: string, text: string) => line(`${paint("dim", label.padEnd(12))}${clean(text)}`);
  line(`${paint("bold", clean(view.id))}  ${clean(view.title)}`);
  row("for", view.matches.join(", "));
  row("mode", modeWords(view));
  row("risk", view.risk);
  row("content", `version ${view.version}, hash ${view.hash.slice(0, 12)}, from ${view.source}`);
  row(
    "so far",
    confidence.outcomes === 0
      ? "not yet run"
      : `${confidence.outcomes} ${confidence.outcomes === 1 ? "outcome" : "outcomes"}, confidence ${confidence.lower.toFixed(2)} at least`,
  );
  const { attempts, within, cooldown, timeout } = definition.limits;
  const [inTime, pause, longest] = [within, cooldown, timeout].map(formatDuration);
  row("limits", `${attempts} attempts in ${inTime}, ${pause} apart, each at most ${longest}`);
  if (definition.symptoms.length > 0) row("when", definition.symptoms.join(" and "));
  definition.strategies.forEach((strategy, index) => {
    line();
    line(
      paint("bold", `${index + 1}. ${clean(strategy.name)}`) +
        (strategy.when === undefined ? "" : `, when ${clean(strategy.when)}`),
    );
    for (const { action, with: input, timeout: longestMs } of strategy.steps) {
      const details = Object.keys(input).length === 0 ? "" : ` ${clean(JSON.stringify(input))}`;
      line(`   ${clean(action)}${details} (at most ${formatDuration(longestMs)})`);
    }
    if (strategy.validate !== undefined) line(`   helped when: ${clean(strategy.validate)}`);
  });
  if (view.mode === "auto_execute") return;
  line();
  line("To let it run by itself from now on:");
  line(`  ${paint("bold", `chiron approve ${clean(view.id)} --hash ${view.hash.slice(0, 12)}`)}`);
}

function modeWords({ mode, approvedBy, approvedAt }: RunbookView): string {
  if (mode === "dry_run") return "dry_run: it says what it would do, and asks";
  return approvedBy === null ? "auto_execute" : `auto_execute, approved by ${approvedBy} ${ago(approvedAt)}`;
}
