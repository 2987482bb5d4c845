import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { NewEvent } from "#core/model";
import { temporaryFolder } from "#core/platform/test";
import { Ledger, readGrants, revokeByHand, revokeLeftOver, type Use } from "./index.ts";

const trigger = "delegate:critical-trigger";

function scene(t: TestContext) {
  const folder = join(temporaryFolder(t), "healers");
  const audited: NewEvent[] = [];
  const time = { now: 1_000_000, uptimeMs: 50_000, bootId: "boot-1" };
  const means = {
    folder,
    emergency: "em-1",
    grantedBy: "watchdog",
    now: () => ({ ...time }),
    audit: (entry: NewEvent) => void audited.push(entry),
  };
  const ledger = new Ledger(means);
  const give = () =>
    ledger.give({
      delegate: trigger,
      capabilities: ["service.restart", "runbook.run"],
      criticality: "critical",
      runbooks: ["rb-restart"],
      forMs: 150_000,
      reason: "both healers are down",
    });
  const passes = (ms: number) => {
    time.now += ms;
    time.uptimeMs += ms;
  };
  return { folder, audited, time, means, ledger, give, passes };
}

const restart: Use = {
  delegate: trigger,
  capability: "service.restart",
  what: "restart web",
  target: "web",
  criticality: "critical",
};

function lastUse(audited: readonly NewEvent[]) {
  const last = audited.at(-1);
  assert.ok(last?.type === "grant.used");
  return last.data;
}

test("HEALER-05: a use within the grant is allowed, and audited before the answer is given", (t) => {
  const { ledger, give, audited, folder } = scene(t);
  const { id } = give();
  assert.deepEqual(ledger.use(restart), { allowed: true, grant: id });
  assert.deepEqual(
    audited.map(({ type }) => type),
    ["grant.given", "grant.used"],
  );
  assert.deepEqual([lastUse(audited).allowed, lastUse(audited).grant], [true, id]);
  assert.equal(statSync(join(folder, "grants.json")).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test("HEALER-05: each capability used outside its grant is refused and audited", (t) => {
  const { ledger, give, audited } = scene(t);
  give();
  const outside: readonly (readonly [Partial<Use>, RegExp])[] = [
    [{ delegate: "delegate:architect" }, /nothing was granted to it/],
    [{ capability: "configuration.restore" }, /does not name configuration\.restore/],
    [{ capability: "release.restore" }, /does not name release\.restore/],
    [{ capability: "human.escalate" }, /does not name human\.escalate/],
    [{ capability: "failure.analyse" }, /does not name failure\.analyse/],
    [{ capability: "votes.gather" }, /does not name votes\.gather/],
    [{ capability: "recovery.watch" }, /does not name recovery\.watch/],
    [{ criticality: "normal" }, /is for critical targets, and web is normal/],
    [{ capability: "runbook.run", runbook: "rb-other" }, /does not name the runbook rb-other/],
    [{ capability: "runbook.run" }, /does not name the runbook \(none\)/],
  ];
  for (const [changes, why] of outside) {
    const result = ledger.use({ ...restart, ...changes });
    assert.ok(!result.allowed && why.test(result.why), JSON.stringify(result));
    const used = lastUse(audited);
    assert.deepEqual([used.allowed, used.grant], [false, null]);
    assert.match(used.what, why);
  }
});

test("HEALER-05: after revocation, by the watchdog or by a person, every capability is refused and audited", (t) => {
  for (const how of ["all", "by hand"]) {
    const { ledger, give, audited, folder } = scene(t);
    const { id } = give();
    if (how === "all") assert.deepEqual(ledger.revokeAll("both healers are verified"), []);
    else revokeByHand(folder, { grant: id, at: 1, reason: "I do it myself" });
    for (const capability of ["service.restart", "runbook.run"] as const) {
      const result = ledger.use({ ...restart, capability, runbook: "rb-restart" });
      assert.ok(!result.allowed && /was taken back/.test(result.why));
      assert.equal(lastUse(audited).allowed, false);
    }
    assert.notEqual(readGrants(folder).find((grant) => grant.id === id)?.revokedAt, null, "the file says so too");
  }
});

test("HEALER-05: a grant expires by itself, and no setting of the wall clock lengthens it", (t) => {
  const { ledger, give, time, passes, audited } = scene(t);
  give();
  passes(149_999);
  assert.equal(ledger.use(restart).allowed, true);
  // Somebody sets the clock back by an hour.
  time.now -= 3_600_000;
  passes(1);
  const back = ledger.use(restart);
  assert.ok(!back.allowed && /expired 0 ms ago/.test(back.why));
  assert.equal(lastUse(audited).allowed, false);
  assert.deepEqual(ledger.standing(), []);
});

test("HEALER-05: a clock that is set forward, and a new boot, end a grant rather than lengthen it", (t) => {
  for (const change of [{ now: 9_000_000 }, { bootId: "boot-2" }, { uptimeMs: 10 }]) {
    const { ledger, give, time } = scene(t);
    give();
    Object.assign(time, change);
    assert.equal(ledger.use(restart).allowed, false, JSON.stringify(change));
  }
});

test("HEALER-05: nobody gains anything by writing into the file, nor by an audit that cannot be written", (t) => {
  const { ledger, give, folder, means } = scene(t);
  give();
  const path = join(folder, "grants.json");
  writeFileSync(path, readFileSync(path, "utf8").replace("service.restart", "release.restore"));
  assert.equal(ledger.use({ ...restart, capability: "release.restore" }).allowed, false);
  const mute = new Ledger({
    ...means,
    audit: () => {
      throw new Error("no space left on device");
    },
  });
  assert.throws(() => mute.use(restart), /no space left/);
});

test("HEALER-05: what a dead watchdog left standing is taken back by the next one, and audited", (t) => {
  const { give, folder, means, audited } = scene(t);
  const { id } = give();
  assert.deepEqual(revokeLeftOver(folder, "its watchdog is gone", means), [id]);
  assert.deepEqual(audited.at(-1), { type: "grant.revoked", data: { grant: id, reason: "its watchdog is gone" } });
  assert.deepEqual(revokeLeftOver(folder, "again", means), []);
});

test("HEALER-05: revocation holds even where nothing can be written any more", (t) => {
  const { ledger, give, audited, means, folder } = scene(t);
  give();
  let isFull = false;
  const real = means.audit;
  const sparse = new Ledger({
    ...means,
    // A file stands where the folder would be.
    folder: join(folder, "grants.json", "healers"),
    audit: (entry) => {
      if (isFull) throw new Error("no space left on device");
      real(entry);
    },
  });
  sparse.give({ delegate: trigger, capabilities: ["service.restart"], forMs: 1_000, reason: "r" });
  assert.equal(sparse.use(restart).allowed, true, "a full disk keeps nobody from healing");
  isFull = true;
  assert.ok(sparse.revokeAll("over").length > 0);
  isFull = false;
  assert.equal(sparse.use(restart).allowed, false);
  assert.equal(lastUse(audited).allowed, false);
  assert.equal(ledger.use(restart).allowed, true);
});
