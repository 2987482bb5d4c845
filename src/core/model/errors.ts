/** One coded table of everything that can go wrong towards a user. HTTP status and exit code come from it. */

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notRunning: 3,
  refused: 4,
  humanNeeded: 5,
  replaced: 6,
} as const;

interface ErrorKind {
  readonly status: number;
  readonly exit: number;
  readonly title: string;
  readonly retryable: boolean;
}

export const errorTable = {
  bad_request: { status: 400, exit: 2, title: "The request is not understood", retryable: false },
  bad_config: { status: 422, exit: 2, title: "The configuration is not valid", retryable: false },
  unauthenticated: { status: 401, exit: 4, title: "A token is needed", retryable: false },
  forbidden: { status: 403, exit: 4, title: "Not allowed", retryable: false },
  not_found: { status: 404, exit: 1, title: "Not found", retryable: false },
  method_not_allowed: { status: 405, exit: 2, title: "Not possible here", retryable: false },
  unsupported_type: { status: 415, exit: 2, title: "Not a type that is understood", retryable: false },
  conflict: { status: 409, exit: 4, title: "It does not fit the present state", retryable: false },
  lease_lost: { status: 409, exit: 6, title: "Another process has taken its place", retryable: false },
  stale: { status: 412, exit: 4, title: "It has changed since it was shown", retryable: false },
  refused_by_policy: { status: 403, exit: 4, title: "Refused by policy", retryable: false },
  human_needed: { status: 409, exit: 5, title: "A human is needed", retryable: false },
  too_large: { status: 413, exit: 2, title: "Too large", retryable: false },
  rate_limited: { status: 429, exit: 1, title: "Too many requests", retryable: true },
  not_running: { status: 503, exit: 3, title: "The engine is not running", retryable: true },
  store_failed: { status: 503, exit: 1, title: "The store cannot be written", retryable: true },
  timeout: { status: 504, exit: 1, title: "It took too long", retryable: true },
  internal: { status: 500, exit: 1, title: "An error inside Chiron", retryable: false },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorTable;

/** An error that a person will read. `help` says what to do next. */
export class ChironError extends Error {
  readonly code: ErrorCode;
  readonly help: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { help?: string; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ChironError";
    this.code = code;
    this.help = options.help;
    this.details = options.details ?? {};
  }
}

/** What went wrong, as one sentence, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For `switch` and `if` chains over closed unions: a new member then fails to compile. */
export function unreachable(value: never): never {
  throw new ChironError("internal", `a case is missing for ${JSON.stringify(value)}`);
}
