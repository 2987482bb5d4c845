/** Chains by which drift is healed, as people read them: what will be done, what was done, and what is wanted from whoever reads it. */
import type { ChainView } from "#core/model";
import { printTable } from "./table.ts";
import { clean, cleanLines, type Terminal } from "./terminal.ts";
import { ago } from "./times.ts";
import { words } from "./words.ts";

export function printChains(terminal: Terminal, chains: readonly ChainView[]): void {
  printTable(
    terminal,
    ["chain", "state", "flow", "since", "for"],
    chains.map(({ id, state, chain, updatedAt }) => [
      id,
      { text: state, style: state === "proposed" || state === "ready" ? "yellow" : undefined },
      chain.flow,
      ago(updatedAt),
      `${words(chain.pattern.kind)}: ${chain.pattern.path} at ${chain.pattern.gate}`,
    ]),
  );
}

export function showChain(terminal: Terminal, view: ChainView): void {
  const { id, state, chain, steps, reason, commit, branch, task, appliedAt } = view;
  const { pattern, hypothesis, flow } = chain;
  terminal.line(`${id}  ${state}  ${flow}`);
  terminal.line(
    clean(
      `For ${words(pattern.kind)}: ${pattern.path} at ${pattern.gate} (pattern ${pattern.id}), in ${chain.repository ?? "-"}.`,
    ),
  );
  terminal.line(
    clean(
      `Because: ${words(hypothesis.kind)} (${Math.round(hypothesis.confidence * 100)} %); ${hypothesis.evidence.join("; ") || "nothing speaks for it but you"}`,
    ),
  );
  for (const step of chain.steps) {
    const report = steps.find((one) => one.step === step.kind);
    const waits = step.waitsFor.length === 0 ? "" : `, after ${step.waitsFor.join(", ")}`;
    terminal.line(`\n  ${step.kind}${waits}${report === undefined ? "" : `: ${report.state}, ${ago(report.at)}`}`);
    terminal.line(clean(`    given: ${step.inputs.map(({ name }) => name).join(", ")}`));
    terminal.line(clean(`    ${step.instructions}`));
    if (step.said !== null) terminal.line(clean(`    you say: ${step.said}`));
    if (report !== undefined && report.detail !== "") terminal.line(clean(`    → ${report.detail}`));
  }
  terminal.line();
  if (reason !== null) terminal.line(clean(`Why: ${reason}`));
  if (commit !== null && (state === "ready" || state === "working" || state === "done"))
    terminal.line(`Commit ${commit.slice(0, 12)} on ${branch}; the diff: chiron repair show ${task}`);
  if (appliedAt !== null) terminal.line(`In force ${ago(appliedAt)}: real outputs show whether it helps.`);
  for (const line of wantedOf(view)) terminal.line(line);
}

/** What a person can do, what comes of it, and what comes next where nobody has to do anything. */
export function wantedOf(view: ChainView): readonly string[] {
  const { id, state, chain, task, command } = view;
  const [where, pattern] = [chain.repository ?? "its repository", chain.pattern.id];
  switch (state) {
    case "proposed":
      return [`Nothing has been done yet. ${byWhom(view)} It waits for you:`, ...choices(view)];
    case "approved":
    case "working":
      return [
        `The mender is at it; nothing is wanted from you. chiron contract chain ${id} shows how far it is.`,
        `  chiron contract cancel ${id}   break it off; ${where} stays as it is`,
      ];
    case "ready":
      return command === null ? landing(view) : byHand(view, command);
    case "done":
      return afterwards(view);
    case "failed":
      return [
        `It is over, and nothing has changed in ${where}; the pattern is open.`,
        `  chiron contract fix ${pattern}   try again, or another way: --because, --flow`,
        ...(task === null ? [] : [`  chiron repair show ${task}   all that happened`]),
      ];
    case "cancelled":
      return [`It is over; nothing of it came into ${where}.`, `  chiron contract fix ${pattern}   begin anew`];
    case "replaced":
      return ["Another chain is in its place: chiron contract chains lists it."];
    default:
      return state satisfies never;
  }
}

function byWhom({ chain: { steps, hypothesis, pattern, repository } }: ChainView): string {
  const isSaid = steps.some(({ kind, said }) => kind === "code" && said !== null);
  const isOfContract = hypothesis.kind === "contract_stale" || hypothesis.kind === "deliberate_evolution";
  if (!isSaid && isOfContract) return "The contract's text is changed by rule, without any model.";
  if (!isSaid && pattern.kind.endsWith("_event")) return "The event is renamed by rule, where a name is near enough.";
  return `A coding agent of ${repository ?? "the repository"} makes the change.`;
}

function choices({ id, chain }: ChainView): readonly string[] {
  const where = chain.repository ?? "its repository";
  const more = `  chiron contract modify ${id} --say code="…"   tell the coding agent more; you get another chain to approve`;
  const cancel = `  chiron contract cancel ${id}   leave all as it is`;
  if (!chain.steps.some(({ kind }) => kind === "commit")) {
    return [
      `  chiron contract approve ${id}   the change is made and reviewed on a branch of its own in ${where}, and waits there for you`,
      more,
      cancel,
    ];
  }
  return [
    `  chiron contract approve ${id}   the change is made on a branch of its own in ${where}, reviewed, and goes onto the declared branch`,
    "      if the review passes. You are not asked again, unless somebody has that branch checked out: then it is yours to merge.",
    `  chiron contract modify ${id} --drop commit   see the diff first: the change then waits on its branch for you`,
    more,
    cancel,
  ];
}

/** It was to end without a commit. */
function landing({ id, task, branch, chain }: ChainView): readonly string[] {
  const where = chain.repository ?? "its repository";
  return [
    `The review passed. The change waits on ${branch ?? "its branch"} in ${where}; nothing of it has landed.`,
    `  chiron repair show ${task ?? ""}   the diff`,
    `  chiron repair approve ${task ?? ""}   let it land`,
    `  chiron contract cancel ${id}   drop it`,
  ];
}

/** The branch is checked out, or the repository lets nothing land. */
function byHand({ id, task, reason }: ChainView, command: string): readonly string[] {
  const isCheckedOut = / is checked out in /.test(reason ?? "");
  const why = isCheckedOut
    ? "Somebody has the branch checked out, and Chiron touches nobody's files, so that it is yours to merge:"
    : `It is yours to merge, since ${reason ?? "nothing lands there by itself"}:`;
  return [
    `The review passed. ${why}`,
    `  chiron repair show ${task ?? ""}   the diff`,
    `  ${cleanLines(command)}`,
    `  chiron contract cancel ${id}   drop it`,
    "Once it is merged Chiron notices by itself.",
  ];
}

function afterwards({ appliedAt, chain }: ChainView): readonly string[] {
  const { id, contract } = chain.pattern;
  if (appliedAt === null) {
    return [
      `It has landed. Outputs are held against the old text of the contract ${contract} until the new one is where Chiron reads it: chiron contract list says where.`,
    ];
  }
  return [`Nothing is wanted from you. chiron contract show ${id} tells whether it has closed.`];
}
