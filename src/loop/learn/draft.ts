/**
 * A person's fix as a runbook (HOST-18): what ran, as steps with fixed arguments, where an argument that is the target's own value becomes
 * a reference to it, so that the draft fits other targets of the kind. What only looked at things is told, and is no step.
 */
import type { Incident, Target } from "#core/model";

export interface FixCommand {
  readonly argv: readonly string[];
  readonly cwd?: string | undefined;
}

export interface Fix {
  readonly incident: Pick<Incident, "id" | "type" | "title">;
  readonly target: Target;
  readonly commands: readonly FixCommand[];
  /** In a person's words, and whatever could not become a step. */
  readonly description: string;
}

/** As it is written into a file; `runbookSchema` reads it. */
export interface DraftRunbook {
  readonly id: string;
  readonly title: string;
  readonly version: 1;
  readonly matches: readonly string[];
  readonly kinds: readonly string[];
  readonly risk: "medium";
  readonly priority: 2;
  readonly mode: "dry_run";
  readonly docs: string;
  readonly strategies: readonly { readonly name: string; readonly steps: readonly DraftStep[] }[];
}

interface DraftStep {
  readonly action: "command";
  readonly with: { readonly argv: readonly string[]; readonly cwd?: string };
  readonly timeout: string;
}

/** Programs that change nothing, whatever they are told. */
const lookers = new Set([
  ..."cat date df dig dmesg du file free getent grep head hostname id iostat journalctl last less ls lsblk lsof".split(
    " ",
  ),
  ..."more mount mpstat netstat nslookup pgrep pidof ping printenv ps pstree pwd readlink ss stat tail top tree".split(
    " ",
  ),
  ..."uname uptime vmstat w wc whereis which who whoami zcat zgrep".split(" "),
]);
const lookingSubcommands: Readonly<Record<string, ReadonlySet<string>>> = {
  systemctl: new Set(["status", "show", "cat", "is-active", "is-failed", "list-units"]),
  git: new Set(["status", "log", "diff", "show"]),
  pm2: new Set(["list", "ls", "status", "logs", "show", "describe"]),
  docker: new Set(["ps", "logs", "inspect", "images"]),
  supervisorctl: new Set(["status"]),
};
const shortestReference = 3;

export function isExploration({ argv: [program = "", first = ""] }: FixCommand): boolean {
  const name = program.slice(program.lastIndexOf("/") + 1);
  return lookers.has(name) || lookingSubcommands[name]?.has(first) === true;
}

/** The steps of it; empty when it only looked. */
export function stepsOfFix({ commands, target }: Pick<Fix, "commands" | "target">): readonly DraftStep[] {
  return commands
    .filter((command) => !isExploration(command))
    .map(({ argv, cwd }) => {
      const words = argv.map((word, index) => (index === 0 ? word : (referenceTo(word, target) ?? word)));
      const folder = cwd === undefined ? {} : { cwd: referenceTo(cwd, target) ?? cwd };
      return { action: "command", with: { argv: words, ...folder }, timeout: "30s" };
    });
}

export function draftOf(fix: Fix, id: string): DraftRunbook {
  const { incident, target, commands, description } = fix;
  const looked = commands.filter(isExploration).map(({ argv }) => JSON.stringify(argv));
  const docs = [
    description,
    ...(looked.length === 0 ? [] : [`Looked at first: ${looked.join(", ")}`]),
    `Recorded during ${incident.id} on ${target.id}.`,
  ];
  return {
    id,
    title: `As mended by hand: ${incident.title}`.slice(0, 200),
    version: 1,
    matches: [incident.type],
    kinds: [target.kind],
    risk: "medium",
    priority: 2,
    mode: "dry_run",
    docs: docs.filter((part) => part !== "").join("\n"),
    strategies: [{ name: "as done by hand", steps: stepsOfFix(fix) }],
  };
}

/** Whole values only, and none so short that it could be there by chance. */
function referenceTo(word: string, target: Target): string | undefined {
  if (word.length < shortestReference) return undefined;
  if (word === target.id) return "$target.id";
  return inSettings(word, target.settings, "$target.settings", 0);
}

function inSettings(
  word: string,
  settings: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
): string | undefined {
  for (const [key, value] of Object.entries(settings)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) continue;
    if (value === word) return `${path}.${key}`;
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    const inner =
      isMap && depth < 5 ? inSettings(word, value as Record<string, unknown>, `${path}.${key}`, depth + 1) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
