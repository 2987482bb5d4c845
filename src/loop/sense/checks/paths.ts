/** Which paths of the machine a target stands for, by what is declared of it. */
import { dirname, isAbsolute } from "node:path";
import { z } from "zod";
import type { Target } from "#core/model";

export const absolutePath = z
  .string()
  .min(1)
  .max(4_096)
  .refine((path) => isAbsolute(path), "is not an absolute path");

const pathOptions = ["path", "file", "folder", "cwd"] as const;

/** What its probes look at. */
export function probedPaths({ probes }: Target, kinds?: readonly string[]): readonly string[] {
  return probes
    .filter(({ kind }) => kinds?.includes(kind) !== false)
    .flatMap(({ options }) => pathOptions.map((key) => options[key]))
    .filter(isPath);
}

/** The program that its service runs, and the files among its arguments. */
export function programPaths({ supervisor }: Target): readonly string[] {
  return supervisor?.kind === "direct" ? supervisor.command.filter(isPath) : [];
}

/** Where its service works, and where its log lies. */
export function workPaths({ supervisor }: Target): readonly string[] {
  return supervisor?.kind === "direct" ? [supervisor.cwd, dirname(supervisor.log)].filter(isPath) : [];
}

function isPath(value: unknown): value is string {
  return typeof value === "string" && isAbsolute(value) && value !== "/";
}
