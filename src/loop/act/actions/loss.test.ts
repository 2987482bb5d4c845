import assert from "node:assert/strict";
import { test } from "node:test";
import { lossOfCommand, lossOfStatement } from "./loss.ts";
import { actions } from "./registry.ts";

const losing = [
  ["rm", "-rf", "/srv/cache"],
  ["/bin/rm", "x"],
  ["sudo", "-n", "rm", "x"],
  ["env", "A=1", "nice", "-n", "5", "shred", "x"],
  ["find", "/srv", "-name", "*.tmp", "-delete"],
  ["xargs", "rm"],
  ["git", "-C", "/srv/repo", "reset", "--hard"],
  ["git", "clean", "-fd"],
  ["git", "push", "--force"],
  ["docker", "volume", "rm", "data"],
  ["docker", "system", "prune", "-f"],
  ["kubectl", "delete", "pod", "x"],
  ["mkfs.ext4", "/dev/sdb"],
  ["psql", "-c", "DELETE FROM orders WHERE 1 = 1"],
  ["sqlite3", "/srv/a.db", "drop table a"],
  ["redis-cli", "FLUSHALL"],
  ["rsync", "-a", "--delete", "a/", "b/"],
  ["dd", "if=/dev/zero", "of=/dev/sdb"],
  ["truncate", "-s", "0", "/srv/log"],
  ["busybox", "rm", "x"],
  ["find", "/srv", "-exec", "rm", "{}", "+"],
  ["git", "branch", "-D", "feature"],
  ["git", "tag", "--delete", "v1"],
  ["git", "reflog", "expire", "--all"],
  ["git", "push", "origin", "+main"],
  ["git", "checkout", "--", "."],
  ["psql", "-c", "TRUNCATE orders"],
  ["psql", "-d", "shop", "-f", "/srv/change.sql"],
  ["psql", "-c", "ALTER TABLE a DROP COLUMN b"],
  ["sqlite3", "/srv/a.db", ".restore backup.db"],
  ["mongosh", "shop", "--eval", "db.orders.drop()"],
  ["redis-cli", "-n", "1", "unlink", "a"],
  ["valkey-cli", "shutdown", "nosave"],
  ["aws", "s3", "rm", "--recursive", "s3://bucket"],
  ["aws", "ec2", "delete-volume", "--volume-id", "x"],
  ["restic", "forget", "--prune"],
  ["rclone", "sync", "a:", "b:"],
  ["cryptsetup", "luksFormat", "/dev/sdb"],
  ["pg_restore", "--clean", "-d", "shop", "x.dump"],
  ["fallocate", "-p", "-l", "1M", "/srv/file"],
  ["crontab", "-r"],
  ["tar", "-czf", "a.tgz", "--remove-files", "logs"],
];
const harmless = [
  ["/bin/true"],
  ["systemctl", "restart", "web"],
  ["git", "fetch"],
  ["git", "pull", "--ff-only"],
  ["psql", "-c", "ANALYZE"],
  ["certbot", "renew"],
  ["docker", "restart", "web"],
  ["psql", "-d", "shop", "-c", "SELECT 1"],
  ["mysql", "-f", "-e", "SELECT 1"],
  ["redis-cli", "GET", "delivery"],
  ["git", "branch", "--list"],
  ["git", "tag", "v2"],
  ["git", "push", "origin", "main"],
  ["aws", "s3", "cp", "a", "s3://bucket"],
  ["restic", "backup", "/srv"],
  ["tar", "-czf", "a.tgz", "logs"],
  ["crontab", "-l"],
  ["fallocate", "-l", "1M", "/srv/file"],
  ["pg_restore", "-d", "shop", "x.dump"],
  ["touch", "/srv/rm"],
  ["echo", "rm"],
];

test("REASON-05: data-loss: programs that are known to destroy, also behind others that carry them", () => {
  for (const argv of losing) assert.ok(lossOfCommand(argv) !== undefined, argv.join(" "));
  for (const argv of harmless) assert.equal(lossOfCommand(argv), undefined, argv.join(" "));
});

test("REASON-05: data-loss: statements that take rows away, and those that mark them", () => {
  assert.ok(lossOfStatement("delete from a where id in (:keys)") !== undefined);
  assert.ok(lossOfStatement("INSERT OR REPLACE INTO a VALUES (1)") !== undefined);
  assert.equal(lossOfStatement("UPDATE positions SET status = 'closed' WHERE id IN (:keys)"), undefined);
});

test("REASON-05: data-loss: what an action says of its input no input can take away", () => {
  const command = actions.get("command");
  const say = (input: object) => command?.mayLose?.(command.schema.parse(input));
  assert.match(say({ argv: ["rm", "x"] }) ?? "", /removes files/);
  assert.match(say({ argv: ["rm", "x"], mayLose: false }) ?? "", /removes files/, "no is not taken for an answer");
  assert.match(say({ argv: ["/srv/own-script"], mayLose: true }) ?? "", /as its owner says/);
  assert.equal(say({ argv: ["/srv/own-script"] }), undefined);
  const call = actions.get("http.call");
  const called = (method: string) =>
    call?.mayLose?.(call.schema.parse({ call: { url: "http://localhost/x", method } }));
  assert.match(called("DELETE") ?? "", /removes http:\/\/localhost\/x/);
  assert.equal(called("POST"), undefined);
});
