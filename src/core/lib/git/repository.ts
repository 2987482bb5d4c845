/** One repository, looked at and worked on by git(1) with fixed words and in harmless surroundings. */
import type { Files, Processes } from "../../platform/index.ts";
import { contentProgram, environmentFor, refusedKey } from "./environment.ts";
import { operations, parseStatus, type RepositoryStatus } from "./status.ts";

const maxOutputBytes = 8 * 1024 * 1024;
const graceMs = 500;

export interface GitMeans {
  readonly processes: Processes;
  readonly files: Files;
  readonly signal: AbortSignal;
}

/** What git said no to, in its own words. */
export class GitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "GitError";
  }
}

export interface GitOptions {
  /** Exit codes that are no failure. Default: 0 alone. */
  readonly codes?: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The output is no text: one character for each byte. */
  readonly isBinary?: boolean;
  /** Default: 8 MiB, beyond which it is an error. */
  readonly maxOutputBytes?: number;
  /** What is longer is cut, and no error. */
  readonly mayBeCut?: boolean;
}

type Handed = Pick<GitOptions, "input" | "isBinary" | "maxOutputBytes" | "mayBeCut">;

export class Repository {
  readonly path: string;
  /** Of this work tree, and of all work trees of the repository. */
  readonly gitFolder: string;
  readonly commonFolder: string;
  /** A key of its configuration that names a program which has a say in the content of files. */
  readonly contentProgram: string | undefined;
  private readonly means: GitMeans;
  private readonly environment: Readonly<Record<string, string>>;

  private constructor(
    path: string,
    means: GitMeans,
    environment: Readonly<Record<string, string>>,
    about: Pick<Repository, "gitFolder" | "commonFolder" | "contentProgram">,
  ) {
    this.path = path;
    this.means = means;
    this.environment = environment;
    this.contentProgram = about.contentProgram;
    this.gitFolder = about.gitFolder;
    this.commonFolder = about.commonFolder;
  }

  /**
   * Throws a GitError when there is none, or one that is not to be touched. Three short processes. A bare repository has no work tree; where
   * one is welcome, `path` is its folder.
   */
  static async open(path: string, means: GitMeans, { mayBeBare = false } = {}): Promise<Repository> {
    const top = await means.files.stat(path, { follow: true });
    if (top?.kind !== "folder") throw new GitError(`there is no folder ${path}`);
    const plain = environmentFor(path, []);
    // Nothing is run by reading these, whatever they say.
    const ask = async (...words: string[]) =>
      (await run(path, plain, means, ["rev-parse", "--path-format=absolute", ...words])).split("\n");
    const isBare = mayBeBare && (await ask("--is-bare-repository"))[0] === "true";
    const [shown = "", gitFolder = "", commonFolder = ""] = await ask(
      ...[isBare ? "--absolute-git-dir" : "--show-toplevel", "--git-dir", "--git-common-dir"],
    );
    const found = await means.files.stat(shown, { follow: true });
    if (found?.inode !== top.inode || found.device !== top.device) {
      throw new GitError(
        isBare ? `${path} lies in a bare repository` : `${path} is not the top of a work tree; that is ${shown}`,
      );
    }
    const listed = await run(path, plain, means, ["config", "--list", "--name-only", "-z", "--includes"]);
    const keys = [...new Set(listed.split("\0").filter((key) => key !== ""))];
    const bad = refusedKey(keys);
    if (bad !== undefined) throw new GitError(`its configuration sets ${bad}, so that it is not touched`);
    const program = contentProgram(keys);
    return new Repository(path, means, environmentFor(path, keys), {
      gitFolder,
      commonFolder,
      contentProgram: program,
    });
  }

