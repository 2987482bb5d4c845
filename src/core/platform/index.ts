/**
 * The only doors to the world: time, chance, ids, processes, files and sockets. The loop sees these interfaces; the real
 * ones are in `./real`, the ones whose time moves only when a test moves it in `./test`.
 */
import type { ProcessIdentity } from "../model/index.ts";
import type { FileWork } from "./file-work.ts";
import type { Sqlite } from "./sqlite.ts";

export type * from "./file-work.ts";
export type * from "./sqlite.ts";

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall clock, ms since the epoch. May step; never used to measure. */
  now(): number;
  /** Never steps back; ms from an arbitrary start, with fractions. */
  monotonic(): number;
  /** Calls once after `delayMs`. Does not keep the process alive by itself. */
  after(delayMs: number, callback: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** In [0, 1). */
  next(): number;
}

export interface Ids {
  /** A short, sortable, unique id with the given prefix: `inc-01k…`. */
  next(prefix: string): string;
}

export type ProcessLook =
  /** `state` is the letter of /proc/PID/stat: R, S, D, T (stopped by a signal), t (traced), Z … */
  | { readonly exists: true; readonly identity: ProcessIdentity; readonly state: string; readonly parentPid: number }
  | { readonly exists: false };

export interface SpawnSpec {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** File that standard output and error are appended to. */
  readonly log: string;
  /** A named pipe that it gets as descriptor 3; made where there is none. */
  readonly pipe?: string;
}

export interface SpawnedProcess {
  readonly identity: ProcessIdentity;
  /** Resolves when it has ended. Only for processes that this process started. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

export interface RunSpec {
  readonly command: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Ends the whole tree: SIGTERM, after `graceMs` SIGKILL. */
  readonly signal: AbortSignal;
  readonly graceMs?: number;
  /** It gets PATH and what `env` says, and nothing else of our own environment. */
  readonly bareEnvironment?: boolean;
  /** Output beyond this is dropped, and said so; default 64 KiB each. */
  readonly maxOutputBytes?: number;
  /** Its output is no text: each character of `stdout` stands for one byte (Latin-1). */
  readonly isBinary?: boolean;
  /** Of output that is too long the middle is dropped, and not the end. */
  readonly keepsEnd?: boolean;
}

export interface RunResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  /** True when the signal ended it rather than itself. */
  readonly aborted: boolean;
  /** The program could not be started at all, in words. */
  readonly failure?: string;
}

export interface Processes {
  /** One cheap look at /proc. */
  look(pid: number): ProcessLook;
  /** The pids of those that it has started and that have not left it, zombies included; none where the kernel does not tell. */
  children(pid: number): readonly number[];
  /** Starts a process that outlives this one, in a session of its own. */
  spawn(spec: SpawnSpec): Promise<SpawnedProcess>;
  /**
   * Readies a process so that the next `spawn` of an equal spec only has to let it go; see real/processes/standby.ts.
   * Does nothing where that is not possible.
   */
  prepare(spec: SpawnSpec): void;
  /** Ends what `prepare` readied for an equal spec, if it has not been let go. */
  release(spec: SpawnSpec): void;
  /** Runs a program to its end; never throws for what the program does. Leaves nothing behind. */
  run(spec: RunSpec): Promise<RunResult>;
  /** Signals the process (or its whole group and everything it started), only if it is still that very process. */
  signal(identity: ProcessIdentity, signal: string, scope: "process" | "tree"): boolean;
  /**
   * Everything alive that descends from it, was put in its group or session, or carries its environment mark. Works for
   * one that has ended, too, by the group and session that it led.
   */
  tree(identity: ProcessIdentity): readonly ProcessIdentity[];
  /**
   * Whether nothing is left, zombies included, of the process group that it led; one question to the kernel.
   * Absent: not known.
   */
  readonly groupIsEmpty?: (identity: ProcessIdentity) => boolean;
  /**
   * Whether it, or anything of its tree, listens on this TCP port, whatever the address. Undefined: that cannot be known, for
   * instance because nobody does. Absent: not known.
   */
  readonly listens?: (identity: ProcessIdentity, port: number) => boolean | undefined;
  /** Processes whose environment holds NAME=value; how an orphan is found again after a crash. */
  findByEnvironment(name: string, value: string): readonly ProcessIdentity[];
  /** Processes whose working folder is this one, or lies in it. Absent: not known. */
  readonly findByFolder?: (folder: string) => readonly ProcessIdentity[];
  /** All processes by name of the program or a substring of the command line. */
  list(): readonly { readonly identity: ProcessIdentity; readonly command: string }[];
  readonly self: ProcessIdentity;
  /** A variable of our own environment, for secrets that a service manager passes that way. */
  variable(name: string): string | undefined;
}

