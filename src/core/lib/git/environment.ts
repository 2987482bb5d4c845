/**
 * The surroundings in which git runs. A repository's own configuration can name programs, for many occasions; whoever may write to the
 * repository could thereby run anything as whoever watches it. So nothing of that is heeded: what git can be told to leave out is
 * left out here, and what is named one by one (filters, for instance) is looked up and set to nothing.
 */
import { dirname } from "node:path";

const fixed: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ASKPASS: "false",
  SSH_ASKPASS: "false",
  GIT_EDITOR: "false",
  GIT_SEQUENCE_EDITOR: "false",
  GIT_PAGER: "cat",
  // Without `ext`, which is a command, and `git`, which may be sent through one.
  GIT_ALLOW_PROTOCOL: "file:http:https:ssh",
  GIT_SSH_COMMAND: "ssh -o BatchMode=yes -o ConnectTimeout=10",
  // A look must not refresh the index, for which it would take its lock.
  GIT_OPTIONAL_LOCKS: "0",
  GIT_AUTHOR_NAME: "Chiron",
  GIT_AUTHOR_EMAIL: "chiron@localhost",
  GIT_COMMITTER_NAME: "Chiron",
  GIT_COMMITTER_EMAIL: "chiron@localhost",
  HOME: "/nonexistent",
  XDG_CONFIG_HOME: "/nonexistent",
  LC_ALL: "C",
};

const overrides: readonly (readonly [key: string, value: string])[] = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.attributesFile", "/dev/null"],
  ["credential.helper", ""],
  ["commit.gpgSign", "false"],
  ["merge.verifySignatures", "false"],
  ["merge.autoStash", "false"],
  ["gpg.program", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["submodule.recurse", "false"],
  ["fetch.recurseSubmodules", "false"],
];

/** Keys that are set to nothing where they are set to something. */
const replaced: readonly (readonly [key: RegExp, value: string])[] = [
  [/^filter\..+\.(clean|smudge|process)$/, ""],
  [/^filter\..+\.required$/, "false"],
  [/^remote\..+\.uploadpack$/, "git-upload-pack"],
  [/^remote\..+\.receivepack$/, "git-receive-pack"],
  [/^core\.alternaterefscommand$/, "true"],
];

/** Keys with which it cannot be told what would be touched. */
const refused: readonly RegExp[] = [/^core\.worktree$/, /^remote\..+\.vcs$/];

/** `keys` are all that the repository's own configuration sets, as git lists them. */
export function environmentFor(path: string, keys: readonly string[]): Readonly<Record<string, string>> {
  const own = keys.flatMap((key) => {
    const found = replaced.find(([pattern]) => pattern.test(key));
    return found === undefined ? [] : [[key, found[1]] as const];
  });
  const pairs = [...overrides, ...own];
  const counted = pairs.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...fixed,
    // It must not take a repository around the folder for the one that is meant.
    GIT_CEILING_DIRECTORIES: dirname(path),
    GIT_CONFIG_COUNT: String(pairs.length),
    ...Object.fromEntries(counted),
  };
}

export function refusedKey(keys: readonly string[]): string | undefined {
  return keys.find((key) => refused.some((pattern) => pattern.test(key)));
}

/** What would have a say in the content of files, and is left out here: files written without it would not be what they should. */
export function contentProgram(keys: readonly string[]): string | undefined {
  return keys.find((key) => /^(filter\..+\.(clean|smudge|process)|merge\..+\.driver)$/.test(key));
}
