/**
 * A command-line coding agent that does what its first word says: it mends the file of its task, or behaves as badly as it can. The task comes
 * on standard input; the further words are places outside that it tries to reach.
 */
import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

/** `nap`: how long what it leaves behind sleeps; another time in each test, by which it is found. */
const [nap, behaviour, ...places] = process.argv.slice(2);
const task = readFileSync(0, "utf8");
const [, named = ""] = /The only files that you may change:\n((?: {2}.+\n)+)/.exec(task) ?? [];
const files = named.trim().split(/\n\s*/);
const [file = ""] = files;

function mend(path = file) {
  writeFileSync(path, readFileSync(path, "utf8").replace(/,(\s*})/g, "$1"));
}

function attempt(what) {
  try {
    what();
  } catch (error) {
    console.error(`not possible: ${error.message}`);
  }
}

const git = (...words) => execFileSync("git", words, { encoding: "utf8", stdio: "pipe" }).trim();
const author = ["-c", "user.name=x", "-c", "user.email=x@example.com"];

const behaviours = {
  mends: () => {
    mend();
    console.log("I removed a comma.");
  },
  tells: () => console.log(task),
  "does nothing": () => {},
  fails: () => process.exit(3),
  "breaks it": () => writeFileSync(file, "{ not json"),
  "hangs with children": () => {
    process.on("SIGTERM", () => {});
    const script = `trap '' TERM; (setsid env -i sh -c "trap '' TERM; sleep ${nap}; sleep ${nap}" &) ; sleep ${nap}; sleep ${nap}`;
    spawn("sh", ["-c", script], { stdio: "ignore" });
    writeFileSync(join(places[0] ?? ".", "hanging"), String(process.pid));
    setInterval(() => {}, 1_000);
  },
  "leaves a stray": () => {
    mend();
    const script = `sh -c 'setsid env -i sh -c "sleep 0.4; sleep ${nap}" & sleep 0.4' & sleep 0.8`;
    execFileSync("sh", ["-c", script], { stdio: "ignore" });
  },
  "changes another file": () => {
    mend();
    appendFileSync("other.json", "\n");
  },
  "forges times": () => {
    mend();
    const { atime, mtime } = statSync("other.json");
    writeFileSync("other.json", '{ "b": 3 }\n');
    utimesSync("other.json", atime, mtime);
  },
  "hides a change from git": () => {
    mend();
    attempt(() => git("update-index", "--assume-unchanged", "other.json"));
    writeFileSync("other.json", "{}\n");
  },
  "hides a file from git": () => {
    mend();
    attempt(() => appendFileSync(join(git("rev-parse", "--git-common-dir"), "info/exclude"), "\nevil\n"));
    writeFileSync("evil", "x");
  },
  "removes the file": () => unlinkSync(file),
  "makes a link of it": () => {
    unlinkSync(file);
    symlinkSync(places[0], file);
  },
  "makes a link of a folder": () => {
    mend();
    renameSync("src", "src-old");
    symlinkSync(places[0], "src");
  },
  "makes it executable": () => {
    mend();
    chmodSync(file, 0o755);
  },
  "makes a program": () => {
    mend();
    writeFileSync("tool", "#!/bin/sh\n", { mode: 0o755 });
  },
  "makes a submodule": () => {
    mend();
    mkdirSync("sub");
    attempt(() => execFileSync("git", ["init", "-q", "sub"], { stdio: "pipe" }));
    writeFileSync(".gitmodules", '[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n');
  },
  "replaces the git file": () => {
    mend();
    attempt(() => {
      rmSync(".git");
      writeFileSync(".git", `gitdir: ${places[0]}/.git\n`);
    });
  },
  commits: () => {
    mend();
    attempt(() => git(...author, "commit", "-qam", "x"));
  },
  "moves the user's branch": () => {
    mend();
    attempt(() => git("update-ref", "refs/heads/main", git(...author, "commit-tree", "-m", "x", "HEAD^{tree}")));
  },
  "sets the repository's configuration": () => {
    mend();
    attempt(() => git("config", "core.fsmonitor", "/tmp/evil"));
  },
  "makes a hook": () => {
    mend();
    attempt(() => {
      const hooks = join(git("rev-parse", "--path-format=absolute", "--git-common-dir"), "hooks");
      mkdirSync(hooks, { recursive: true });
      writeFileSync(join(hooks, "post-checkout"), "#!/bin/sh\n", { mode: 0o755 });
    });
  },
  "writes to the user's tree": () => {
    mend();
    attempt(() => writeFileSync(join(places[0], "notes.txt"), "overwritten\n"));
    attempt(() => writeFileSync(join(places[0], "evil.js"), "x"));
    attempt(() => rmSync(join(places[0], "draft.txt")));
  },
  "writes far too much": () => writeFileSync(file, JSON.stringify({ x: "y".repeat(3_000_000) })),
  "mends all": () => {
    for (const one of files) mend(one);
  },
  "talks without end": () => {
    mend();
    console.log("first words");
    for (let line = 0; line < 40_000; line++) console.log("x".repeat(100));
    console.log("last words");
  },
  "shows its environment": () => {
    console.log(JSON.stringify(Object.keys(process.env).sort()));
    console.log(`KEY is ${process.env.AGENT_KEY}, FILE is ${process.env.FILE_KEY}`);
    console.error(`password=hunter2 \u001b[31m`);
  },
  "looks around": () => {
    for (const place of places) attempt(() => console.log(`${place}: ${readFileSync(place, "utf8")}`));
    console.log(
      `processes: ${execFileSync("sh", ["-c", "ls -d /proc/[0-9]*"], { encoding: "utf8" }).split("\n").length}`,
    );
  },
  connects: () => {
    const socket = connect({ host: "127.0.0.1", port: Number(places[0]) });
    socket.on("connect", () => {
      console.log("connected");
      socket.end();
    });
    socket.on("error", (error) => console.log(`no connection: ${error.code}`));
  },
  "leaves its notes": () => {
    mend();
    mkdirSync(".agent-cache");
    writeFileSync(".agent-cache/history", "x");
  },
};

if (!existsSync(".git")) console.error("no git here");
const perform = behaviours[behaviour];
if (perform === undefined) throw new Error(`no such behaviour: ${behaviour}`);
perform();
