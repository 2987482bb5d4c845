/**
 * Makes a fresh clone ready to run: installs the dependencies when they are missing or are not those of the lock file.
 *
 * It runs before `npm start`, `npm test` and `npm run check`, so it may not use anything that it is about to install:
 * plain JavaScript, built-in modules, and the Node that the machine happens to have (18 or newer). The Node 24 that all
 * other code runs on is one of the dependencies; npm puts `node_modules/.bin` first on the path of every script, and the
 * shell looks there afresh for each one, so the script after this one finds it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 24;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const ownNode = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");

/** The packages of a lock file by their place, or undefined when there is no such file. */
function lockedPackages(path) {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/**
 * Compares what npm recorded as installed with the lock file. Times are of no use here: a checkout touches files without
 * changing them. Optional packages may be absent, since most of them are for other platforms.
 */
function isInstalled() {
  const installed = lockedPackages(join(root, "node_modules", ".package-lock.json"));
  if (!installed) return false;
  const wanted = lockedPackages(join(root, "package-lock.json")) ?? {};
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === "" || entry.link) return true;
    const found = installed[place];
    return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true;
  });
}

function nodeMajor() {
  const answer = spawnSync(ownNode, ["--version"], { encoding: "utf8" });
  return answer.status === 0 ? Number.parseInt(answer.stdout.slice(1), 10) : 0;
}

function fail(message, detail = "") {
  console.error(`\nSet-up failed: ${message}\n${detail.trim()}\n`);
  process.exit(1);
}

function install() {
  console.error("Setting up: installing dependencies, once (npm ci) …");
  const started = Date.now();
  // Development dependencies are asked for by name: without them (NODE_ENV=production) there would be no Node 24.
  const result = spawnSync("npm", ["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.error) fail(`npm could not be started (${result.error.message}). Install npm and try again.`);
  if (result.status !== 0) {
    const hint = result.stderr.includes("in sync")
      ? "package.json and package-lock.json disagree. Run `npm install`, and commit the lock file."
      : "`npm ci` ended with an error. Is the package registry reachable? What it said:";
    fail(hint, result.stderr.split("\n").slice(0, 30).join("\n"));
  }
  console.error(`Setting up: done in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

if (!isInstalled()) install();
if (nodeMajor() < OLDEST_NODE) {
  fail(
    `the package "node" did not bring a Node ${OLDEST_NODE} for ${process.platform}-${process.arch}.`,
    "Its install script may have been blocked: run `npm rebuild node --foreground-scripts`, or install Node 24 yourself.",
  );
}
