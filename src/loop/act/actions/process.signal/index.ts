import { z } from "zod";
import { defineAction, serviceSchema } from "#core/model";
import { commandLineOf, findProcess } from "../known-process.ts";
import { exactPath } from "../paths.ts";
import { answering, failed, saying, succeeded } from "../result.ts";

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

export const processSignal = defineAction({
  name: "process.signal",
  summary:
    "Sends a signal to a process that is known for certain: the service's own, or the one that wrote the pid file",
  schema,
  risk: "medium",
  idempotent: false,
  dryRun: (input, context) =>
    saying(async () => {
      const { identity } = await findProcess(input, context);
      const count = input.scope === "tree" ? context.processes.tree(identity).length : 1;
      const also = count > 1 ? ` and the ${count - 1} others that it started` : "";
      return `Would send ${input.signal} to process ${identity.pid}${also} (${commandLineOf(identity.pid, context)}).`;
    }),
  run: (input, context) =>
    answering(async () => {
      const { identity } = await findProcess(input, context);
      if (context.signal.aborted) return failed("it was broken off before the signal was sent");
      const sent = context.processes.signal(identity, input.signal, input.scope);
      const artifacts = [{ kind: "process" as const, name: String(identity.pid), detail: input.signal }];
      if (!sent) return failed(`process ${identity.pid} was gone before ${input.signal} reached it`, artifacts);
      return succeeded(`${input.signal} was sent to process ${identity.pid}`, artifacts);
    }),
});
