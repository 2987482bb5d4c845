/**
 * One question over HTTP: a deadline for all of it, few attempts with growing pauses where trying again can help, and no step aside:
 * a redirect is not followed, since the key would go along.
 */
import { masked, maskSecrets } from "#core/lib";
import { type AdviceRefusal, messageOf } from "#core/model";
import type { Clock, HttpRequest, HttpResponse, Network, Random } from "#core/platform";
import { plainText } from "./plain-text.ts";

const mostAttempts = 3;
const firstPauseMs = 1_000;
const maxBodyBytes = 1_048_576;
const longestSaid = 200;

export interface CallMeans {
  readonly network: Pick<Network, "http">;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** What may stand in nothing that is reported. */
  readonly key: string | undefined;
}

export type Called =
  | { readonly ok: true; readonly body: string; readonly attempts: number }
  | {
      readonly ok: false;
      readonly refusal: AdviceRefusal;
      readonly reason: string;
      readonly receivedBytes: number;
      readonly attempts: number;
    };

export async function call(
  request: Pick<HttpRequest, "url" | "headers"> & { readonly body: string },
  means: CallMeans,
): Promise<Called> {
  const { clock, timeoutMs } = means;
  const late = new AbortController();
  const endsAt = clock.monotonic() + timeoutMs;
  const timer = clock.after(timeoutMs, () => late.abort(new Error("no answer in time")));
  const signal = AbortSignal.any([means.signal, late.signal]);
  let attempts = 0;
  const refused = (refusal: AdviceRefusal, reason: string, receivedBytes = 0): Called => ({
    ...{ ok: false, refusal, reason: reportable(reason, means.key), receivedBytes, attempts },
  });
  try {
    for (;;) {
      attempts++;
      const response = await means.network.http({ method: "POST", ...request, signal, maxBodyBytes });
      const trouble = troubleOf(response);
      if (trouble === undefined) return { ok: true, body: response.body, attempts };
      const pauseMs = pauseAfter(response, attempts, means);
      const { refusal, reason } = trouble;
      if (pauseMs === undefined || clock.monotonic() + pauseMs >= endsAt)
        return refused(refusal, reason, response.body.length);
      await clock.sleep(pauseMs, signal);
    }
  } catch (error) {
    if (means.signal.aborted) return refused("cancelled", "it is no longer needed");
    if (late.signal.aborted) return refused("timeout", `no whole answer came within ${timeoutMs} ms`);
    return refused("unreachable", messageOf(error));
  } finally {
    timer.cancel();
  }
}

function troubleOf(response: HttpResponse): { readonly refusal: AdviceRefusal; readonly reason: string } | undefined {
  const { status, truncated } = response;
  if (status >= 300 && status < 400)
    return { refusal: "redirected", reason: `it answered ${status} and sends elsewhere, which is not followed` };
  if (status === 429) return { refusal: "rate_limited", reason: `it answered 429: ${saidIn(response)}` };
  if (status < 200 || status >= 300)
    return { refusal: "http_status", reason: `it answered ${status}: ${saidIn(response)}` };
  if (truncated) return { refusal: "too_large", reason: `the answer is larger than ${maxBodyBytes} bytes` };
  return undefined;
}

/** How long to wait before the next attempt; undefined: there is none. 529 is Anthropic's word for too busy. */
function pauseAfter(
  { status, headers }: HttpResponse,
  attempts: number,
  { clock, random }: Pick<CallMeans, "clock" | "random">,
): number | undefined {
  if (attempts >= mostAttempts || !(status === 429 || status === 408 || status >= 500)) return undefined;
  const asked = headers["retry-after"];
  if (asked !== undefined) {
    const ms = /^\d+(\.\d+)?$/.test(asked) ? Number(asked) * 1_000 : Date.parse(asked) - clock.now();
    if (Number.isFinite(ms) && ms >= 0) return ms;
  }
  return firstPauseMs * 2 ** (attempts - 1) * (0.5 + random.next());
}

/** Both formats: `{ "error": { "message": "…" } }`. */
function saidIn({ body }: HttpResponse): string {
  try {
    const { error } = JSON.parse(body) as { readonly error?: { readonly message?: unknown } };
    if (typeof error?.message === "string") return error.message;
  } catch {
    // It is said as it came.
  }
  return body;
}

/** Servers repeat a wrong key, or the ends of it. */
const keyLike = /\b(?:sk|pk|key|api)[-_][\w*.-]{4,}/gi;

/** One line without the key, for the log. Masked before it is cut: half a key is found by nobody. */
function reportable(text: string, key: string | undefined): string {
  const line = plainText(text).replace(/\s+/g, " ").trim();
  return maskSecrets(masked(line, key === undefined ? [] : [key]))
    .replace(keyLike, "***")
    .slice(0, longestSaid);
}
