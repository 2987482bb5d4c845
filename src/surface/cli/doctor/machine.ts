/** The machine: Node, /proc, and room on the disk. */
import { readFileSync, statfsSync } from "node:fs";
import { messageOf } from "#core/model/plain";
import { type Check, fail, ok, warn } from "./check.ts";

const neededNode = 24;

export function checkNode(version: string = process.versions.node): Check {
  if (Number.parseInt(version, 10) >= neededNode) return ok("node", `Node ${version}`);
  return fail("node", `Node ${version} is too old`, `Install Node ${neededNode} or newer: https://nodejs.org`);
}

/** Everything about processes is read there. */
export function checkProc(): Check {
  try {
    readFileSync("/proc/self/stat");
  } catch {
    return fail(
      "/proc",
      "/proc cannot be read",
      "Chiron watches processes through it; it runs on Linux, with /proc mounted.",
    );
  }
  try {
    readFileSync("/proc/1/stat");
    return ok("/proc", "processes can be seen");
  } catch {
    const advice =
      "Services of Chiron's own can be watched; for others mount /proc without hidepid, or run as their user.";
    return warn("/proc", "processes of other users are hidden", advice);
  }
}

const scarceBytes = 1_000_000_000;
const leastBytes = 100_000_000;

export function checkDisk(folder: string): Check {
  try {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const words = `${formatSize(free)} free`;
    if (free < leastBytes)
      return fail(
        "disk space",
        words,
        "Make room: when the disk is full nothing can be written down, and nothing will be healed.",
      );
    if (free < scarceBytes) return warn("disk space", words, "Make room before it runs out.");
    return ok("disk space", words);
  } catch (error) {
    return warn("disk space", `it cannot be told: ${messageOf(error)}`, "Look with df(1).");
  }
}

function formatSize(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
