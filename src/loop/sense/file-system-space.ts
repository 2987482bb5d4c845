/**
 * How full a file system is. One that lies on another machine may never answer. Its question is put by a process of its own,
 * since one that hangs in our own would take one of the few threads with it that all our files are read by.
 */
import type { ProbeContext } from "#core/model";
import type { FileSystemSpace } from "#core/platform";

const graceMs = 200;
/** Block size, blocks, free blocks, those for others than root, inodes, free inodes. */
const format = "%S %b %f %a %c %d";

export async function spaceElsewhere(
  path: string,
  { processes, signal }: Pick<ProbeContext, "processes" | "signal">,
): Promise<FileSystemSpace> {
  const command = ["stat", "--file-system", `--format=${format}`, "--", path];
  const result = await processes.run({ command, signal, graceMs });
  if (result.failure !== undefined) throw new Error(result.failure);
  if (result.aborted) throw new Error("the file system does not answer");
  const numbers = result.stdout.trim().split(" ").map(Number);
  if (result.code !== 0 || numbers.length !== 6 || numbers.some((one) => !Number.isFinite(one))) {
    throw new Error(result.stderr.trim().split("\n")[0] || "its answer cannot be read");
  }
  const [blockBytes = 0, blocks = 0, free = 0, available = 0, inodes = 0, freeInodes = 0] = numbers;
  return {
    sizeBytes: blocks * blockBytes,
    freeBytes: free * blockBytes,
    availableBytes: available * blockBytes,
    inodes,
    freeInodes,
  };
}

const pendingKey = "pending";

/** At most one question at a time hangs in our own process, however often it is asked. */
export async function spaceHere(
  path: string,
  { files, memory }: Pick<ProbeContext, "files" | "memory">,
): Promise<FileSystemSpace> {
  if (memory.get(pendingKey) === true) throw new Error("the file system has not answered an earlier question yet");
  memory.set(pendingKey, true);
  try {
    return await files.space(path);
  } finally {
    memory.delete(pendingKey);
  }
}
