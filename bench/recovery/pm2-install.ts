import { fetchedVersion, fetchProgram, requiredProgram } from "../../tools/needs/fetched.ts";

export interface InstalledPm2 {
  readonly version: string;
  /** To be run with Node. */
  readonly program: string;
}

/** PM2, fetched from npm when it is not there yet; undefined when that fails. */
export function installedPm2(): InstalledPm2 | undefined {
  try {
    fetchProgram("pm2");
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return undefined;
  }
  return { version: fetchedVersion("pm2") ?? "", program: requiredProgram("pm2") };
}
