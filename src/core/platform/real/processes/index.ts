/** Processes, by /proc and node:child_process. */
import type { ProcessIdentity } from "#core/model";
import type { Ids, Processes } from "../../index.ts";
import { fork, planLaunch } from "./fork.ts";
import { listens } from "./listeners.ts";
import { hasEntry, isDead, ProcessTable } from "./process-table.ts";
import { run } from "./run.ts";
import { groupIsEmpty, signalProcess, signalTree } from "./signals.ts";
import { isStandby, Standby } from "./standby.ts";
import { findTree, marksOf } from "./tree.ts";

export interface RealProcesses extends Processes {
  /** Ends what was prepared and not let go. */
  close(): void;
}

export function createRealProcesses(ids: Ids): RealProcesses {
  const table = new ProcessTable();
  const standby = new Standby(table);
  return {
    look: (pid) => table.look(pid),
    children: (pid) => table.children(pid),
    spawn: async (spec) => standby.take(spec) ?? (await fork(planLaunch(spec), table)),
    prepare: (spec) => standby.prepare(spec),
    release: (spec) => standby.release(spec),
    run: (spec) => run(table, spec, ids.next("run")),
    signal: (identity, signal, scope) =>
      scope === "tree" ? signalTree(table, identity, signal) : signalProcess(table, identity, signal),
    tree: (identity) => {
      const found = findTree(table, { seeds: [identity], marks: marksOf(table, identity) });
      return found.map((stat) => table.identityOf(stat));
    },
    groupIsEmpty: (identity) => groupIsEmpty(identity.pid),
    listens: (identity, port) => listens(table, identity, port),
    findByEnvironment: (name, value) => findByEnvironment(table, `${name}=${value}`),
    findByFolder: (folder) => findByFolder(table, folder),
    list: () => list(table),
    get self() {
      return selfOf(table);
    },
    variable: (name) => process.env[name],
    close: () => standby.close(),
  };
}

function findByEnvironment(table: ProcessTable, entry: string): ReturnType<Processes["findByEnvironment"]> {
  const wanted = Buffer.from(entry);
  const pids = table
    .pids()
    .filter((pid) => hasEntry(table.entries(pid, "environ"), wanted) && !isStandby(table.entries(pid, "cmdline")));
  return table
    .all(pids)
    .filter((stat) => !isDead(stat))
    .map((stat) => table.identityOf(stat));
}

function findByFolder(table: ProcessTable, folder: string): readonly ProcessIdentity[] {
  const pids = table.pids().filter((pid) => {
    const own = table.workingFolder(pid);
    return own === folder || own?.startsWith(`${folder}/`) === true;
  });
  return table
    .all(pids)
    .filter((stat) => !isDead(stat))
    .map((stat) => table.identityOf(stat));
}

/** Kernel threads and zombies have no command line; they are listed by their name in brackets, as ps(1) does. */
function list(table: ProcessTable): ReturnType<Processes["list"]> {
  return table.all().flatMap((stat) => {
    const line = table.entries(stat.pid, "cmdline");
    if (isStandby(line)) return [];
    const command = line.toString("utf8").replace(/\0+$/, "").replaceAll("\0", " ");
    return [{ identity: table.identityOf(stat), command: command === "" ? `[${stat.name}]` : command }];
  });
}

function selfOf(table: ProcessTable): Processes["self"] {
  const look = table.look(process.pid);
  if (!look.exists) throw new Error("this process is not in /proc");
  return look.identity;
}
