/** Whether a stopped process has nobody who could still answer in its place: a worker, or what its shell has started. */
import type { ProcessIdentity } from "#core/model";
import type { Files, Processes } from "#core/platform";

/** With more, nobody looks at each; it is then simply not said to be stopped. */
const mostProcesses = 200;

/** `children` of proc(5) names those that the first thread has started. Where it cannot be read, there are none. */
export async function everythingStopped(
  process: ProcessIdentity,
  { files, processes }: { readonly files: Files; readonly processes: Processes },
): Promise<boolean> {
  const found = [process.pid];
  for (const pid of found) {
    if (found.length > mostProcesses) return false;
    const look = processes.look(pid);
    if (!look.exists || look.state === "Z") continue;
    if (look.state !== "T") return false;
    const children = await files.read(`/proc/${pid}/task/${pid}/children`, 65_536).catch(() => "");
    for (const child of children.split(" ")) if (/^\d+$/.test(child)) found.push(Number(child));
  }
  return true;
}
