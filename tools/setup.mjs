/**
 * Makes a fresh clone ready to run: installs the dependencies when they are missing or are not those of the lock file, and builds the
 * Workbench when what it is made of has changed.
 *
 * It runs before `npm start`, `npm test` and `npm run check`, so it may not use anything that it is about to install:
 * plain JavaScript, built-in modules, and the Node that the machine happens to have (18 or newer). The Node 24 that all
 * other code runs on is one of the dependencies; npm puts `node_modules/.bin` first on the path of every script, and the
 * shell looks there afresh for each one, so the script after this one finds it.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

const web = join(root, "web");
const built = join(web, "dist", "built-from.txt");

/** All that the Workbench is made of, in one hash: times are of no use here either. */
function sourcesOfWorkbench() {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  const visit = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === "dist" || entry.name === "node_modules") continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
    }
  };
  visit(web);
  return hash.digest("hex");
}

function buildWorkbench() {
  const sources = sourcesOfWorkbench();
  if (existsSync(built) && readFileSync(built, "utf8") === sources) return;
  console.error("Setting up: building the Workbench …");
  const program = join(root, "node_modules", "vite", "bin", "vite.js");
  const result = spawnSync(ownNode, [program, "build", web, "--logLevel", "warn"], { cwd: root, encoding: "utf8" });
  if (result.status !== 0) fail("the Workbench could not be built.", `${result.stdout ?? ""}${result.stderr ?? ""}`);
  writeFileSync(built, sources);
}

const WARM_UP_MS = 20_000;
const MENDER_MS = 2_000;

/**
 * Node takes the types out of each file once and keeps the result in the user's cache. An engine that must do it itself
 * takes 30 MB more for as long as it runs, so an engine without targets does it here. Should that fail, the first real one will.
 */
async function warmUp() {
  const folder = mkdtempSync(join(tmpdir(), "chiron-setup-"));
  const config = join(folder, "chiron.yaml");
  writeFileSync(config, "node: setup\ntargets: []\npacks: [service]\n");
  const program = join(root, "bin", "chiron.js");
  const options = ["--config", config, "--data-dir", join(folder, "data"), "--port", "0"];
  const engine = spawn(ownNode, [program, "up", ...options], { stdio: ["ignore", "pipe", "ignore"] });
  const end = () => engine.kill("SIGTERM");
  // A second signal ends all of it at once.
  const timers = [setTimeout(end, WARM_UP_MS), setTimeout(end, WARM_UP_MS + 1_000)];
  // The mender is the last to come, and has to have loaded what it needs.
  engine.stdout.once("data", () => timers.push(setTimeout(end, MENDER_MS)));
  await new Promise((resolve) => engine.once("close", resolve).once("error", resolve));
  timers.forEach(clearTimeout);
  rmSync(folder, { recursive: true, force: true });
}

const wasInstalled = isInstalled();
if (!wasInstalled) install();
if (nodeMajor() < OLDEST_NODE) {
  fail(
    `the package "node" did not bring a Node ${OLDEST_NODE} for ${process.platform}-${process.arch}.`,
    "Its install script may have been blocked: run `npm rebuild node --foreground-scripts`, or install Node 24 yourself.",
  );
}
buildWorkbench();
if (!wasInstalled) await warmUp();
