/** `chiron model test`: what would be sent, and whether the endpoint answers in a way that could be used. */
import { ChironError, event, type ModelSettings, type NewEvent } from "#core/model";
import type { Advisor, Preview, Question } from "./types.ts";

export interface ModelTrial {
  readonly ok: boolean;
  readonly preview: Preview;
  /** What came of it, in a sentence; null where nothing was sent. */
  readonly result: string | null;
  readonly cost: unknown;
}

export interface TryMeans {
  readonly settings: ModelSettings | undefined;
  readonly open: (settings: ModelSettings) => Promise<Advisor>;
  readonly record: (events: readonly NewEvent[]) => void;
  readonly durable: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** A trouble that there is not, so that a good answer is that nothing need be done. */
const question: Question = {
  use: "propose",
  known: {
    trouble: { type: "a_test", title: "This is a test: nothing is wrong", severity: "low" },
    target: { id: "test", kind: "service", dependsOn: [] },
  },
  actions: [{ name: "wait", summary: "Waits", risk: "low", inputs: { for: "needed; a duration: 5s" } }],
  references: {},
  said: [{ what: "evidence", content: { note: "somebody asked for this with: chiron model test" } }],
};

/** Throws ChironError("not_found") where no model is configured. */
export async function tryModel(
  { settings, open, record, durable, signal }: TryMeans,
  send: boolean,
): Promise<ModelTrial> {
  if (settings === undefined) {
    throw new ChironError("not_found", "no language model is configured, and none is needed", {
      help: "docs/language-model.md says how to name one under `model` in chiron.yaml",
    });
  }
  const advisor = await open(settings);
  const preview = advisor.preview(question);
  if (!send) return { ok: true, preview, result: null, cost: null };
  const about = { incident: null, use: "propose" as const };
  const reply = await advisor.ask(question, {
    signal,
    announce: async ({ bytes: sentBytes, digest }) => {
      record([event("model.asked", { ...about, model: settings.name, sentBytes, digest })]);
      await durable();
    },
  });
  const { model, cost } = reply;
  const refused = (kind: Extract<typeof reply, { kind: "refused" }>["refusal"], reason: string): ModelTrial => {
    record([event("model.refused", { ...about, model, kind, reason, cost })]);
    return { ok: false, preview, result: reason, cost };
  };
  if (reply.kind === "refused") return refused(reply.refusal, reply.reason);
  const { proposalForm } = await import("./asking/index.ts");
  if (!proposalForm.safeParse(reply.value).success)
    return refused("wrong_shape", "it answers, but not in the form that is asked for");
  record([
    event("model.answered", { ...about, model, hypothesis: null, runbook: null, prose: null, cost: reply.cost }),
  ]);
  return { ok: true, preview, result: `${model} answers in the form that is asked for`, cost };
}
