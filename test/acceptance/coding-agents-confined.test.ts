/** The same command-line agents behind bubblewrap: what they try is not only noticed, it does not happen. */
// needs: bubblewrap, git
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { bytesOf, codingScene } from "../support/coding.ts";

const confined = { isolate: "bwrap" } as const;

test("HEALER-16: confined, an agent mends its file as well, and it is said that it was confined", async (t) => {
  const scene = codingScene(t);
  const before = bytesOf(scene.repository);
  const attempt = await scene.command("mends", { options: confined });
  assert.ok(attempt.kind === "changed", JSON.stringify(attempt));
  assert.equal(Buffer.from(attempt.files[0]?.after ?? []).toString(), '{\n  "a": 1,\n  "b": [1, 2]\n}\n');
  assert.equal(attempt.result?.confinement, "bwrap");
  assert.deepEqual(bytesOf(scene.repository), before);
});

test("HEALER-16: confined, where the machine has bubblewrap, is the default", async (t) => {
  const scene = codingScene(t);
  const attempt = await scene.command("mends", { options: { isolate: "auto" } });
  assert.deepEqual([attempt.kind, attempt.result?.confinement], ["changed", "bwrap"]);
});

const reaching = [
  "replaces the git file",
  "commits",
  "moves the user's branch",
  "sets the repository's configuration",
  "makes a hook",
  "writes to the user's tree",
];

for (const behaviour of reaching) {
  test(`HEALER-16: confined, an agent that ${behaviour} cannot: nothing of the user's has changed`, async (t) => {
    const scene = codingScene(t);
    const before = bytesOf(scene.repository);
    const attempt = await scene.command(behaviour, { options: confined, places: [scene.repository] });
    assert.deepEqual(bytesOf(scene.repository), before);
    // What it was allowed to do is taken: it tried, and did nothing else.
    assert.equal(attempt.kind, "changed", JSON.stringify(attempt));
    assert.match(attempt.result?.said ?? "", /not possible: /);
  });
}

test("HEALER-16: confined, at the end nothing is left of what hides from its parent, session and environment", async (t) => {
  const scene = codingScene(t);
  const stray = await scene.command("leaves a stray", { options: confined });
  assert.equal(stray.kind, "changed", JSON.stringify(stray));
  await until("nothing is left", () => scene.left().length === 0);
  const hanging = codingScene(t);
  const attempt = await hanging.command("hangs with children", {
    options: confined,
    lateWhen: () => hanging.left().length >= 2,
    mayLeave: ["hanging"],
  });
  assert.deepEqual([attempt.kind, attempt.result?.ended], ["failed", "late"]);
  assert.ok(existsSync(join(hanging.worktree, "hanging")), "it was really there");
  await until("nothing is left", () => hanging.left().length === 0);
});

test("HEALER-16: confined, it sees no secrets of the home, nothing of Chiron's, and no processes but its own", async (t) => {
  const scene = codingScene(t);
  const home = join(scene.base, "home");
  mkdirSync(join(home, ".ssh"), { recursive: true });
  writeFileSync(join(home, ".ssh", "id_rsa"), "the-private-key");
  writeFileSync(join(home, ".netrc"), "the-netrc");
  writeFileSync(join(home, "plain.txt"), "plain text");
  writeFileSync(join(home, "private.txt"), "the-private-text");
  const places = [".ssh/id_rsa", ".netrc", "private.txt", "plain.txt"].map((name) => join(home, name));
  const attempt = await scene.command("looks around", {
    environment: { HOME: home },
    options: {
      ...confined,
      readable: [process.execPath, join(import.meta.dirname, "../support"), home],
      hide: [places[2]],
    },
    places: [...places, join(scene.data, "token")],
  });
  const said = attempt.result?.said ?? "";
  assert.match(said, /plain\.txt: plain text/, JSON.stringify(attempt));
  assert.doesNotMatch(said, /the-private-key|the-netrc|the-private-text|the-token-of-chiron/);
  const [, processes = "99"] = /processes: (\d+)/.exec(said) ?? [];
  assert.ok(Number(processes) < 10, said);
});

test("HEALER-16: without leave for the network it reaches nobody, and with it a server on loopback", async (t) => {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const scene = codingScene(t);
  const places = [String(port)];
  const without = await scene.command("connects", { options: { ...confined, network: false }, places });
  assert.match(without.result?.said ?? "", /no connection/, JSON.stringify(without));
  const withIt = await scene.command("connects", { options: confined, places });
  assert.equal(withIt.result?.said, "connected");
});

test("HEALER-16: what is to be confined is not run where bubblewrap is missing", async (t) => {
  const scene = codingScene(t);
  const bin = join(scene.base, "bin");
  mkdirSync(bin);
  // Programs as they are, but for bubblewrap.
  symlinkSync("/bin/true", join(bin, "true"));
  const path = process.env.PATH;
  process.env.PATH = bin;
  t.after(() => {
    process.env.PATH = path;
  });
  const attempt = await scene.command("mends", { options: confined });
  assert.ok(attempt.kind === "failed", JSON.stringify(attempt));
  assert.match(attempt.why, /bubblewrap is not installed/);
  const offline = await scene.command("mends", { options: { isolate: "auto", network: false } });
  assert.match(offline.kind === "failed" ? offline.why : "", /bubblewrap is not installed/);
  const open = await scene.command("mends", { options: { isolate: "auto" } });
  assert.deepEqual([open.kind, open.result?.confinement], ["changed", "none"]);
  assert.equal(readFileSync(join(scene.repository, "notes.txt"), "utf8"), "changed\n");
});
