/** How processes and what they use are written for people. */
import { basename } from "node:path";
import { sizeInWords } from "../actions/quantity.ts";
import type { MemoryUser } from "./usage.ts";

const interpreters = /^(python|node|ruby|perl|php|java|bash|sh|dash|deno|bun)[\d.]*$/;

/** `python3 train.py`: of an interpreter the script, too. Options are left out, and so is whatever may be a secret. */
export function programOf(name: string, command: readonly string[]): string {
  const [program, script] = command;
  if (program === undefined || program === "") return name;
  const called = basename(program.split(" ", 1)[0] ?? program) || name;
  const isScript =
    interpreters.test(called) && script !== undefined && /^[\w./-]+\.\w+$/.test(script) && script[0] !== "-";
  return isScript ? `${called} ${basename(script)}` : called;
}

export function sayProcess({ program, pid, unit }: Pick<MemoryUser, "program" | "pid" | "unit">): string {
  return `${program} (pid ${pid}${unit === undefined ? "" : `, ${unit}`})`;
}

/** A table for people: the share first, since that is what ending the process gives back. */
export function sayTable(users: readonly MemoryUser[]): string {
  const lines = users.map((user) =>
    [
      sizeInWords(user.shareBytes).padStart(9),
      sizeInWords(user.residentBytes).padStart(9),
      sizeInWords(user.swapBytes).padStart(9),
      String(user.pid).padStart(8),
      user.program.slice(0, 40).padEnd(40),
      user.group,
    ].join("  "),
  );
  const head = ["share", "resident", "swap", "pid"].map((word, at) => word.padStart(at === 3 ? 8 : 9));
  return [[...head, "program".padEnd(40), "control group"].join("  "), ...lines].join("\n");
}
