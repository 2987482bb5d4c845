/** The child process that proves the log whole, record by record. Started by path, with the store's. */
import { verifyLog } from "#core/log/verify";

/** Words of SQLite for damage, as the verification passes them on; a lock or a full disk is none. */
const damage = /damaged|not a database|malformed|the table "/;

const found = verifyLog(process.argv[2] ?? "");
const problems = found.problems.filter(({ kind, message }) => kind !== "unreadable" || damage.test(message));
process.stdout.write(`${JSON.stringify({ problems: problems.slice(0, 3).map(({ message }) => message) })}\n`);
