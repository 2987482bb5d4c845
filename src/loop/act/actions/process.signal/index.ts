import { z } from "zod";
import { type DryRunContext, defineAction, serviceSchema } from "#core/model";
import type { ProcessLook } from "#core/platform";
import { sameProcess } from "../../supervisors/identity.ts";
import { targetOfProcess } from "../../supervisors/mark.ts";
import { readPidFile } from "../../supervisors/pid-file.ts";
import { requireOwn } from "../own-service.ts";
import { exactPath } from "../paths.ts";
import { answering, failed, Refusal, saying, succeeded } from "../result.ts";

const signals = [
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGTERM",
  "SIGKILL",
  "SIGUSR1",
  "SIGUSR2",
  "SIGCONT",
  "SIGSTOP",
  "SIGCHLD",
  "SIGALRM",
  "SIGWINCH",
] as const;

const schema = z
  .strictObject({
    signal: z.enum(signals),
    pidFile: exactPath.optional().describe("The file in which the process itself wrote its pid"),
    service: serviceSchema.optional().describe("The supervised service: $target.supervisor"),
    program: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("What the command line of the process must hold, so that no other is meant"),
    scope: z
      .enum(["process", "tree"])
      .default("process")
      .describe("The process alone, or with everything that it started"),
  })
  .refine(
    (input) => (input.pidFile === undefined) !== (input.service === undefined),
    "names either a pidFile or a service",
  );
type Input = z.output<typeof schema>;

type Living = Extract<ProcessLook, { readonly exists: true }>;

export const processSignal = defineAction({
  name: "process.signal",
  summary:
    "Sends a signal to a process that is known for certain: the service's own, or the one that wrote the pid file",
  schema,
  risk: "medium",
  idempotent: false,
  dryRun: (input, context) =>
    saying(async () => {
      const { identity } = await find(input, context);
      const count = input.scope === "tree" ? context.processes.tree(identity).length : 1;
      const also = count > 1 ? ` and the ${count - 1} others that it started` : "";
      return `Would send ${input.signal} to process ${identity.pid}${also} (${commandLineOf(identity.pid, context)}).`;
    }),
  run: (input, context) =>
    answering(async () => {
      const { identity } = await find(input, context);
      if (context.signal.aborted) return failed("it was broken off before the signal was sent");
      const sent = context.processes.signal(identity, input.signal, input.scope);
      const artifacts = [{ kind: "process" as const, name: String(identity.pid), detail: input.signal }];
      if (!sent) return failed(`process ${identity.pid} was gone before ${input.signal} reached it`, artifacts);
      return succeeded(`${input.signal} was sent to process ${identity.pid}`, artifacts);
    }),
});

async function find(input: Input, context: DryRunContext): Promise<Living> {
  const pid =
    input.service === undefined ? await pidOfFile(input.pidFile ?? "", context) : pidOfService(input, context);
  const seen = context.processes.look(pid);
  if (!seen.exists) throw new Refusal(`process ${pid} is not there any more`);
  refuseOurOwn(seen, context);
  const owner = await targetOfProcess(pid, context.files);
  if (owner !== undefined && owner !== context.target.id) {
    throw new Refusal(`process ${pid} belongs to the service of ${owner}, not of ${context.target.id}`);
  }
  const commandLine = commandLineOf(pid, context);
  if (input.program !== undefined && !commandLine.includes(input.program)) {
    throw new Refusal(
      `process ${pid} is another program: its command line does not hold ${JSON.stringify(input.program)}`,
    );
  }
  return seen;
}

async function pidOfFile(path: string, context: DryRunContext): Promise<number> {
  const answer = await readPidFile(path, context);
  if (answer.process === null) throw new Refusal(answer.why);
  return answer.process.pid;
}

function pidOfService(input: Input, { services, target }: DryRunContext): number {
  if (input.service === undefined) throw new Refusal("no service is named");
  requireOwn(input.service, target);
  const { process } = services.look(target.id);
  if (process === null) throw new Refusal(`${target.id} is not running`);
  return process.pid;
}

/** Never init, never Chiron, and never what started Chiron: a pid file that names one of these is wrong or hostile. */
function refuseOurOwn(seen: Living, { processes }: DryRunContext): void {
  if (seen.identity.pid <= 2 || seen.parentPid === 2)
    throw new Refusal(`process ${seen.identity.pid} belongs to the system itself`);
  let pid = processes.self.pid;
  for (let depth = 0; pid > 1 && depth < 100; depth += 1) {
    const one = processes.look(pid);
    if (!one.exists) return;
    if (sameProcess(one.identity, seen.identity))
      throw new Refusal(`process ${pid} is Chiron itself, or what started it`);
    pid = one.parentPid;
  }
}

function commandLineOf(pid: number, { processes }: DryRunContext): string {
  return processes.list().find((one) => one.identity.pid === pid)?.command ?? "";
}
