/**
 * Programs from npm that tests and benchmarks run as commands, and that are no dependencies: PM2 for its licence (AGPL), OpenClaw for its
 * size (650 MB). Each is fetched once into a cache folder outside of the project, by `node tools/fetch.ts`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

interface Fetchable {
  /** As npm takes it. */
  readonly version: string;
  /** Below node_modules; to be run with Node. */
  readonly program: string;
  /** Whether what its packages want to do when they are installed is let happen. */
  readonly scripts: boolean;
}

const fetchable = {
  openclaw: { version: "2026.9.6", program: ".bin/openclaw", scripts: true },
  pm2: { version: "7", program: "pm2/bin/pm2", scripts: false },
} satisfies Readonly<Record<string, Fetchable>>;

export type Fetched = keyof typeof fetchable;
export const fetchedNames = Object.keys(fetchable) as readonly Fetched[];

const fetchWithinMs = 600_000;

function placeOf(name: Fetched): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return join(cache, "chiron-tests", `${name}-${fetchable[name].version}`);
}

/** The program's path; undefined where it was not fetched yet. */
export function fetchedProgram(name: Fetched): string | undefined {
  const path = join(placeOf(name), "node_modules", fetchable[name].program);
  return existsSync(path) ? path : undefined;
}

/** For a test whose file declares that need, so that it is there. */
export function requiredProgram(name: Fetched): string {
  const program = fetchedProgram(name);
  if (program === undefined) throw new Error(`${name} is not there; node tools/fetch.ts ${name} fetches it`);
  return program;
}

/** The version that npm has brought. */
export function fetchedVersion(name: Fetched): string | undefined {
  const file = join(placeOf(name), "node_modules", name, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version : undefined;
}

/** Does nothing where it is there already. Throws with npm's own words. */
export function fetchProgram(name: Fetched): void {
  if (fetchedProgram(name) !== undefined) return;
  const place = placeOf(name);
  // Beside its place, and moved there when it is whole: two runs may do this at the same time.
  mkdirSync(join(place, ".."), { recursive: true });
  const making = mkdtempSync(`${place}.`);
  try {
    writeFileSync(join(making, "package.json"), "{}");
    const { version, scripts } = fetchable[name];
    const how = ["--no-audit", "--no-fund", "--loglevel=error", ...(scripts ? [] : ["--ignore-scripts"])];
    const words = ["install", `${name}@${version}`, ...how];
    const { status, error, stderr } = spawnSync("npm", words, {
      cwd: making,
      timeout: fetchWithinMs,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`npm could not install ${name} ${version}: ${error?.message ?? stderr.trim()}`);
    if (!existsSync(place)) renameSync(making, place);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
