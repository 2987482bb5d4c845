/** Errors as problem details (RFC 9457), made from the one table of errors. */
import type { ServerResponse } from "node:http";
import { ChironError, type ErrorCode, errorTable } from "#core/model";

export const problemType = "application/problem+json; charset=utf-8";

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly help?: string;
  readonly [further: string]: unknown;
}

export function problemOf(error: unknown): Problem {
  const known = asChironError(error);
  const { status, title } = errorTable[known.code];
  const { help, details } = known;
  return {
    ...details,
    type: `urn:chiron:problem:${known.code}`,
    title,
    status,
    detail: known.message,
    code: known.code,
    ...(help === undefined ? {} : { help }),
  };
}

/** What was thrown inside may name files and addresses: whoever asked from outside is not told. */
export function asChironError(error: unknown): ChironError {
  if (error instanceof ChironError) return error;
  return new ChironError("internal", "something went wrong inside; the engine's output says what", { cause: error });
}

function headersOf(problem: Problem): Readonly<Record<string, string>> {
  const { status, retryAfterSeconds } = problem;
  return {
    ...(status === 401 ? { "www-authenticate": 'Bearer realm="chiron"' } : {}),
    ...(typeof retryAfterSeconds === "number" ? { "retry-after": String(retryAfterSeconds) } : {}),
  };
}

export function sendProblem(response: ServerResponse, error: unknown): void {
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  response.writeHead(problem.status, {
    ...headersOf(problem),
    "content-type": problemType,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
