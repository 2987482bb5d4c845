/** One check, asked with a deadline. Whatever goes wrong with it is told as its finding, and is neither good nor bad. */
import {
  type Check,
  type CheckAnswer,
  type CheckContext,
  type CheckResult,
  formatDuration,
  messageOf,
  type Target,
} from "#core/model";

const longestFinding = 400;

/** `written` are its options as they stand in a runbook, with references resolved. Never rejects. */
export async function runCheck(
  check: Check,
  target: Target,
  written: Readonly<Record<string, unknown>>,
  context: CheckContext,
): Promise<CheckResult> {
  const { clock } = context;
  const deadline = new AbortController();
  const late = new Error(`no answer within ${formatDuration(check.deadlineMs)}`);
  const timer = clock.after(check.deadlineMs, () => deadline.abort(late));
  const signal = AbortSignal.any([context.signal, deadline.signal]);
  const startedAt = clock.monotonic();
  const over = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const answer = await Promise.race([over, answerOf(check, target, written, { ...context, signal })])
    .catch(
      (error: unknown): CheckAnswer => ({
        ok: null,
        finding: messageOf(error) || "it failed without a reason",
        values: {},
      }),
    )
    .finally(() => timer.cancel());
  return {
    check: check.name,
    target: target.id,
    options: written,
    ok: answer.ok,
    finding: answer.finding.slice(0, longestFinding),
    values: answer.values,
    durationMs: Math.round(clock.monotonic() - startedAt),
  };
}

async function answerOf(
  check: Check,
  target: Target,
  written: Readonly<Record<string, unknown>>,
  context: CheckContext,
): Promise<CheckAnswer> {
  const parsed = check.schema.safeParse(written);
  if (parsed.success) return check.run(target, parsed.data, context);
  const why = parsed.error.issues.map((issue) => `${issue.path.join(".") || "its options"} ${issue.message}`);
  return { ok: null, finding: why.join("; "), values: {} };
}
