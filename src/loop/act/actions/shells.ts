/** Finds a shell that would read text as commands, also behind programs that only run another one. */
import { basename } from "node:path";

const shells = new Set([
  "sh",
  "bash",
  "dash",
  "ash",
  "zsh",
  "ksh",
  "mksh",
  "yash",
  "fish",
  "csh",
  "tcsh",
  "rbash",
  "pwsh",
]);
export const carriers: ReadonlySet<string> = new Set([
  "env",
  "nice",
  "ionice",
  "nohup",
  "setsid",
  "timeout",
  "stdbuf",
  "sudo",
  "doas",
  "su",
  "runuser",
  "chroot",
  "unshare",
  "nsenter",
  "busybox",
  "toybox",
  "xargs",
  "find",
  "time",
  "flock",
  "chrt",
  "taskset",
  "ssh",
  "exec",
  "eval",
]);

/** Why this argument list is refused, or undefined. A shell that runs a script file by its path is not: the script is fixed. */
export function shellProblem(argv: readonly string[], hasInput: boolean): string | undefined {
  const first = basename(argv[0] ?? "");
  const mayCarry = carriers.has(first);
  for (const [at, word] of argv.entries()) {
    if (at > 0 && !mayCarry) return undefined;
    if (!shells.has(basename(word))) continue;
    const rest = argv.slice(at + 1);
    const options = leadingOptions(rest);
    if (options.some((option) => /^[-+][A-Za-z]*c/.test(option) || option === "--command"))
      return `runs ${basename(word)} -c, and no shell reads a step's command`;
    if (options.some((option) => /^-[A-Za-z]*s/.test(option)))
      return `lets ${basename(word)} read commands from its input`;
    if (rest.length === options.length)
      return hasInput || at > 0 || rest.length > 0 || argv.length === 1
        ? `runs ${basename(word)} without a script file`
        : undefined;
  }
  if (["su", "runuser"].includes(first) && argv.some((word) => /^(-[a-z]*c|--command|--session-command)/.test(word)))
    return `runs ${first} -c, which is a shell`;
  return undefined;
}

/** `-e`, `-o pipefail`, `--norc`: all before the first word that is not an option. */
function leadingOptions(words: readonly string[]): readonly string[] {
  const options: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!/^[-+]./.test(word) || word === "--") break;
    options.push(word);
    if (/^[-+][A-Za-z]*[oO]$/.test(word) && at + 1 < words.length) options.push(words[++at] ?? "");
  }
  return options;
}
