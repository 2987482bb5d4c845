/** Fetches programs from npm that tests need and that are no dependencies: `node tools/fetch.ts`, or `node tools/fetch.ts pm2`. */
import { parseArgs } from "node:util";
import { fetchedNames, fetchedVersion, fetchProgram } from "./needs/fetched.ts";

const { positionals } = parseArgs({ allowPositionals: true });
for (const unknown of positionals.filter((name) => !fetchedNames.some((one) => one === name))) {
  throw new Error(`"${unknown}" is none of: ${fetchedNames.join(", ")}`);
}
for (const name of fetchedNames) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  fetchProgram(name);
  console.log(`${name} ${fetchedVersion(name)}`);
}
