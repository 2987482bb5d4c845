/**
 * A simulated machine: its processes, files and peers exist only here, and its time moves only when a test moves it. Whatever of the
 * platform it does not simulate throws when it is used, so that nothing passes for simulated that is not.
 */
import type { ProcessIdentity } from "#core/model";
import type { FileStat, FileSystemSpace, HttpResponse, Network, Platform, Processes, RunResult } from "#core/platform";
import { createCountingIds, createSeededRandom, createTestClock } from "#core/platform/test";

const bootId = "simulated";

interface SimulatedProcess {
  readonly identity: ProcessIdentity;
  readonly command: string;
  readonly end: (how: { code: number | null; signal: string | null }) => void;
}

export interface SimulatedFile {
  content: string;
  size: number;
  modifiedAt: number;
  readonly inode: number;
}

/** What a peer does with one question: answers after a while, or breaks the connection off. */
export interface Reaction {
  readonly afterMs: number;
  readonly status?: number;
  readonly body?: string;
  readonly breaks?: boolean;
}

export type Machine = ReturnType<typeof createMachine>;

export function createMachine(seed: number) {
  const clock = createTestClock();
  const random = createSeededRandom(seed);
  const living = new Map<number, SimulatedProcess>();
  const files = new Map<string, SimulatedFile>();
  const peers = new Map<string, () => Reaction>();
  const programs = new Map<string, () => Reaction & { readonly code?: number }>();
  const spaces = new Map<string, () => FileSystemSpace>();
  let lastPid = 1_000;
  let lastInode = 1;

  const react = async ({ afterMs, breaks }: Reaction, signal: AbortSignal): Promise<void> => {
    await clock.sleep(afterMs, signal);
    if (breaks === true) throw Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  };
  const ask = (address: string) => {
    const peer = peers.get(address);
    if (peer === undefined) throw Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: "ECONNREFUSED" });
    return peer();
  };

  const network: Network = {
    async http({ url, signal }): Promise<HttpResponse> {
      const reaction = ask(url);
      await react(reaction, signal);
      return { status: reaction.status ?? 200, headers: {}, body: reaction.body ?? "", truncated: false };
    },
    async connect(address, { signal }) {
      await react(ask("path" in address ? address.path : `${address.host}:${address.port}`), signal);
      return "";
    },
    converse: () => {
      throw new Error("network.converse is not simulated");
    },
  };

  const alive = (identity: ProcessIdentity) => living.get(identity.pid)?.identity.startTicks === identity.startTicks;
  const kill = (pid: number, signal: string) => {
    const process = living.get(pid);
    if (process === undefined) return false;
    living.delete(pid);
    process.end({ code: null, signal });
    return true;
  };
  const processes: Partial<Processes> = {
    self: { pid: 1_000, startTicks: 1, bootId },
    look: (pid) => {
      const process = living.get(pid);
      return process === undefined
        ? { exists: false }
        : { exists: true, identity: process.identity, state: "S", parentPid: 1_000 };
    },
    children: () => [],
    spawn: async ({ command }) => {
      lastPid += 1;
      const identity = { pid: lastPid, startTicks: Math.round(clock.monotonic() / 10), bootId };
      const ended = new Promise<{ code: number | null; signal: string | null }>((end) => {
        living.set(identity.pid, { identity, command: command.join(" "), end });
      });
      return { identity, ended };
    },
    prepare: () => undefined,
    release: () => undefined,
    signal: (identity, signal) => alive(identity) && kill(identity.pid, signal),
    tree: (identity) => (alive(identity) ? [identity] : []),
    groupIsEmpty: (identity) => !alive(identity),
    listens: () => undefined,
    findByEnvironment: () => [],
    list: () => [...living.values()].map(({ identity, command }) => ({ identity, command })),
    async run({ command, signal }): Promise<RunResult> {
      const program = programs.get(command[0] ?? "");
      const nothing = { stdout: "", stderr: "", truncated: false };
      if (program === undefined)
        return { ...nothing, code: null, signal: null, aborted: false, failure: "no such program" };
      const reaction = program();
      const aborted = await clock.sleep(reaction.afterMs, signal).then(
        () => false,
        () => true,
      );
      if (aborted) return { ...nothing, code: null, signal: "SIGKILL", aborted };
      return { ...nothing, code: reaction.code ?? 0, signal: null, aborted, stdout: reaction.body ?? "" };
    },
  };

  const statOf = (path: string): FileStat | undefined => {
    const file = files.get(path);
    if (file !== undefined)
      return { kind: "file", size: file.size, modifiedAt: file.modifiedAt, inode: file.inode, links: 1, device: 1 };
    const isFolder = [...files.keys()].some((other) => other.startsWith(`${path}/`));
    return isFolder ? { kind: "folder", size: 0, modifiedAt: 0, inode: 0 } : undefined;
  };
  const write = (path: string, content: string, size = Buffer.byteLength(content)): void => {
    const inode = files.get(path)?.inode ?? lastInode++;
    files.set(path, { content, size, modifiedAt: clock.now(), inode });
  };
  const missing = (path: string) => Object.assign(new Error(`ENOENT: no such file, '${path}'`), { code: "ENOENT" });
  const fileDoors: Partial<Platform["files"]> = {
    stat: async (path) => statOf(path),
    read: async (path) => {
      const file = files.get(path);
      if (file === undefined) throw missing(path);
      return file.content;
    },
    readBytes: async (_path, _from, maxBytes) => new Uint8Array(maxBytes).fill(0x0a),
    list: async (folder) =>
      [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    glob: async (pattern) => (files.has(pattern) ? [pattern] : []),
    space: async (path) => {
      const space = spaces.get(path);
      if (space === undefined) throw missing(path);
      return space();
    },
    makeFolder: async () => undefined,
    write: async (path, content) => write(path, content.toString()),
    remove: async (path) => void files.delete(path),
  };

  const platform: Platform = {
    clock,
    random,
    ids: createCountingIds(),
    network,
    processes: onlySimulated("processes", processes),
    files: onlySimulated("files", fileDoors),
  };
  return {
    platform,
    clock,
    random,
    peers,
    programs,
    spaces,
    killAll: (command: string) => {
      for (const { identity, command: own } of [...living.values()]) if (own === command) kill(identity.pid, "SIGKILL");
    },
    /** Writes a file as a program on the machine does: with the wall clock's time. */
    write,
    /** The log's writer is given a new, empty one; the old one goes by another name. */
    rotate(path: string): void {
      const file = files.get(path);
      if (file === undefined) return;
      files.set(`${path}.1`, file);
      files.set(path, { content: "", size: 0, modifiedAt: clock.now(), inode: lastInode++ });
    },
  };
}

function onlySimulated<T extends object>(door: string, members: Partial<T>): T {
  return new Proxy(members as T, {
    get: (target, name) => {
      if (Reflect.has(target, name) || typeof name === "symbol" || name === "then") return Reflect.get(target, name);
      return () => {
        throw new Error(`${door}.${String(name)} is not simulated`);
      };
    },
  });
}
