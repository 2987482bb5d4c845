/** One text to one terminal, without ever waiting for it: a terminal that was stopped with Ctrl-S would hold a thread for hours. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** The permission that mesg(1) gives and takes. */
const groupMayWrite = 0o020;

/** False: it is none, it does not want to hear anything, or it could not take all. */
export async function writeTo(path: string, text: string): Promise<boolean> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(path, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const stat = await handle.stat();
    const wants = stat.isCharacterDevice() && (stat.mode & groupMayWrite) !== 0 && !isIdleConsole(path, stat.uid);
    if (!wants) return false;
    const bytes = Buffer.from(text);
    const { bytesWritten } = await handle.write(bytes);
    return bytesWritten === bytes.length;
  } catch {
    return false;
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/** A console belongs to root until somebody logs in there. */
function isIdleConsole(path: string, owner: number): boolean {
  return /^\/dev\/tty\d+$/.test(path) && owner === 0;
}
