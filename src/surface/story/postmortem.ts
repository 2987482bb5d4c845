/** A post-mortem as Markdown. What the world said stands in it as text: nothing of it is markup. */
import type { Amendment, PostMortem } from "#core/model";
import { formatDuration } from "#core/model/plain";

export function writePostMortem(postmortem: PostMortem): string {
  const { incident, title, target, type, severity, state, summary, durations, causes, tried, worked } = postmortem;
  const { detectionMs, firstHumanMs, recoveryMs } = durations;
  const time = (ms: number | null) => (ms === null ? "–" : formatDuration(ms));
  return `${[
    `# ${plain(title)} on ${plain(target)}`,
    `${incident} · ${plain(type)} · ${severity} · ${state}`,
    plain(summary),
    ...proseOf(postmortem),
    `| detected after (MTTD) | first word of a human after | recovered after (MTTR) |\n| --- | --- | --- |\n| ${time(detectionMs)} | ${time(firstHumanMs)} | ${time(recoveryMs)} |`,
    section(
      "Cause",
      causes.map(
        (one) =>
          `${plain(one.statement)} (${Math.round(one.probability * 100)} %)${one.evidence.map((line) => `\n  - ${plain(line)}`).join("")}`,
      ),
      "Nobody knows it.",
    ),
    section(
      "What was tried",
      tried.map(
        ({ runbook, strategy, result, steps }) =>
          `${plain(runbook)} (${plain(strategy)}): ${result}${steps.map((step) => `\n  - ${plain(step.action)}: ${step.end}${step.summary === "" ? "" : `: ${plain(step.summary)}`}`).join("")}`,
      ),
      "Nothing.",
    ),
    `## What worked\n\n${worked === null ? "Nothing that Chiron knows of." : `${plain(worked)}.`}`,
    section(
      "What humans did",
      postmortem.humans.map(({ at, by, did }) => `${clock(at)} ${plain(by)} ${plain(did)}`),
      "Nothing.",
    ),
    section("Follow-ups", postmortem.followUps.map(plain), "None."),
    section(
      "Proposed changes to runbooks",
      postmortem.amendments.map(
        (one) => `${plain(one.runbook)}: ${plain(one.change)}, since ${plain(one.why)}. ${stateOf(one)}`,
      ),
      "None.",
    ),
    section(
      "Timeline",
      postmortem.timeline.map(({ at, what }) => `${clock(at)} ${plain(what)}`),
      "Nothing.",
    ),
  ].join("\n\n")}\n`;
}

function stateOf({ id, decision }: Amendment): string {
  if (decision === undefined)
    return `It takes effect only when you approve it: \`chiron approve ${id}\`; \`chiron reject ${id} --reason …\` refuses it`;
  const { state, by, at, reason } = decision;
  return `${plain(by)} ${state} it at ${clock(at)}${reason === null ? "" : `: “${plain(reason)}”`} (${id})`;
}

/** Paragraph by paragraph, as text; who says so stands above it. */
function proseOf({ prose }: PostMortem): readonly string[] {
  if (prose === undefined) return [];
  const paragraphs = prose.text.split("\n").filter((line) => line.trim() !== "");
  return [`## In the words of a language model (${plain(prose.model)})`, ...paragraphs.map(plain)];
}

function section(title: string, items: readonly string[], nothing: string): string {
  return `## ${title}\n\n${items.length === 0 ? nothing : items.map((item) => `- ${item}`).join("\n")}`;
}

function clock(ms: number): string {
  return `${new Date(ms).toISOString().replace("T", " ").slice(0, 19)}Z`;
}

/** One line, in which no character means anything to Markdown. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\\`*_[\]<>|#!~]/g, "\\$&")
    .trim();
}
