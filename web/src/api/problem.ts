/** A refusal of the API, or of the way to it: what is wrong, and what to do. */
export class Problem extends Error {
  /** The HTTP status; 0: nothing answered. */
  readonly status: number;
  /** Such as `stale`, `forbidden`, `refused_by_policy`; `unreachable` when nothing answered. */
  readonly code: string;
  /** What to do next, where the API says so. */
  readonly help: string | null;

  constructor(status: number, code: string, detail: string, help: string | null = null) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.help = help;
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "internal", error instanceof Error ? error.message : String(error));
}

/** The body of an answer that is an error (RFC 9457), whoever wrote it: a proxy may have. */
export function readProblem(status: number, text: string): Problem {
  const body = objectIn(text);
  const said = (name: string) => (typeof body[name] === "string" ? body[name] : undefined);
  const detail = said("detail") ?? said("title") ?? `the answer was ${status}`;
  return new Problem(status, said("code") ?? "internal", detail, said("help") ?? null);
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
