/** Repositories that fall behind: brought forward, left to a human, or left alone, from chiron.yaml to the end of the incident. */
// needs: git
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { human, startWorld, type World } from "../support/engine.ts";
import { contentOf, git, repositories, stateOf, write } from "../support/repositories.ts";

const yaml = (path: string) => `
node: test
targets:
  - id: site
    kind: repository
    autonomy: auto
    settings: { repository: ${path} }
    probes:
      - git: { path: ${path}, fetch: true, every: 500ms }
packs: [git]
notify: { notice: [log], page: [log] }
`;

function messages(world: World) {
  return world.events.flatMap((one) => (one.type === "message.queued" ? [one.data.message] : []));
}

test("HOST-05, HOST-13: a repository that is behind is brought forward, with the changes that were in it", async (t) => {
  const { clone, others } = repositories(realpathSync(temporaryFolder(t)));
  write(clone, { "b.txt": "mine\n" });
  const world = await startWorld(t, yaml(clone));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-git-sync" }, human);
  await until("it is seen well", () => world.facade.target("site")?.health === "good");
  others({ "a.txt": "two\n" });
  const incident = await world.incident(["resolved", "escalated"], 40_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.state, detail?.runbook], ["git_sync", "resolved", "rb-git-sync"]);
  assert.deepEqual(
    detail?.steps.map(({ action, end }) => `${action} ${end}`),
    ["git.sync done"],
  );
  assert.deepEqual([contentOf(clone, "a.txt"), contentOf(clone, "b.txt")], ["two\n", "mine\n"]);
  assert.equal(stateOf(clone).stashes, "");
});

test("HOST-08: pushes that follow one another are news, and no sign that pulling does not last: nobody is paged", async (t) => {
  const { clone, others } = repositories(realpathSync(temporaryFolder(t)));
  const world = await startWorld(t, yaml(clone));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-git-sync" }, human);
  await until("it is seen well", () => world.facade.target("site")?.health === "good");
  const resolved = () =>
    world.events.filter((one) => one.type === "incident.moved" && one.data.to === "resolved").length;
  for (const push of [1, 2, 3, 4, 5]) {
    others({ "a.txt": `${push}\n` });
    await until(`push ${push} is here`, () => resolved() === push, 20_000);
    assert.equal(contentOf(clone, "a.txt"), `${push}\n`);
  }
  assert.ok(messages(world).every(({ route }) => route === "notice"));
});

test("HOST-13: conflicts, and histories that have gone apart, go to a human by a notice, and nothing is touched", async (t) => {
  const { clone, others } = repositories(realpathSync(temporaryFolder(t)));
  others({ "a.txt": "theirs\n" });
  write(clone, { "a.txt": "mine\n" });
  git(clone, "commit", "--quiet", "-am", "here");
  const before = stateOf(clone);
  const world = await startWorld(t, yaml(clone));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-git-sync" }, human);
  const incident = await world.incident("escalated");
  assert.deepEqual([world.facade.incident(incident)?.type, world.facade.incident(incident)?.steps], ["git_sync", []]);
  assert.deepEqual(
    messages(world).map(({ route }) => route),
    ["notice"],
  );
  assert.match(messages(world)[0]?.body ?? "", /ahead=1, behind=1/);
  assert.deepEqual(stateOf(clone), before);
});

test("HOST-14: changes that do not go together with what is new are back as they were, and a human is told", async (t) => {
  const { clone, others } = repositories(realpathSync(temporaryFolder(t)));
  write(clone, { "a.txt": "mine\n" });
  const before = stateOf(clone);
  const world = await startWorld(t, yaml(clone));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-git-sync" }, human);
  await until("it is seen well", () => world.facade.target("site")?.health === "good");
  others({ "a.txt": "theirs\n" });
  const incident = await world.incident(["resolved", "escalated"], 40_000);
  const detail = world.facade.incident(incident);
  assert.equal(detail?.state, "escalated");
  assert.match(
    String(detail?.steps[0]?.result?.summary),
    /what was changed here does not go together with origin\/.+ \(.+\); everything is as it was before/,
  );
  assert.deepEqual(stateOf(clone), before);
  assert.ok(messages(world).every(({ route }) => route === "notice"));
});

test("HOST-05: negatives: a repository that is being worked in is left alone: changes, own commits, a rebase under way", async (t) => {
  const { clone, others } = repositories(realpathSync(temporaryFolder(t)));
  write(clone, { "b.txt": "mine\n", "new.txt": "new\n" });
  git(clone, "add", "new.txt");
  git(clone, "commit", "--quiet", "-m", "own", "new.txt");
  const world = await startWorld(t, yaml(clone));
  const reads = () => world.facade.target("site")?.probes[0]?.last;
  await until("it is seen with its changes", () => reads()?.values.dirty === true && reads()?.values.ahead === 1);
  git(clone, "stash");
  git(clone, "-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "--quiet", "-i", "HEAD~1");
  others({ "a.txt": "two\n" });
  const since = Date.now();
  await until("it is seen in its rebase, with news", () => {
    const last = reads();
    return last?.values.operation === "rebase" && last.takenAt > since;
  });
  const { takenAt } = reads() ?? { takenAt: 0 };
  await until("it was looked at again", () => (reads()?.takenAt ?? 0) > takenAt);
  assert.deepEqual(
    world.events.filter(({ type }) => type === "incident.opened"),
    [],
  );
  assert.deepEqual(messages(world), []);
});
