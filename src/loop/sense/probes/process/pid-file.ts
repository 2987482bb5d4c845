/**
 * The process that a pid file names, if it is still that one.
 *
 * What is in the file may be left over from a process that is long gone, and its pid given to another one. Whoever writes a
 * pid file does so after it has started; so a process that started after the file was written is another one. The margin allows for
 * clock ticks, and for a launcher that writes the file a moment before its child is there.
 *
 * Both times are times of the wall clock, and a step of it between them would make a healthy process look reused. So a process
 * that was believed once stays believed, by its start time, which no step changes, as long as the file names it.
 */
import type { ProbeContext, ProcessIdentity } from "#core/model";
import { gone, isSame, lookAt, type Sight } from "./sight.ts";
import { uptimeOf } from "./usage.ts";

const reuseMarginMs = 2_000;
const maxPidFileBytes = 4_096;
const believedKey = "believed";

export async function findByPidFile(path: string, context: ProbeContext): Promise<Sight> {
  const stat = await context.files.stat(path, { follow: true });
  if (stat === undefined) return gone(`there is no pid file ${path}`);
  if (stat.kind !== "file") return gone(`${path} is not a file`);
  const pid = pidIn(await context.files.read(path, maxPidFileBytes));
  if (pid === undefined) return gone(`${path} does not hold a pid`);
  const sight = lookAt(pid, context);
  if (sight === undefined) return gone(`process ${pid} of ${path} is not there`);
  const believed = context.memory.get(believedKey) as ProcessIdentity | undefined;
  if (believed !== undefined && isSame(believed, sight.process)) return sight;
  const uptimeMs = await uptimeOf(sight.process, context);
  if (uptimeMs !== undefined && context.clock.now() - uptimeMs > stat.modifiedAt + reuseMarginMs) {
    return gone(`process ${pid} started after ${path} was written, so it is another one`);
  }
  context.memory.set(believedKey, sight.process);
  return sight;
}

/** 0 and 1 are nobody's service. */
function pidIn(text: string): number | undefined {
  const line = text.split("\n", 1)[0]?.trim() ?? "";
  if (!/^\d{1,10}$/.test(line)) return undefined;
  const pid = Number(line);
  return pid > 1 && pid < 2 ** 31 ? pid : undefined;
}
