/**
 * What signal-cli says of a `send`. One recipient who has it is a result, in which every other's `type` has to be looked at; none is an error
 * with the same list in its `data`.
 */
import { z } from "zod";
import type { Delivery } from "#core/model";
import { oneLineOf } from "../answer.ts";

const results = z.array(z.object({ type: z.string(), retryAfterSeconds: z.number().nullish() }));
const answerSchema = z.object({
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  result: z.object({ results: results.default([]) }).nullish(),
  error: z
    .object({
      code: z.number(),
      message: z.string().default(""),
      data: z
        .object({ response: z.object({ results }).nullish() })
        .nullish()
        .catch(undefined),
    })
    .nullish(),
});

/** I/O and rate limit; all other codes say that the request, the account or the trust in a key is wrong. */
const passingCodes: ReadonlySet<number> = new Set([-3, -5]);
const passingTypes: ReadonlySet<string> = new Set(["NETWORK_FAILURE", "RATE_LIMIT_FAILURE"]);

/** Undefined: this is not the answer to that request. */
export function judge(answer: unknown, id: string): Delivery | undefined {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success || (parsed.data.id !== id && !(parsed.data.id === null && parsed.data.error))) return undefined;
  const { result, error } = parsed.data;
  if (result) return ofResults(result.results);
  return error ? ofError(error) : undefined;
}

type Results = z.output<typeof results>;

function ofResults(list: Results): Delivery {
  const sent = list.filter(({ type }) => type === "SUCCESS").length;
  const others = failuresIn(list);
  // No list: a note to oneself, or an older daemon; it would have said an error.
  if (list.length === 0 || sent === list.length) return { delivered: true, retryable: false, detail: "sent" };
  const detail = `sent to ${sent} of ${list.length}; ${others}`;
  return sent > 0 ? { delivered: true, retryable: false, detail } : { ...retrying(list), delivered: false, detail };
}

function ofError({ code, message, data }: NonNullable<z.output<typeof answerSchema>["error"]>): Delivery {
  const list = data?.response?.results ?? [];
  const failed = failuresIn(list);
  const detail = oneLineOf(`error ${code}: ${message}${failed === "" ? "" : ` (${failed})`}`);
  const { retryable, ...asked } = retrying(list);
  return { delivered: false, retryable: retryable || passingCodes.has(code), detail, ...asked };
}

function failuresIn(list: Results): string {
  const failures = list.map(({ type }) => type).filter((type) => type !== "SUCCESS");
  return oneLineOf([...new Set(failures)].join(", "));
}

function retrying(list: Results): Pick<Delivery, "retryable" | "retryAfterMs"> {
  const retryable = list.some(({ type }) => passingTypes.has(type));
  const seconds = Math.max(0, ...list.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0));
  return { retryable, ...(seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {}) };
}
