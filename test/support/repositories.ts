/** Real git repositories: an origin, a clone of it, and somebody else who works on the origin. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const environment = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

export function git(folder: string, ...words: string[]): string {
  return execFileSync("git", ["-C", folder, ...words], { env: environment, encoding: "utf8", stdio: "pipe" }).trimEnd();
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function commit(folder: string, message: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "-m", message);
}

/** `clone` follows the origin's main; `others` commits and pushes there. */
export function repositories(
  base: string,
  files: Readonly<Record<string, string>> = { "a.txt": "one\n", "b.txt": "one\n" },
) {
  const [origin, clone, other] = [join(base, "origin.git"), join(base, "clone"), join(base, "other")];
  execFileSync("git", ["init", "--quiet", "--bare", "-b", "main", origin], { env: environment, stdio: "pipe" });
  execFileSync("git", ["init", "--quiet", "-b", "main", other], { env: environment, stdio: "pipe" });
  write(other, files);
  commit(other, "first");
  git(other, "remote", "add", "origin", origin);
  git(other, "push", "--quiet", "-u", "origin", "main");
  execFileSync("git", ["clone", "--quiet", origin, clone], { env: environment, stdio: "pipe" });
  const others = (changes: Readonly<Record<string, string>>) => {
    write(other, changes);
    commit(other, "by others");
    git(other, "push", "--quiet");
  };
  return { origin, clone, other, others };
}

/** Commit, branch, files, what is staged, and the stashes: everything that somebody who works there would miss. */
export function stateOf(clone: string) {
  return {
    head: git(clone, "rev-parse", "HEAD"),
    branch: git(clone, "rev-parse", "--abbrev-ref", "HEAD"),
    status: git(clone, "status", "--porcelain=v1", "--untracked-files=all").split("\n").sort(),
    staged: git(clone, "diff", "--cached"),
    unstaged: git(clone, "diff"),
    stashes: git(clone, "stash", "list", "--format=%gs"),
  };
}

export function contentOf(clone: string, name: string): string {
  return readFileSync(join(clone, name), "utf8");
}

/** Somebody commits onto main, without checking it out. */
export function commitOnMain(repository: string, files: Readonly<Record<string, string>>): string {
  const elsewhere = `${repository}-elsewhere`;
  git(repository, "worktree", "add", "--quiet", elsewhere, "main");
  write(elsewhere, files);
  git(elsewhere, "add", "--all");
  git(elsewhere, "commit", "--quiet", "-m", "by somebody");
  git(repository, "worktree", "remove", elsewhere);
  return git(repository, "rev-parse", "main");
}
