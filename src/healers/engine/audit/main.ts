/** The child process that proves the log whole for whoever looks at it. Started by path, with the store's. */
import { verifyLog } from "#core/log/verify";

/** More than a page shows. */
const mostTold = 100;

const { problems, ...found } = verifyLog(process.argv[2] ?? "");
const told = problems.slice(0, mostTold).map(({ kind, stream, message }) => ({ kind, stream, message }));
process.stdout.write(`${JSON.stringify({ ...found, problems: told })}\n`);
