/** A process that is known for certain: the target's own service, or the one that wrote a pid file. */
import type { DryRunContext, Service } from "#core/model";
import type { ProcessLook } from "#core/platform";
import { sameProcess } from "../supervisors/identity.ts";
import { targetOfProcess } from "../supervisors/mark.ts";
import { readPidFile } from "../supervisors/pid-file.ts";
import { requireOwn } from "./own-service.ts";
import { Refusal } from "./result.ts";

interface Wanted {
  readonly pidFile?: string | undefined;
  /** Where there is no pid file. */
  readonly service?: Service | undefined;
  /** What its command line must hold. */
  readonly program?: string | undefined;
}

type Living = Extract<ProcessLook, { readonly exists: true }>;

/** Throws a Refusal when it is not there, or not one that may be touched. */
export async function findProcess(input: Wanted, context: DryRunContext): Promise<Living> {
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

function pidOfService(input: Wanted, { services, target }: DryRunContext): number {
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

export function commandLineOf(pid: number, { processes }: DryRunContext): string {
  return processes.list().find((one) => one.identity.pid === pid)?.command ?? "";
}
