/**
 * What a program, or a statement, is known to destroy for good. It errs on the side of asking: a program that is on the list is asked about
 * whatever its arguments turn out to do. One that is not on the list is the owner's to mark (`mayLose: true` on the step), which can only add to
 * what is said here, and never take away.
 */
import { basename } from "node:path";
import { carriers } from "./shells.ts";

const destroys = "destroys what it is pointed at";
const programs: Readonly<Record<string, string>> = {
  rm: "removes files",
  rmdir: "removes folders",
  unlink: "removes a file",
  shred: "overwrites files",
  srm: "removes files",
  wipe: "overwrites files",
  truncate: "cuts files off",
  dd: "overwrites what it writes to",
  blkdiscard: destroys,
  wipefs: destroys,
  fdisk: destroys,
  sfdisk: destroys,
  sgdisk: destroys,
  parted: destroys,
  mke2fs: "makes a new, empty file system",
  mkswap: destroys,
  lvremove: destroys,
  vgremove: destroys,
  pvremove: destroys,
  dropdb: "drops a database",
  dropuser: "drops a user of a database",
  tmpreaper: "removes files",
  tmpwatch: "removes files",
};

/** Words of a program's arguments, all of which must be there. */
const withWords: readonly { readonly program: RegExp; readonly words: readonly RegExp[]; readonly what: string }[] = [
  { program: /^find$/, words: [/^-delete$/], what: "removes the files that it finds" },
  { program: /^rsync$/, words: [/^--(delete|remove-source-files)/], what: "removes files at one end" },
  { program: /^git$/, words: [/^reset$/, /^--hard$/], what: "throws uncommitted work away" },
  { program: /^git$/, words: [/^clean$/], what: "removes files that are not committed" },
  {
    program: /^git$/,
    words: [/^(checkout|switch|restore)$/, /^(-f|--force|--discard-changes|--|\.)$/],
    what: "throws uncommitted work away",
  },
  { program: /^git$/, words: [/^restore$/], what: "throws uncommitted work away" },
  {
    program: /^git$/,
    words: [/^push$/, /^(-f|--force|--force-with-lease.*|--mirror|--delete|\+.*)$/],
    what: "overwrites or removes branches elsewhere",
  },
  { program: /^git$/, words: [/^stash$/, /^(drop|clear)$/], what: "throws stashed work away" },
  {
    program: /^(docker|podman|nerdctl)$/,
    words: [/^(rm|rmi|prune|kill)$/],
    what: "removes containers, images or volumes",
  },
  {
    program: /^(docker|podman|nerdctl|docker-compose)$/,
    words: [/^down$/, /^(-v|--volumes)$/],
    what: "removes volumes",
  },
  { program: /^(kubectl|oc|helm)$/, words: [/^(delete|uninstall|drain)$/], what: "removes what it names" },
  { program: /^(zfs|zpool)$/, words: [/^(destroy|rollback)$/], what: destroys },
  { program: /^btrfs$/, words: [/^delete$/], what: destroys },
  { program: /^redis-cli|valkey-cli$/, words: [/^(flushall|flushdb|del|unlink)$/i], what: "removes keys" },
  { program: /^nats$/, words: [/^(rm|purge|del)$/], what: "removes messages" },
  { program: /^mysqladmin$/, words: [/^drop$/], what: "drops a database" },
  { program: /^journalctl$/, words: [/^--(vacuum|rotate)/], what: "removes old journals" },
  {
    program: /^(apt|apt-get|dpkg|dnf|yum)$/,
    words: [/^(purge|remove|autoremove|-P|--purge)$/],
    what: "removes packages, with what they keep",
  },
];

const databaseShells = /^(psql|mysql|mariadb|sqlite3|duckdb|clickhouse-client|mongosh)$/;
const losingStatement =
  /\b(delete\s+from|drop\s+\w+|truncate\b|replace\s+into|insert\s+or\s+replace|deleteMany|deleteOne|dropDatabase)/i;

/** What could be lost, in words; undefined for what is not known to destroy anything. */
export function lossOfCommand(argv: readonly string[]): string | undefined {
  const names = argv.map((word) => basename(word));
  const first = names[0] ?? "";
  // What a carrier such as sudo or xargs runs stands somewhere among its own arguments.
  const places = carriers.has(first) ? names.keys() : [0].values();
  for (const at of places) {
    const name = names[at] ?? "";
    const plain = name.startsWith("mkfs") ? "makes a new, empty file system" : own(programs, name);
    if (plain !== undefined) return `runs ${name}, which ${plain}`;
    const rest = argv.slice(at + 1);
    const found = withWords.find(
      ({ program, words }) => program.test(name) && words.every((word) => rest.some((one) => word.test(one))),
    );
    if (found !== undefined) return `runs ${name}, which ${found.what} that way`;
    if (databaseShells.test(name) && rest.some((word) => losingStatement.test(word)))
      return `runs ${name} with a statement that removes data`;
  }
  return undefined;
}

/** Of a statement that is run on a database: one that takes rows away or replaces whole ones. */
export function lossOfStatement(statement: string): string | undefined {
  return losingStatement.test(statement) ? `runs a statement that removes data: ${statement.slice(0, 200)}` : undefined;
}

function own(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
