/**
 * Something that a person may decide: a button, the consequences said before it is pressed, and just as much confirmation as the risk
 * deserves. What was typed stays when it is refused.
 */

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Command } from "#core/model";
import { type Problem, problemOf, whyNot } from "../api/index.ts";
import { Dialog } from "./dialog.tsx";
import { say } from "./toasts.tsx";

export interface DecisionInput {
  /** Empty where none was asked for, or given. */
  readonly reason: string;
}

export interface DecisionProps {
  readonly label: string;
  /** What will happen, in a sentence or two. */
  readonly consequence: ComponentChildren;
  /** `none`: one press does it. `confirm`: a dialog says what will happen. `type`: the word has to be typed, too. */
  readonly confirmation: "none" | "confirm" | "type";
  /** What is to be typed, such as the target's name. */
  readonly word?: string;
  /** Default: none is asked for. Asking for one takes a dialog. */
  readonly reason?: "required" | "optional";
  /** Further fields of the dialog; whoever gives them keeps what is typed. */
  readonly fields?: ComponentChildren;
  /** Why what the fields hold cannot be sent yet; null: it can. */
  readonly incomplete?: string | null;
  readonly tone?: "primary" | "danger" | "plain";
  /** Which command of the engine it gives: whether the reader may is known by it. */
  readonly command: Command["kind"];
  /** What the API answers; its message is told. */
  readonly run: (input: DecisionInput) => Promise<{ readonly message?: string } | undefined>;
  readonly onDone?: () => void;
  /** Its dialog was opened, or closed: whoever shows it keeps it in place meanwhile. */
  readonly onOpen?: (isOpen: boolean) => void;
  /** When it was refused, because it has changed meanwhile, say: whoever shows it reads it again. */
  readonly onRefused?: (problem: Problem) => void;
}

export function Decision(props: DecisionProps) {
  const { label, confirmation, reason, fields, tone = "plain", command } = props;
  const [isOpen, show] = useState(false);
  const setOpen = (opens: boolean) => {
    show(opens);
    props.onOpen?.(opens);
  };
  const [isBusy, setBusy] = useState(false);
  const refusal = whyNot(command);
  const explanation = useId();
  const isDirect = confirmation === "none" && reason === undefined && fields === undefined;
  const decide = async (input: DecisionInput): Promise<Problem | undefined> => {
    setBusy(true);
    try {
      const result = await props.run(input);
      say(result?.message ?? `${label}: done.`);
      setOpen(false);
      props.onDone?.();
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      props.onRefused?.(problem);
      return problem;
    } finally {
      setBusy(false);
    }
  };
  const press = async () => {
    if (!isDirect) return setOpen(true);
    const problem = await decide({ reason: "" });
    if (problem !== undefined) say(`${label}: ${problem.message}. ${problem.help ?? ""}`, "bad");
  };
  return (
    <>
      <button
        type="button"
        class={`decision decision-${tone}`}
        disabled={isBusy || refusal !== null}
        aria-describedby={refusal === null ? undefined : explanation}
        title={refusal ?? undefined}
        onClick={() => void press()}
      >
        {label}
      </button>
      {refusal !== null && (
        <span class="unseen" id={explanation}>
          {refusal}
        </span>
      )}
      {isOpen && <Asking {...props} isBusy={isBusy} decide={decide} onClose={() => setOpen(false)} />}
    </>
  );
}

interface AskingProps extends DecisionProps {
  readonly isBusy: boolean;
  readonly decide: (input: DecisionInput) => Promise<Problem | undefined>;
  readonly onClose: () => void;
}

function Asking({
  label,
  consequence,
  confirmation,
  word,
  reason,
  fields,
  incomplete,
  tone,
  isBusy,
  decide,
  onClose,
}: AskingProps) {
  const [why, setWhy] = useState("");
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const missing = missingIn({ reason, why, word: confirmation === "type" ? word : undefined, typed, incomplete });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (missing === null) setProblem(await decide({ reason: why.trim() }));
  };
  return (
    <Dialog title={label} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="consequence">{consequence}</div>
        {fields}
        {reason !== undefined && (
          <label class="field">
            <span>Why{reason === "optional" && " (if you like)"}; it is kept in the log</span>
            <textarea
              rows={2}
              maxLength={2_000}
              value={why}
              onInput={({ currentTarget }) => setWhy(currentTarget.value)}
            />
          </label>
        )}
        {confirmation === "type" && (
          <label class="field">
            <span>
              To be sure, type <code>{word}</code>
            </span>
            <input
              value={typed}
              autocomplete="off"
              spellcheck={false}
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          </label>
        )}
        {problem !== undefined && <Refused problem={problem} />}
        <footer>
          <span class="quiet" aria-live="polite">
            {missing ?? ""}
          </span>
          <button type="button" onClick={onClose}>
            Back
          </button>
          <button type="submit" class={`decision decision-${tone ?? "primary"}`} disabled={isBusy || missing !== null}>
            {isBusy ? "Asking …" : label}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function Refused({ problem }: { readonly problem: Problem }) {
  return (
    <div class="trouble" role="alert">
      <p>
        <strong>It was refused:</strong> {problem.message}. {problem.help ?? ""}
      </p>
    </div>
  );
}

interface Filled {
  readonly reason: "required" | "optional" | undefined;
  readonly why: string;
  readonly word: string | undefined;
  readonly typed: string;
  readonly incomplete: string | null | undefined;
}

function missingIn({ reason, why, word, typed, incomplete }: Filled): string | null {
  if (incomplete !== undefined && incomplete !== null) return incomplete;
  if (reason === "required" && why.trim() === "") return "A reason is needed.";
  if (word !== undefined && typed.trim() !== word) return `Type ${word} first.`;
  return null;
}
