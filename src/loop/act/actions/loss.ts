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
  cfdisk: destroys,
  gdisk: destroys,
  pg_resetwal: "throws the newest changes of a database away",
  pg_archivecleanup: "removes archived changes of a database",
  userdel: "removes a user, and may remove what is theirs",
  deluser: "removes a user, and may remove what is theirs",
  testdisk: destroys,
  badblocks: "may overwrite what it tests",
  dropdb: "drops a database",
  dropuser: "drops a user of a database",
  tmpreaper: "removes files",
  tmpwatch: "removes files",
};

/** Words of a program's arguments, all of which must be there. */
const withWords: readonly { readonly program: RegExp; readonly words: readonly RegExp[]; readonly what: string }[] = [
  { program: /^find$/, words: [/^-delete$/], what: "removes the files that it finds" },
  { program: /^tar$/, words: [/^--remove-files$/], what: "removes what it has packed" },
  { program: /^zip$/, words: [/^-(d|m|-delete|-move)$/], what: "removes files" },
  {
    program: /^fallocate$/,
    words: [/^-[a-z]*[cpz]|^--(collapse-range|punch-hole|zero-range)/],
    what: "cuts holes into files",
  },
  { program: /^crontab$/, words: [/^-[a-z]*r/], what: "removes the table of a user's jobs" },
  { program: /^cryptsetup$/, words: [/^(luksFormat|luksErase|erase|luksKillSlot|reencrypt)$/], what: destroys },
  { program: /^nvme$/, words: [/^(format|sanitize|write-zeroes|dsm)$/], what: destroys },
  { program: /^hdparm$/, words: [/^--(security-erase|trim-sector|write-sector|make-bad)/], what: destroys },
  { program: /^mdadm$/, words: [/^--(zero-superblock|create|remove)/], what: destroys },
  { program: /^debugfs$/, words: [/^-[a-z]*w/], what: "may change a file system from below" },
  { program: /^logrotate$/, words: [/^(-f|--force)$/], what: "removes the oldest logs" },
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
    program: /^git$/,
    words: [/^branch$/, /^(-[a-zA-Z]*[dD]|--delete|-[a-zA-Z]*M)$/],
    what: "removes or overwrites branches",
  },
  { program: /^git$/, words: [/^tag$/, /^(-d|--delete|-f|--force)$/], what: "removes or overwrites tags" },
  { program: /^git$/, words: [/^update-ref$/, /^-d$/], what: "removes branches" },
  { program: /^git$/, words: [/^worktree$/, /^remove$/], what: "removes a work tree" },
  { program: /^git$/, words: [/^(filter-branch|filter-repo)$/], what: "rewrites what is committed" },
  { program: /^git$/, words: [/^reflog$/, /^(expire|delete)$/], what: "forgets what was there before" },
  { program: /^git$/, words: [/^gc$/, /^--prune/], what: "removes what no branch holds" },
  { program: /^git$/, words: [/^prune$/], what: "removes what no branch holds" },
  { program: /^git$/, words: [/^rm$/], what: "removes files" },
  {
    program: /^(docker|podman|nerdctl|crictl|ctr|lxc|incus)$/,
    words: [/^(rm|rmi|rmp|prune|kill|remove|delete)$/],
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
  {
    program: /^virsh$/,
    words: [/^(undefine|vol-(delete|wipe)|pool-delete|snapshot-(delete|revert))$/],
    what: destroys,
  },
  {
    program: /^(redis|valkey)-cli$/,
    words: [/^(flushall|flushdb|del|unlink|getdel|xtrim|ltrim|xdel|hdel|lrem|spop|srem|zrem.*|expire|pexpire)$/i],
    what: "removes keys",
  },
  { program: /^(redis|valkey)-cli$/, words: [/^shutdown$/i, /^nosave$/i], what: "throws away what was not saved" },
  { program: /^nats$/, words: [/^(rm|purge|del)$/], what: "removes messages" },
  {
    program: /^kafka-(topics|delete-records|consumer-groups)(\.sh)?$/,
    words: [/^--(delete|offset-json-file)/],
    what: "removes messages",
  },
  { program: /^rabbitmqctl$/, words: [/^(purge_queue|delete_.*|reset|force_reset)$/], what: "removes messages" },
  { program: /^mysqladmin$/, words: [/^drop$/], what: "drops a database" },
  { program: /^pg_restore$/, words: [/^(-[a-zA-Z]*c|--clean)$/], what: "drops what it restores first" },
  { program: /^mongorestore$/, words: [/^--drop$/], what: "drops what it restores first" },
  { program: /^etcdctl$/, words: [/^(del|compact|compaction)$/], what: "removes keys" },
  { program: /^(consul|vault|nomad)$/, words: [/^(delete|destroy|purge|-purge)$/], what: "removes what it names" },
  {
    program: /^(aws|gsutil|s3cmd|s5cmd|mc)$/,
    words: [/^(rm|rb|del|delete|--delete|mv)$|^delete-/],
    what: "removes stored objects",
  },
  { program: /^(gcloud|az|doctl|hcloud)$/, words: [/^(delete|purge|rm)$/], what: "removes what it names" },
  {
    program: /^rclone$/,
    words: [/^(delete|deletefile|purge|sync|move|moveto|rmdirs?|cleanup)$/],
    what: "removes files",
  },
  {
    program: /^(restic|borg|duplicity|kopia)$/,
    words: [/^(forget|prune|delete|remove-.*|purge)$/],
    what: "removes backups",
  },
  { program: /^(terraform|tofu|pulumi)$/, words: [/^(destroy|apply|up)$/], what: "may remove what it manages" },
  { program: /^journalctl$/, words: [/^--(vacuum|rotate)/], what: "removes old journals" },
  {
    program: /^(apt|apt-get|dpkg|dnf|yum)$/,
    words: [/^(purge|remove|autoremove|-P|--purge)$/],
    what: "removes packages, with what they keep",
  },
];

const databaseShells = /^(psql|mysql|mariadb|sqlite3|duckdb|clickhouse-client|mongosh|mongo|cqlsh|sqlcmd)$/;
const losingStatement =
  /\b(delete\s+from|drop\s+\w+|truncate\b|replace\s+into|insert\s+or\s+replace|deleteMany|deleteOne|findOneAndDelete|dropDatabase|dropIndex)|\.(drop|remove)\s*\(|^\s*\.restore\b/i;
/** What stands in a file is not known here. */
const statementFile = /^(-[a-z]*f|--file(=.*)?)$|^\s*(\.read|\\i|source)\s/;

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
    if (
      databaseShells.test(name) &&
      name !== "mysql" &&
      name !== "mariadb" &&
      rest.some((word) => statementFile.test(word))
    )
      return `runs ${name} with a file of statements, which may remove data`;
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
