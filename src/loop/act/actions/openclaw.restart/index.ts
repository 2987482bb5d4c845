/**
 * `openclaw gateway restart --json`, as OpenClaw 2026.9 answers it: exit code 0 and `ok: true` when the restart was asked for, 2 when
 * the new gateway starts but is slow, 1 when there was nothing that it could restart. A gateway in the foreground restarts inside
 * of its process; one that is gone comes back only where OpenClaw has a service of its own.
 */

import { z } from "zod";
import { isSecretName, maskSecrets, secretValues } from "#core/lib";
import { type ActionResult, defineAction } from "#core/model";
import type { RunResult } from "#core/platform";
import { answering, failed, saying, succeeded } from "../result.ts";

const words = ["gateway", "restart", "--json"] as const;
const stillStarting = 2;
const longestReason = 500;

const gateway = z.strictObject({
  program: z
    .string()
    .max(4_096)
    // It counts as a restart, which an owner approves with `autonomy: auto`: nothing else may pass for one.
    .regex(/^(\/([^/\0]+\/)*)?openclaw[\w.-]*$/, "is not openclaw: write its name, or its absolute path")
    .default("openclaw")
    .describe("The program: a name on PATH, or an absolute path"),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .default({})
    .describe("Environment variables added to Chiron's own, such as OPENCLAW_STATE_DIR"),
});
type Gateway = z.output<typeof gateway>;

export const openclawRestart = defineAction({
  name: "openclaw.restart",
  summary: "Asks OpenClaw to restart its gateway, and reads what it answers",
  schema: z.strictObject({ gateway: gateway.prefault({}).describe("The gateway: $target.settings.openclaw") }),
  risk: "low",
  idempotent: true,
  restartsOwnService: true,
  dryRun: (input) => saying(async () => `Would run ${sayCommand(input.gateway)} and wait for its answer.`),
  run: ({ gateway: { program, environment } }, { processes, signal }) =>
    answering(async () => {
      if (signal.aborted) return failed("It was broken off before it was started");
      const result = await processes.run({ command: [program, ...words], env: environment, signal });
      return judge(result, secretValues(environment));
    }),
});

function judge(result: RunResult, secrets: readonly string[]): ActionResult {
  if (result.failure !== undefined) return failed(`openclaw could not be started: ${result.failure}`);
  const artifacts = [{ kind: "output" as const, name: "answer", detail: said(result.stdout, secrets) }];
  if (result.aborted) return failed("openclaw did not answer in time, and was ended", artifacts);
  const answer = answerIn(result.stdout);
  if (result.code === 0 && answer.ok !== false) {
    return succeeded(said(answer.message ?? "openclaw has restarted its gateway", secrets), artifacts);
  }
  if (result.code === stillStarting) return succeeded("The gateway is starting, and is slow about it", artifacts);
  const why = said(answer.error ?? answer.message ?? result.stderr, secrets);
  return failed(
    `openclaw could not restart its gateway (exit code ${result.code}): ${why}. A gateway that is gone comes back only where ` +
      "OpenClaw has a service (openclaw gateway install) or Chiron supervises it",
    artifacts,
  );
}

interface Answer {
  readonly ok?: boolean;
  readonly message?: string;
  readonly error?: string;
}

/** Somebody else's output: what does not fit is as if it were not there. */
function answerIn(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== "object") return {};
    const { ok, message, error } = value as Readonly<Record<string, unknown>>;
    return {
      ...(typeof ok === "boolean" ? { ok } : {}),
      ...(typeof message === "string" ? { message } : {}),
      ...(typeof error === "string" ? { error } : {}),
    };
  } catch {
    return {};
  }
}

function said(text: string, secrets: readonly string[]): string {
  const masked = maskSecrets(text.trim(), secrets).replace(/[\s.]+$/, "");
  return masked.length > longestReason ? `${masked.slice(0, longestReason)}…` : masked;
}

function sayCommand({ program, environment }: Gateway): string {
  const names = Object.entries(environment).map(([key, value]) =>
    isSecretName(key) ? key : `${key}=${JSON.stringify(value)}`,
  );
  const how = names.length === 0 ? "" : ` with ${names.join(", ")}`;
  return `${JSON.stringify([program, ...words])}${how}`;
}
