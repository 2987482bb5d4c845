/** One way to the API: with the session's CSRF token on whatever changes something, and every refusal as a `Problem`. */
import { Problem, readProblem } from "./problem.ts";
import { csrf, forgetSession } from "./session.ts";

/** An engine that takes longer than this to answer is not answering. */
const usualPatienceMs = 30_000;

export interface Answered<T> {
  readonly body: T;
  /** Sent back as `If-Match`, a decision is refused when what it is about has changed since. */
  readonly etag: string | null;
}

export interface Change {
  readonly body?: unknown;
  readonly etag?: string | null;
  readonly signal?: AbortSignal;
  /** How long an answer may take, where it may take longer than usual. */
  readonly patienceMs?: number;
}

export async function read<T>(path: string, signal?: AbortSignal): Promise<Answered<T>> {
  return ask<T>("GET", path, signal === undefined ? {} : { signal });
}

/** Throws `Problem`. */
export async function change<T>(method: "POST" | "DELETE", path: string, wanted: Change = {}): Promise<T> {
  return (await ask<T>(method, path, wanted)).body;
}

async function ask<T>(
  method: string,
  path: string,
  { body, etag, signal, patienceMs = usualPatienceMs }: Change,
): Promise<Answered<T>> {
  const headers: Record<string, string> = { accept: "application/json" };
  const token = csrf();
  if (method !== "GET" && token !== null) headers["chiron-csrf"] = token;
  if (method === "POST") headers["content-type"] = "application/json";
  if (etag !== undefined && etag !== null) headers["if-match"] = etag;
  const given = [AbortSignal.timeout(patienceMs), ...(signal === undefined ? [] : [signal])];
  const request = {
    method,
    headers,
    signal: AbortSignal.any(given),
    credentials: "same-origin",
    ...(method === "POST" ? { body: JSON.stringify(body ?? {}) } : {}),
  } as const;
  const response = await fetch(path, request).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    const help = "Is it running? `chiron status` tells on its machine.";
    throw new Problem(0, "unreachable", "the engine does not answer", help);
  });
  const text = await response.text();
  if (!response.ok) {
    if (response.status === 401) forgetSession();
    throw readProblem(response.status, text);
  }
  return { body: JSON.parse(text) as T, etag: response.headers.get("etag") };
}
