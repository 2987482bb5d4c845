/** A file that `chiron install` wrote, and nobody changed since: by its first line, which names the hash of the rest. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { ChironError } from "#core/model/plain";
import { replaceFile } from "./replace.ts";

export type Ownership = "absent" | "own" | "changed" | "foreign";

const first = /^(?:#|\/\/) Written by chiron install, sha256 ([0-9a-f]{64}); chiron uninstall removes it\.$/;

/** `comment`: what a comment begins with in that format. */
export function marked(text: string, comment: "#" | "//"): string {
  return `${comment} Written by chiron install, sha256 ${hashOf(text)}; chiron uninstall removes it.\n${text}`;
}

export function ownershipOf(path: string): Ownership {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "absent";
    throw error;
  }
  const end = text.indexOf("\n");
  const [, hash] = first.exec(text.slice(0, Math.max(0, end))) ?? [];
  if (hash === undefined) return "foreign";
  return hash === hashOf(text.slice(end + 1)) ? "own" : "changed";
}

/** Throws `conflict` for what is not its own. Returns whether anything changed. */
export function writeOwn(path: string, text: string): boolean {
  refuseOthers(path, "overwritten");
  mkdirSync(dirname(path), { recursive: true });
  return replaceFile(path, text);
}

/** Throws `conflict` for what is not its own, `not_found` where there is nothing. */
export function removeOwn(path: string): void {
  if (ownershipOf(path) === "absent") throw new ChironError("not_found", `there is no ${path}`);
  refuseOthers(path, "removed");
  rmSync(path);
}

function refuseOthers(path: string, done: "overwritten" | "removed"): void {
  const ownership = ownershipOf(path);
  if (ownership === "foreign")
    throw new ChironError("conflict", `${path} was not written by chiron install, and is not ${done}`, {
      help: "Give Chiron's another name: --name NAME",
    });
  if (ownership === "changed")
    throw new ChironError("conflict", `${path} was changed since chiron install wrote it, and is not ${done}`, {
      help: "Move it away; changes of yours belong into a file of their own (systemctl edit NAME).",
    });
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
