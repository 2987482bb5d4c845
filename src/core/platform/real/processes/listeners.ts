/** Who listens on a TCP port of this machine, from /proc/net/tcp{,6} and the descriptors in /proc/PID/fd (proc(5)). */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { ProcessIdentity } from "#core/model";
import type { ProcessTable } from "./process-table.ts";
import { findTree, marksOf } from "./tree.ts";

/** `st` of a listening socket, in hexadecimal. */
const listening = "0A";

/** See `Processes.listens`. */
export function listens(table: ProcessTable, identity: ProcessIdentity, port: number): boolean | undefined {
  const sockets = listeningSockets(port);
  // Of another network namespace we are told nothing.
  if (sockets.size === 0) return undefined;
  if (table.isAlive(identity) && holdsOneOf(identity.pid, sockets) === true) return true;
  const others = findTree(table, { seeds: [identity], marks: marksOf(table, identity) });
  const answers = others.map(({ pid }) => holdsOneOf(pid, sockets));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** The names of the sockets as a descriptor's link shows them: `socket:[12345]`. */
function listeningSockets(port: number): ReadonlySet<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const found = new Set<string>();
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of linesOf(file)) {
      const fields = line.trim().split(/ +/);
      if (fields[3] === listening && fields[1]?.endsWith(suffix) === true) found.add(`socket:[${fields[9]}]`);
    }
  }
  return found;
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "latin1").split("\n").slice(1);
  } catch {
    // A kernel without IPv6 has no table for it.
    return [];
  }
}

/** Undefined when its descriptors may not be seen. */
function holdsOneOf(pid: number, sockets: ReadonlySet<string>): boolean | undefined {
  const folder = `/proc/${pid}/fd`;
  let descriptors: readonly string[];
  try {
    descriptors = readdirSync(folder);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? undefined : false;
  }
  return descriptors.some((descriptor) => {
    try {
      return sockets.has(readlinkSync(`${folder}/${descriptor}`));
    } catch {
      return false;
    }
  });
}
