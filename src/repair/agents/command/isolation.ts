/**
 * What bubblewrap (https://github.com/containers/bubblewrap) is told, so that the worktree is the only place on this machine that an agent
 * can write to: everything else is there to be read only, secrets are not there at all, processes are its own alone and end with it.
 */
import { isAbsolute, join } from "node:path";
import type { AgentContext, Worktree } from "#core/model";
import { commonFolder } from "#repair/changes";
import type { CommandOptions } from "./options.ts";

export type Isolation =
  | { readonly kind: "bwrap" /** Stand before the program's own. */; readonly words: readonly string[] }
  | { readonly kind: "none" }
  | { readonly kind: "impossible"; readonly why: string };

type Means = Pick<AgentContext, "files" | "processes" | "environment" | "scratch" | "hidden" | "signal">;

const checkMs = 10_000;

/** Own namespaces for everything but, where that is allowed, the network; none of root's powers, and none to be had. */
const namespaces = [
  ...["--unshare-user", "--disable-userns", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"],
  ...["--cap-drop", "ALL", "--die-with-parent", "--new-session"],
];

/** Sockets of other programs lie in /run: a connection needs no leave to write. */
const base = [
  ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
  ...["--tmpfs", "/tmp", "--tmpfs", "/var/tmp", "--tmpfs", "/run"],
];

/** Where programs keep keys and passwords, in a home. */
const secretPlaces = [
  ...[".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".password-store", ".config/gcloud", ".config/gh"],
  ...[".netrc", ".git-credentials", ".npmrc", ".pypirc", ".pgpass", ".my.cnf", ".config/git/credentials"],
];

export async function isolationFor(options: CommandOptions, worktree: Worktree, means: Means): Promise<Isolation> {
  const needs = options.isolate === "bwrap" || !options.network;
  if (options.isolate === "none") {
    return options.network ? { kind: "none" } : { kind: "impossible", why: "without bubblewrap it has the network" };
  }
  const missing = await missingBubblewrap(means);
  if (missing !== undefined) return needs ? { kind: "impossible", why: missing } : { kind: "none" };
  const words = ["bwrap", ...namespaces, ...(options.network ? [] : ["--unshare-net"]), ...base];
  words.push(...(await nameServers(means)));
  const home = means.environment("HOME");
  const secrets = home === undefined || !isAbsolute(home) ? [] : secretPlaces.map((place) => join(home, place));
  const [program = ""] = options.command;
  const shared = await commonFolder(worktree.repository);
  const hidden = [...secrets, ...means.hidden, ...options.hide];
  const readable = [
    ...(isAbsolute(program) ? [program] : []),
    ...options.readable,
    ...(shared === undefined ? [] : [shared]),
  ];
  const views = [
    ...(await Promise.all(hidden.map(async (path) => ({ path, words: await hiding(path, means) })))),
    ...readable.map((path) => ({ path, words: ["--ro-bind-try", path, path] })),
  ];
  // What says more about a place is told later, and holds: a secret in a folder that it may read, or a program in one that is hidden.
  for (const view of views.toSorted((a, b) => a.path.length - b.path.length)) words.push(...view.words);
  words.push("--bind", means.scratch, means.scratch, "--bind", worktree.path, worktree.path);
  const link = join(worktree.path, ".git");
  words.push("--ro-bind-try", link, link, "--chdir", worktree.path, "--");
  return { kind: "bwrap", words };
}

/** Why it cannot be used here, in words. */
async function missingBubblewrap({ processes, signal }: Means): Promise<string | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(checkMs)]);
  const command = ["bwrap", ...namespaces, ...base, "--", "true"];
  const { code, failure, stderr } = await processes.run({ command, cwd: "/", bareEnvironment: true, signal: limit });
  if (code === 0) return undefined;
  if (failure !== undefined) return "bubblewrap is not installed (the package is called bubblewrap)";
  return `bubblewrap does not work here: ${stderr.trim().split("\n").at(-1)?.slice(0, 200) ?? `it ended with ${code}`}`;
}

async function hiding(path: string, { files }: Means): Promise<readonly string[]> {
  const look = await files.stat(path, { follow: true });
  if (look === undefined) return [];
  return look.kind === "folder" ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}

/** On many machines the file that names them is a link into /run. */
async function nameServers({ files }: Means): Promise<readonly string[]> {
  const folders = ["/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager"];
  const link = await files.stat("/etc/resolv.conf");
  if (link?.kind !== "link") return [];
  return folders.flatMap((folder) => ["--ro-bind-try", folder, folder]);
}