  /**
   * A further work tree of it. What stands there in the file `.git` is not asked: whoever works there may write to it. What the repository's
   * configuration has come to meanwhile is not heeded either, so open it anew after somebody has worked there.
   */
  at(workTree: string, gitFolder: string): Repository {
    const environment = { ...this.environment, GIT_DIR: gitFolder, GIT_WORK_TREE: workTree };
    const { commonFolder, contentProgram: program } = this;
    return new Repository(workTree, this.means, environment, { gitFolder, commonFolder, contentProgram: program });
  }

  /** Standard output. Throws a GitError for any other exit code than these. */
  git(words: readonly string[], more: GitOptions = {}): Promise<string> {
    const { codes, env, ...rest } = more;
    return run(this.path, { ...this.environment, ...env }, this.means, words, codes, rest);
  }

  /** Whether git says yes (0) or no (1). */
  async asks(words: readonly string[]): Promise<boolean> {
    const result = await call(this.path, this.environment, this.means, words);
    if (result.code === 0 || result.code === 1) return result.code === 0;
    throw new GitError(complaint(words, result));
  }

  /** From where the branch follows. The names stand in the repository's configuration: they are words, and never options. */
  async fetch(): Promise<void> {
    const branch = (await this.git(["symbolic-ref", "--quiet", "--short", "HEAD"], { codes: [0, 1] })).trim();
    if (branch === "") return;
    const remote = (await this.git(["config", "--get", `branch.${branch}.remote`], { codes: [0, 1] })).trim();
    if (remote === "" || remote === ".") return;
    const quiet = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--no-write-fetch-head"];
    await this.git(["fetch", ...quiet, "--upload-pack=git-upload-pack", "--", remote]);
  }

  async status(): Promise<RepositoryStatus> {
    const words = ["status", "--porcelain=v2", "--branch", "-z", "--no-renames", "--untracked-files=normal"];
    const status = parseStatus(await this.git([...words, "--ignore-submodules=all"]));
    for (const [name, file] of operations) {
      if ((await this.means.files.stat(`${this.gitFolder}/${file}`)) !== undefined)
        return { ...status, operation: name };
    }
    return status;
  }
}

async function run(
  path: string,
  environment: Readonly<Record<string, string>>,
  means: GitMeans,
  words: readonly string[],
  codes: readonly number[] = [0],
  more: Handed = {},
): Promise<string> {
  const result = await call(path, environment, means, words, more);
  if (result.code === null || !codes.includes(result.code)) throw new GitError(complaint(words, result));
  return result.stdout;
}

async function call(
  path: string,
  env: Readonly<Record<string, string>>,
  { processes, signal }: GitMeans,
  words: readonly string[],
  { mayBeCut = false, ...more }: Handed = {},
) {
  const command = ["git", "--no-pager", "-C", path, ...words];
  const result = await processes.run({
    command,
    cwd: "/",
    env,
    bareEnvironment: true,
    signal,
    graceMs,
    maxOutputBytes,
    ...more,
  });
  if (result.failure !== undefined) throw new GitError(result.failure);
  if (result.aborted) throw new GitError(`git ${words[0]} was broken off`);
  if (result.truncated && !mayBeCut)
    throw new GitError(`git ${words[0]} says more than ${more.maxOutputBytes ?? maxOutputBytes} bytes`);
  return result;
}

function complaint(
  words: readonly string[],
  { code, signal, stderr }: { code: number | null; signal: string | null; stderr: string },
): string {
  if (/dubious ownership/.test(stderr))
    return "it belongs to another user than Chiron runs as, so that it is not touched";
  if (/not a git repository/.test(stderr)) return "it is not a git repository";
  const said = stderr
    .split("\n")
    .filter((line) => !line.startsWith("hint:") && line.trim() !== "")
    .join(" ")
    .replace(/[^\x20-\x7e]+/g, " ")
    .replace(/(:\/\/)[^\s/@]+@/g, "$1***@")
    .slice(0, 300);
  return `git ${words[0]} ended with ${code ?? signal}${said === "" ? "" : `: ${said}`}`;
}
