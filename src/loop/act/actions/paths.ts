/**
 * Which paths a step may name at all, judged by their text alone, so that a runbook that names another one is refused when it is
 * loaded. What only the disk can tell (links, Chiron's own data) is judged by `path-guard.ts` before each use.
 */
import { dirname } from "node:path";
import { z } from "zod";
import type { Target } from "#core/model";

/** Folders whose content is the system itself, not files that a runbook repairs. */
const systemFolders = ["/proc", "/sys", "/dev", "/boot"];
const systemExceptions = ["/dev/shm"];
const wildcards = /[*?[\]{}]/;
const interpolation = /\$\{|\$\(|\{\{|`/;

export function isPattern(path: string): boolean {
  return wildcards.test(path);
}

/** Why the path may not be named, as the rest of a sentence that starts with the path; undefined when it may. */
export function pathProblem(path: string): string | undefined {
  if (!path.startsWith("/")) return "is not an absolute path";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return "holds a control character";
  if (interpolation.test(path)) return "looks like an interpolation, and there is none; write the path itself";
  const parts = path.slice(1).split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".."))
    return "has an empty, '.' or '..' part; write it in full";
  const fixed = fixedFolderOf(path);
  if (isPattern(path) && fixed.split("/").length < 3)
    return "has a wildcard within the first two folders, which would match too much";
  return folderProblem(path);
}

function folderProblem(path: string): string | undefined {
  if (path.split("/").length < 3) return "is a top folder of the system";
  const inside = (folder: string) => path === folder || path.startsWith(`${folder}/`);
  if (systemFolders.some(inside) && !systemExceptions.some((folder) => path.startsWith(`${folder}/`)))
    return "belongs to the system itself";
  if (/^\/(home|Users)\/[^/]+$/.test(path)) return "is a home folder";
  const home = process.env.HOME;
  if (home !== undefined && home.length > 1 && (path === home || home.startsWith(`${path}/`)))
    return "is or holds the home folder";
  return undefined;
}

/** The part of a pattern before its first wildcard, cut back to a whole folder. */
export function fixedFolderOf(pattern: string): string {
  const at = pattern.search(wildcards);
  return dirname(at === -1 ? pattern : `${pattern.slice(0, at)}x`);
}

const pathText = z.string().min(2).max(4_096);

function explain(path: string, ctx: z.RefinementCtx): void {
  const problem = pathProblem(path);
  if (problem !== undefined) ctx.addIssue({ code: "custom", message: `${JSON.stringify(path)} ${problem}` });
}

/** One file or folder, named exactly. Wildcard characters in it stand for themselves. */
export const exactPath = pathText.superRefine((path, ctx) => {
  if (isPattern(path))
    ctx.addIssue({ code: "custom", message: `${JSON.stringify(path)} has a wildcard where one exact path is wanted` });
  explain(path, ctx);
});

/** One path, or a pattern that the target's own configuration declares. */
export const pathOrPattern = pathText.superRefine(explain);

/**
 * A pattern takes whatever is there, so only the owner of the target may write one: in `staleFiles` or in `settings`. A
 * runbook, which is written for many targets, names exact paths or refers to what the target declares.
 */
export function declares(target: Target, pattern: string): boolean {
  return target.staleFiles.includes(pattern) || holds(target.settings, pattern, 0);
}

function holds(value: unknown, text: string, depth: number): boolean {
  if (typeof value === "string") return value === text;
  if (typeof value !== "object" || value === null || depth > 20) return false;
  return Object.values(value).some((member) => holds(member, text, depth + 1));
}
