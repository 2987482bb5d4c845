/** What a person can do about a chain by which drift is healed, what comes of it, and what comes next where nobody has to do anything. */
import type { ChainView, Choices, DriftChoice } from "#core/model";
import { choices } from "../choices-of-task.ts";

type Subject = Omit<ChainView, "wanted">;

export function choicesOfChain(view: Subject): Choices {
  const { id, state, chain, task, command } = view;
  const [where, pattern] = [chain.repository ?? "its repository", chain.pattern.id];
  switch (state) {
    case "proposed":
      return {
        sentence: `Nothing has been done yet. ${byWhom(view)} It waits for you:`,
        choices: offered(view),
        after: null,
      };
    case "approved":
    case "working":
      return choices("The mender is at it; nothing is wanted from you.", [
        { does: "look", command: `chiron contract chain ${id}`, consequence: "how far it is" },
        { does: "cancel", command: cancelling(id), consequence: `break it off; ${where} stays as it is` },
      ]);
    case "ready":
      return command === null ? landing(view) : byHand(view, command);
    case "done":
      return afterwards(view);
    case "failed":
      return choices(`It is over, and nothing has changed in ${where}; the pattern is open.`, [
        fixing(pattern, "try again, or another way: --because, --flow"),
        ...(task === null ? [] : [looking(task, "all that happened")]),
      ]);
    case "cancelled":
      return choices(`It is over; nothing of it came into ${where}.`, [fixing(pattern, "begin anew")]);
    case "replaced":
      return choices("Another chain is in its place: chiron contract chains lists it.");
    default:
      return state satisfies never;
  }
}

export function fixing(pattern: string, consequence: string): DriftChoice {
  return { does: "fix", command: `chiron contract fix ${pattern}`, consequence };
}

function cancelling(id: string): string {
  return `chiron contract cancel ${id}`;
}

function looking(task: string | null, consequence: string): DriftChoice {
  return { does: "look", command: `chiron repair show ${task ?? ""}`, consequence };
}

function byWhom({ chain: { steps, hypothesis, pattern, repository } }: Subject): string {
  const isSaid = steps.some(({ kind, said }) => kind === "code" && said !== null);
  const isOfContract = hypothesis.kind === "contract_stale" || hypothesis.kind === "deliberate_evolution";
  if (!isSaid && isOfContract) return "The contract's text is changed by rule, without any model.";
  if (!isSaid && pattern.kind.endsWith("_event")) return "The event is renamed by rule, where a name is near enough.";
  return `A coding agent of ${repository ?? "the repository"} makes the change.`;
}

function offered({ id, chain }: Subject): readonly DriftChoice[] {
  const where = chain.repository ?? "its repository";
  const approve = (consequence: string): DriftChoice => ({
    does: "approve",
    command: `chiron contract approve ${id}`,
    consequence,
  });
  const more: DriftChoice = {
    does: "modify",
    command: `chiron contract modify ${id} --say code="…"`,
    consequence: "tell the coding agent more; you get another chain to approve",
  };
  const cancel: DriftChoice = { does: "cancel", command: cancelling(id), consequence: "leave all as it is" };
  if (!chain.steps.some(({ kind }) => kind === "commit"))
    return [
      approve(`the change is made and reviewed on a branch of its own in ${where}, and waits there for you`),
      more,
      cancel,
    ];
  const lands = `the change is made on a branch of its own in ${where}, reviewed, and goes onto the declared branch`;
  const unless =
    "if the review passes. You are not asked again, unless somebody has that branch checked out: then it is yours to merge.";
  return [
    approve(`${lands}\n${unless}`),
    {
      does: "drop_commit",
      command: `chiron contract modify ${id} --drop commit`,
      consequence: "see the diff first: the change then waits on its branch for you",
    },
    more,
    cancel,
  ];
}

/** It was to end without a commit. */
function landing({ id, task, branch, chain }: Subject): Choices {
  const where = chain.repository ?? "its repository";
  return choices(
    `The review passed. The change waits on ${branch ?? "its branch"} in ${where}; nothing of it has landed.`,
    [
      looking(task, "the diff"),
      { does: "land", command: `chiron repair approve ${task ?? ""}`, consequence: "let it land" },
      { does: "cancel", command: cancelling(id), consequence: "drop it" },
    ],
  );
}

/** The branch is checked out, or the repository lets nothing land. */
function byHand({ id, task, reason }: Subject, command: string): Choices {
  const isCheckedOut = / is checked out in /.test(reason ?? "");
  const why = isCheckedOut
    ? "Somebody has the branch checked out, and Chiron touches nobody's files, so that it is yours to merge:"
    : `It is yours to merge, since ${reason ?? "nothing lands there by itself"}:`;
  return choices(
    `The review passed. ${why}`,
    [
      looking(task, "the diff"),
      { does: "merge", command, consequence: "" },
      { does: "cancel", command: cancelling(id), consequence: "drop it" },
    ],
    "Once it is merged Chiron notices by itself.",
  );
}

function afterwards({ appliedAt, chain }: Subject): Choices {
  const { id, contract } = chain.pattern;
  if (appliedAt !== null)
    return choices(`Nothing is wanted from you. chiron contract show ${id} tells whether it has closed.`);
  const until = "until the new one is where Chiron reads it: chiron contract list says where.";
  return choices(`It has landed. Outputs are held against the old text of the contract ${contract} ${until}`);
}
