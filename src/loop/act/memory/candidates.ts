/** The largest process that may be ended, and, for whoever asks, which larger ones are left alone and why. */

import type { ProcessIdentity, WatchedProcess } from "#core/model";
import type { Files, Processes } from "#core/platform";
import { protectionIn } from "./protection.ts";
import { byShare } from "./survey.ts";
import { byMemory, readTable } from "./table.ts";
import { type MemoryUser, readUsers } from "./usage.ts";

/** What must hold of a process, all of it; each is the owner's own text. */
export interface ProcessPattern {
  readonly name?: string | undefined;
  readonly unit?: string | undefined;
  readonly match?: string | undefined;
}

export interface Choice {
  /** Undefined: none may be ended. */
  readonly chosen: { readonly user: MemoryUser; readonly identity: ProcessIdentity } | undefined;
  /** Larger than the chosen one, and spared by a rule. */
  readonly leftAlone: readonly { readonly user: MemoryUser; readonly why: string }[];
}

export interface ChoiceOptions {
  readonly allow: readonly ProcessPattern[] | undefined;
  readonly deny: readonly ProcessPattern[];
  readonly leastBytes: number;
}

export interface ChoiceMeans {
  readonly files: Files;
  readonly processes: Processes;
  readonly watched: readonly WatchedProcess[];
}

/** Small ones are not worth an end; of the others, this many are looked at closely. */
const mostLookedAt = 60;

export async function chooseLargest(options: ChoiceOptions, means: ChoiceMeans): Promise<Choice> {
  const { files, processes } = means;
  const table = await readTable(files);
  const users = [...(await readUsers(byMemory(table).slice(0, mostLookedAt), files))].sort(byShare);
  const self = processes.self;
  const protection = protectionIn({
    table,
    self,
    selfUserId: users.find(({ pid }) => pid === self.pid)?.userId ?? (await userIdOf(self.pid, files)),
    watched: means.watched,
  });
  const leftAlone: { user: MemoryUser; why: string }[] = [];
  for (const user of users) {
    if (user.shareBytes < options.leastBytes || !isAllowed(user, options)) continue;
    const why = protection(user) ?? (isDenied(user, options) ? "its owner's list says to leave it alone" : undefined);
    const look = processes.look(user.pid);
    // It has ended meanwhile, and its pid may be another's.
    if (!look.exists || look.identity.startTicks !== user.startTicks) continue;
    if (why === undefined) return { chosen: { user, identity: look.identity }, leftAlone };
    leftAlone.push({ user, why });
  }
  return { chosen: undefined, leftAlone };
}

/** What the owner's list does not name at all is nobody's question. */
function isAllowed(user: MemoryUser, { allow }: ChoiceOptions): boolean {
  return allow === undefined || allow.some((pattern) => fits(pattern, user));
}

function isDenied(user: MemoryUser, { deny }: ChoiceOptions): boolean {
  return deny.some((pattern) => fits(pattern, user));
}

function fits({ name, unit, match }: ProcessPattern, user: MemoryUser): boolean {
  const [program = ""] = user.command;
  return (
    (name === undefined || name === user.name || name === program.slice(program.lastIndexOf("/") + 1)) &&
    (unit === undefined || unit === user.unit) &&
    (match === undefined || user.command.join(" ").includes(match))
  );
}

async function userIdOf(pid: number, files: Files): Promise<number> {
  const status = await files.read(`/proc/${pid}/status`, 65_536).catch(() => "");
  return Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN);
}
