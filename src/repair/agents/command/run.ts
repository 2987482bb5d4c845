import { plainText } from "#core/language-model";
import { masked, maskSecrets } from "#core/lib";
import type { AgentContext, AgentResult, AgentTask, Worktree } from "#core/model";
import { brief } from "../brief.ts";
import { isolationFor } from "./isolation.ts";
import type { CommandOptions } from "./options.ts";
import { surroundings } from "./surroundings.ts";
import { agentMark, track } from "./tracking.ts";

const graceMs = 5_000;
const cost = { tokens: null, turns: null };

export async function runCommand(
  task: AgentTask,
  worktree: Worktree,
  context: AgentContext<CommandOptions>,
): Promise<AgentResult> {
  const { options, processes, signal } = context;
  const isolation = await isolationFor(options, worktree, context);
  if (isolation.kind === "impossible")
    return { ended: "failed", why: isolation.why, said: "", confinement: "none", cost };
  const { variables, secrets } = await surroundings(options, context);
  const id = context.ids.next("agent");
  const tracking = isolation.kind === "none" ? track({ id, folder: worktree.path }, context) : undefined;
  const before = isolation.kind === "bwrap" ? isolation.words : [];
  const result = await processes.run({
    ...{ command: [...before, ...options.command], cwd: worktree.path, input: brief(task) },
    ...{ env: { ...variables, [agentMark]: id, [context.mark[0]]: context.mark[1] }, bareEnvironment: true },
    ...{ signal, graceMs, maxOutputBytes: options.maxOutput, keepsEnd: true },
  });
  const strays = await tracking?.end();
  const said = wordsOf([result.stdout, result.stderr], secrets);
  const told = { said, confinement: isolation.kind, cost } as const;
  if (result.aborted) return { ended: "cancelled", why: "it was ended before it was done", ...told };
  if (result.failure !== undefined) return { ended: "failed", why: result.failure, ...told };
  if (result.code !== 0) return { ended: "failed", why: `it ended with ${result.code ?? result.signal}`, ...told };
  if (strays !== undefined && strays > 0)
    return { ended: "failed", why: `it left ${strays} processes running, which were ended`, ...told };
  return { ended: "done", why: "it ended by itself", ...told };
}

/** Masked before it is made plain: what a program says may hold its key. */
function wordsOf(outputs: readonly string[], secrets: readonly string[]): string {
  const text = outputs.filter((output) => output.trim() !== "").join("\n");
  return plainText(maskSecrets(masked(text, secrets), secrets)).trim();
}
