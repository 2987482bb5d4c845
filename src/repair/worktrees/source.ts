/** One branch of a declared repository: its tip, the files of a commit, and their content. */
import { GitError, type GitMeans, Repository } from "#core/lib/lean";
import type { DeclaredRepository } from "#core/model";
import type { Clock } from "#core/platform";

export interface SourceMeans extends GitMeans {
  readonly clock: Clock;
}

/** A regular file of a commit. */
export interface FileAt {
  readonly file: string;
  /** Git's id of its content. */
  readonly blob: string;
}

const listBytes = 256 * 1024 * 1024;
/** One reading of many files; what is larger is read by itself, up to the limit. */
const readBytes = 64 * 1024 * 1024;
/** A blob of git has no newline in its header, so that headers can be told from content by their length alone. */
const header = /^([0-9a-f]{40,64}) (blob) (\d+)$/;
/** A name that is no text cannot be written down, nor asked for; git gives bytes, and what is no UTF-8 becomes this. */
const unreadable = "\ufffd";
const gone = /^0+$/;

export class Source {
  readonly repository: Repository;
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly isBare: boolean;

  constructor(repository: Repository, branch: string) {
    this.repository = repository;
    this.branch = branch;
    this.isBare = repository.path === repository.gitFolder;
  }

  get reference(): string {
    return `refs/heads/${this.branch}`;
  }

  /** The commit that the branch is at. Throws a GitError when there is no such branch. */
  async tip(): Promise<string> {
    const words = ["rev-parse", "--verify", "--quiet", `${this.reference}^{commit}`];
    const found = (await this.repository.git(words, { codes: [0, 1, 128] })).trim();
    if (found === "") throw new GitError(`there is no branch ${this.branch}, or nothing is committed on it`);
    return found;
  }

  /** Whether the commit is still there: what nobody refers to is removed in time. */
  async knows(commit: string): Promise<boolean> {
    return this.repository.asks(["cat-file", "-e", `${commit}^{commit}`]).catch(() => false);
  }

  async contains(tip: string, commit: string): Promise<boolean> {
    return this.repository.asks(["merge-base", "--is-ancestor", commit, tip]);
  }

  /** The regular files of a commit; with `since`, only those that differ from that commit. Links, submodules and odd names are left out. */
  async files(commit: string, since: string | null): Promise<readonly FileAt[]> {
    const more = { maxOutputBytes: listBytes };
    if (since === null) {
      const text = await this.repository.git(["ls-tree", "-r", "-z", "--full-tree", commit], more);
      return text.split("\0").flatMap((entry) => {
        const [, mode = "", blob = "", file = ""] = /^(\d{6}) blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
        return isFile(mode) && isReadable(file) ? [{ file, blob }] : [];
      });
    }
    const words = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-commit-id", since, commit];
    return parseRaw(await this.repository.git(words, more)).flatMap(({ file, mode, after }) =>
      isFile(mode) && after !== null && isReadable(file) ? [{ file, blob: after }] : [],
    );
  }

  /** Git's id of what the file holds in that commit; null when it is not there. */
  async blobOf(commit: string, file: string): Promise<string | null> {
    const input = `${commit}:${file}\0`;
    const words = ["cat-file", "--batch-check=%(objectname) %(objecttype)", "-z"];
    const said = (await this.repository.git(words, { input })).trimEnd();
    return /^([0-9a-f]{40,64}) blob$/.exec(said)?.[1] ?? null;
  }

  /** The content of each, as bytes; what is larger than the limit is left out. */
  async contents(blobs: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    if (blobs.length === 0) return new Map();
    const input = `${blobs.join("\n")}\n`;
    const said = await this.repository.git(["cat-file", "--batch"], {
      input,
      isBinary: true,
      maxOutputBytes: readBytes,
    });
    const found = new Map<string, Uint8Array>();
    let at = 0;
    while (at < said.length) {
      const end = said.indexOf("\n", at);
      const [, blob, , size] = header.exec(said.slice(at, end)) ?? [];
      if (end === -1) break;
      at = end + 1;
      if (blob === undefined) continue;
      found.set(blob, Buffer.from(said.slice(at, at + Number(size)), "latin1"));
      at += Number(size) + 1;
    }
    return found;
  }

  /** How large each is, in bytes. */
  async sizes(blobs: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (blobs.length === 0) return new Map();
    const words = ["cat-file", "--batch-check=%(objectname) %(objectsize)"];
    const said = await this.repository.git(words, { input: `${blobs.join("\n")}\n`, maxOutputBytes: listBytes });
    return new Map(
      said.split("\n").flatMap((line) => {
        const [, blob, size] = /^([0-9a-f]{40,64}) (\d+)$/.exec(line) ?? [];
        return blob === undefined ? [] : [[blob, Number(size)] as const];
      }),
    );
  }
}

/** Throws a GitError that says in a sentence why it cannot be used. `known`: the branch that it had, for while its HEAD is on none. */
export async function openSource(
  { path, branch }: Pick<DeclaredRepository, "path" | "branch">,
  known: string | null,
  means: SourceMeans,
): Promise<Source> {
  const repository = await Repository.open(path, means, { mayBeBare: true });
  const named = branch ?? ((await headOf(repository)) || known);
  if (named === null || named === "") throw new GitError("its HEAD is on no branch; name one in chiron.yaml (branch)");
  return new Source(repository, named);
}

async function headOf(repository: Repository): Promise<string> {
  return (await repository.git(["symbolic-ref", "--quiet", "--short", "HEAD"], { codes: [0, 1] })).trim();
}

function isFile(mode: string): boolean {
  return mode === "100644" || mode === "100755";
}

function isReadable(file: string): boolean {
  return file !== "" && !file.includes(unreadable);
}

export interface RawChange {
  readonly file: string;
  readonly modeBefore: string;
  readonly mode: string;
  /** Null: it was, or is, not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** `git diff-tree --raw -z`: https://git-scm.com/docs/git-diff-tree#_raw_output_format */
export function parseRaw(text: string): readonly RawChange[] {
  const parts = text.split("\0");
  const changes: RawChange[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [, modeBefore, mode, before, after] =
      /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/.exec(parts[index] ?? "") ?? [];
    const file = parts[index + 1] ?? "";
    if (modeBefore === undefined || mode === undefined || before === undefined || after === undefined) continue;
    const idOf = (id: string) => (gone.test(id) ? null : id);
    changes.push({ file, modeBefore, mode, before: idOf(before), after: idOf(after) });
  }
  return changes;
}