export interface FileStat {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly size: number;
  readonly modifiedAt: number;
  readonly inode: number;
  /** The file system that it lies on; a rename works only within one. Absent: not known. */
  readonly device?: number;
  /** How many names it has. Absent: not known. */
  readonly links?: number;
  /** What it takes on disk: less than its size when it has holes. Absent: not known. */
  readonly allocatedBytes?: number;
}

/** How full a file system is, as statfs(2) says. */
export interface FileSystemSpace {
  readonly sizeBytes: number;
  readonly freeBytes: number;
  /** What of the free may be used by others than root. */
  readonly availableBytes: number;
  /** 0 where the file system makes them as needed. */
  readonly inodes: number;
  readonly freeInodes: number;
}

export interface Files extends FileWork {
  read(path: string, maxBytes?: number): Promise<string>;
  /** Bytes from an offset on, at most so many; fewer at the end. Only of regular files. */
  readBytes(path: string, from: number, maxBytes: number): Promise<Uint8Array>;
  /** Of a link itself, unless it is to be followed. */
  stat(path: string, options?: { readonly follow?: boolean }): Promise<FileStat | undefined>;
  list(folder: string): Promise<readonly string[]>;
  /** Writes beside and renames: the old content or the new, never half. Fsyncs when asked. */
  write(path: string, content: string | Uint8Array, options?: { durable?: boolean; mode?: number }): Promise<void>;
  append(path: string, content: string): Promise<void>;
  /** Into a named pipe, without waiting: rejects when nobody reads it (ENXIO), and makes no file where there is no pipe. */
  writePipe(path: string, content: string): Promise<void>;
  /** Takes out of a named pipe what lies in it, at most so many bytes, without waiting: "" when that is nothing. */
  readPipe(path: string, maxBytes: number): Promise<string>;
  move(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Paths that match a glob, sorted; without wildcards the path itself when it exists. With a limit: so many of them at most. */
  glob(pattern: string, limit?: number): Promise<readonly string[]>;
  /** Of the file system that the path lies on. Takes for ever on one that hangs, such as NFS without its server. */
  space(path: string): Promise<FileSystemSpace>;
}

/** How the other side's certificate is looked at when a connection is encrypted. */
export interface TlsOptions {
  /** Certificates (PEM) that are trusted in place of the machine's own. */
  readonly authorities?: string;
  /** The name that is asked for, and that the certificate must be for. Default: the host. */
  readonly serverName?: string;
  /** Certificate checks are on unless this is false. */
  readonly verifyCertificate?: boolean;
}

/** Of the certificate that the other side showed; ms since the epoch. */
export interface Certificate {
  readonly startsAt: number;
  readonly expiresAt: number;
}

/** Why a certificate is not accepted; of several reasons, the one that stands first here. */
export type CertificateFault = "expired" | "not_yet_valid" | "wrong_name" | "self_signed" | "untrusted";

/** What a connection is refused with whose certificate is not accepted. Its message says all that is wrong. */
export interface CertificateRefusal extends Error {
  readonly reason: "certificate";
  readonly fault: CertificateFault;
  /** Undefined where it was refused before it could be looked at. */
  readonly certificate: Certificate | undefined;
}

export interface HttpRequest extends TlsOptions {
  readonly method: string;
  readonly url: string;
  /** A Unix socket that is asked in place of the URL's host and port. */
  readonly socket?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortSignal;
  readonly maxBodyBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly truncated: boolean;
  /** Of https. */
  readonly certificate?: Certificate;
}

export type Address = { readonly host: string; readonly port: number } | { readonly path: string };

/** A connection to a server that speaks in lines. Every wait ends with the signal that it was opened with. */
export interface Conversation {
  /** Of an encrypted connection. */
  readonly certificate: Certificate | undefined;
  send(text: string): void;
  /** The next line, without its end. Rejects when the other side ends first, or says more than `maxBytes` (default 64 KiB) without one. */
  line(maxBytes?: number): Promise<string>;
  /** What comes next: `maxBytes`, the end of a line, a pause, or the end of the other side. */
  some(maxBytes: number): Promise<string>;
  /** Goes on encrypted from here. */
  secure(options: TlsOptions): Promise<void>;
  close(): void;
}

export interface Network {
  /** Rejects on connection trouble; any status is an answer. Keeps connections alive between calls. */
  http(request: HttpRequest): Promise<HttpResponse>;
  /** Opens and closes a connection; resolves to what came first: up to `readBytes`, the end of a line, or a pause (empty when not asked). */
  connect(address: Address, options: { signal: AbortSignal; readBytes?: number }): Promise<string>;
  /** Opens a connection to talk over, encrypted from the start when `tls` is given. The caller closes it. */
  converse(address: Address, options: { signal: AbortSignal; tls?: TlsOptions }): Promise<Conversation>;
}

export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly processes: Processes;
  readonly files: Files;
  readonly network: Network;
  readonly sqlite: Sqlite;
}
