import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { runbookHash } from "#core/lib";
import type { CheckResult, RecentAnomaly, RegisteredRunbook } from "#core/model";
import { anIncident, aReading, aRunbook, aTarget } from "../../../test/support/model.ts";
import type { Episode } from "./episodes.ts";
import {
  chaosOf,
  dependencyGraph,
  hypothesesFor,
  matchRunbooks,
  questionsOf,
  route,
  similarEpisodes,
  turnOf,
} from "./index.ts";

const registered = (extra: Record<string, unknown>): RegisteredRunbook => {
  const runbook = aRunbook(extra);
  return { runbook, hash: runbookHash(runbook), source: "file", mode: "dry_run" };
};
const reading = aReading({ running: false });
const situation = { incident: anIncident(), target: aTarget(), reading, readings: { process: reading }, now: 2_000 };
const unproven = () => ({ alpha: 1, beta: 1, outcomes: 0, mean: 0.5, lower: 0.05, upper: 0.95 });
const disk = (ok: boolean | null, options = {}): CheckResult => ({
  ...{ check: "disk", target: "web", options, ok, finding: "the file system of / has 1 % of its room left" },
  ...{ values: { freePercent: 1 }, durationMs: 1 },
});
const routed = (books: readonly RegisteredRunbook[], checks: readonly CheckResult[] = [], failures = 0) =>
  route({
    type: "process_dead",
    candidates: matchRunbooks(books, { ...situation, checks }, unproven),
    failures,
    chaos: undefined,
  });

test("REASON-03: a symptom over a check holds by what the check found, and is not known while it found nothing", () => {
  const book = registered({ diagnosis: [{ check: "disk" }], symptoms: ["checks.disk.ok == false"] });
  assert.equal(routed([book], [disk(false)]).domain, "clear");
  assert.match(routed([book], [disk(true)]).why, /its symptoms do not hold/);
  for (const found of [[], [disk(null)]]) assert.equal(routed([book], found).domain, "disorder");
  assert.match(routed([book], []).why, /it is not known whether its symptoms hold/);
  const measured = registered({ diagnosis: [{ check: "disk" }], symptoms: ["checks.disk.values.freePercent < 5.0"] });
  assert.equal(routed([measured], [disk(false)]).domain, "clear");
});

test("REASON-03: a runbook knows the answers to its own questions, and not to another's with other options", () => {
  const own = registered({
    diagnosis: [{ check: "disk", with: { paths: ["/a"] } }],
    symptoms: ["checks.disk.ok == false"],
  });
  assert.equal(routed([own], [disk(false, { paths: ["/b"] })]).domain, "disorder");
  assert.equal(routed([own], [disk(false, { paths: ["/a"] })]).domain, "clear");
  const same = registered({ id: "rb-other", diagnosis: [{ check: "disk", with: { paths: ["/a"] } }] });
  assert.equal(questionsOf([own, same], aTarget()).length, 1, "the same question is asked once");
});

test("REASON-03: symptoms may ask for recent anomalies elsewhere", () => {
  const book = registered({ symptoms: ['anomalies.exists(one, one.relation == "dependency" && one.open)'] });
  const anomaly: RecentAnomaly = {
    ...{ type: "process_dead", target: "db", severity: "critical", ageMs: 5, open: true, relation: "dependency" },
  };
  const fits = (anomalies: readonly RecentAnomaly[]) =>
    matchRunbooks([book], { ...situation, anomalies }, unproven)[0]?.fits;
  assert.deepEqual([fits([anomaly]), fits([]), fits([{ ...anomaly, open: false }])], [true, false, false]);
});

test("REASON-01: the checks decide between several that fit; without them the more urgent comes first", () => {
  const urgent = registered({ id: "rb-urgent", priority: 0 });
  const full = registered({ id: "rb-full", priority: 3, diagnosis: [{ check: "disk" }] });
  assert.equal(routed([urgent, full]).runbook, "rb-urgent");
  const found = routed([urgent, full], [disk(false)]);
  assert.deepEqual([found.domain, found.runbook, found.confidence], ["complicated", "rb-full", 0.8]);
  assert.equal(routed([urgent, full], [disk(true)]).runbook, "rb-urgent");
  const even = routed([urgent, registered({ id: "rb-twin", priority: 0 })]);
  assert.ok(Math.abs(even.entropy - 1) < 1e-9 && found.entropy < even.entropy, "the surer, the less entropy");
});

test("REASON-01: what keeps failing, or is believed to help hardly ever, is disorder", () => {
  assert.equal(routed([registered({})], [], 2).domain, "clear");
  const failed = routed([registered({})], [], 3);
  assert.deepEqual([failed.domain, failed.runbook], ["disorder", null]);
  assert.match(failed.why, /It looks clear, but 3 repairs of it have failed/);
  const hopeless = () => ({ alpha: 1, beta: 9, outcomes: 8, mean: 0.1, lower: 0.01, upper: 0.3 });
  const candidates = matchRunbooks([registered({})], situation, hopeless);
  const low = route({ type: "process_dead", candidates, failures: 0, chaos: undefined });
  assert.equal(low.domain, "disorder");
});

test("REASON-01: chaos goes before all else, and keeps the best that is known", () => {
  const candidates = matchRunbooks([registered({})], situation, unproven);
  const found = route({ type: "process_dead", candidates, failures: 9, chaos: "3 critical targets are bad at once" });
  assert.deepEqual([found.domain, found.runbook], ["chaotic", "rb-restart-service"]);
  assert.equal(found.why, "3 critical targets are bad at once.");
});

test("REASON-01: three critical targets within a minute are chaos; more incidents of one target are not", () => {
  const trouble = (target: string, openedAt: number, extra = {}) => ({
    incident: anIncident({ id: `inc-${target}-${openedAt}`, target, openedAt, state: "diagnosing", ...extra }),
    isRoot: true,
  });
  const three = [trouble("a", 1_000), trouble("b", 20_000), trouble("c", 50_000)];
  assert.equal(chaosOf(three, 55_000)?.length, 3);
  assert.equal(chaosOf(three, 62_000), undefined, "the first is an old one by then");
  assert.equal(chaosOf([trouble("a", 1), trouble("a", 2), trouble("b", 3)], 10), undefined);
  assert.equal(
    chaosOf(
      three.map((one) => ({ ...one, isRoot: false })),
      55_000,
    ),
    undefined,
  );
  assert.equal(turnOf(three, "containment"), "a", "the oldest first");
  const [, , last] = three;
  assert.ok(last);
  const atWork = { ...last, incident: { ...last.incident, state: "verifying" as const } };
  assert.equal(turnOf([...three.slice(0, 2), atWork], "containment"), "c", "who is at work goes on");
  const explained = { ...atWork, isRoot: false };
  assert.equal(turnOf([...three.slice(0, 2), explained], "containment"), "c", "also when a root is found meanwhile");
  assert.equal(turnOf([trouble("a", 1, { state: "escalated" })], "containment"), undefined);
});

test("REASON-03: the graph is transitive, and of several bad dependencies the farthest is the root", () => {
  const graph = dependencyGraph([
    { id: "shop", dependsOn: ["api"] },
    { id: "api", dependsOn: ["db", "cache"] },
    { id: "db", dependsOn: ["disk"] },
    { id: "cache", dependsOn: [] },
    { id: "disk", dependsOn: [] },
  ]);
  assert.deepEqual([...graph.upstream("shop")], ["api", "db", "cache", "disk"]);
  assert.deepEqual([...graph.downstream("disk")], ["db", "api", "shop"]);
  assert.deepEqual(
    graph.rootsOf("shop", (id) => ["api", "db", "disk"].includes(id)),
    ["disk"],
  );
  assert.deepEqual(
    graph.rootsOf("shop", (id) => ["api", "cache"].includes(id)),
    ["cache"],
  );
  assert.deepEqual(
    graph.rootsOf("shop", () => false),
    [],
  );
});

test("REASON-03: a circle that slipped through makes nothing its own cause, and ends", () => {
  const name = fc.constantFrom("a", "b", "c", "d");
  const targets = fc.array(fc.record({ id: name, dependsOn: fc.array(name, { maxLength: 3 }) }), { maxLength: 6 });
  fc.assert(
    fc.property(targets, name, (list, id) => {
      const graph = dependencyGraph(list);
      assert.ok(!graph.upstream(id).has(id));
      assert.ok(!graph.rootsOf(id, () => true).includes(id));
    }),
  );
});

const episode = (extra: Partial<Episode> = {}): Episode => ({
  ...{
    incident: "inc-old",
    type: "process_hung",
    target: "api",
    targetKind: "service",
    runbook: "rb-x",
    strategy: "s",
  },
  ...{ effectiveness: 1, evidence: { probe: "process", values: { running: false } } },
  ...extra,
});

test("REASON-01: episodes are the more alike the more their type, kind and evidence are", () => {
  const likeness = (extra: Partial<Episode>) =>
    similarEpisodes(anIncident(), aTarget(), [episode(extra)])[0]?.similarity ?? 0;
  assert.equal(likeness({ type: "process_dead" }), 1);
  assert.ok(likeness({}) > likeness({ evidence: undefined }));
  assert.equal(likeness({ type: "cert_expiring", targetKind: "mount", evidence: undefined }), 0, "nothing in common");
  assert.deepEqual(similarEpisodes(anIncident({ id: "inc-old" }), aTarget(), [episode()]), [], "not like itself");
});

test("REASON-03: hypotheses are ranked, sum to less than 1, and each says what speaks for it", () => {
  const dependencies: CheckResult = {
    ...disk(false),
    ...{ check: "dependencies", finding: "web depends on db: bad", values: { firstBad: "db" } },
  };
  const hypotheses = hypothesesFor({
    candidates: [],
    checks: [disk(false), disk(true, { paths: ["/x"] }), dependencies],
    anomalies: [
      { type: "http_down", target: "far", severity: "high", ageMs: 3_000, open: true, relation: "other" },
      { type: "http_down", target: "long_ago", severity: "high", ageMs: 900_000, open: true, relation: "other" },
    ],
    episodes: similarEpisodes(anIncident(), aTarget(), [episode()]),
    ageMs: 1_000,
  });
  assert.deepEqual(
    hypotheses.map(({ id }) => id),
    ["dependency:db", "check:disk", "episode:rb-x/s", "correlation:http_down@far"],
  );
  for (const { evidence, probability } of hypotheses) assert.ok(evidence.length > 0 && probability > 0);
  assert.ok(hypotheses.reduce((sum, { probability }) => sum + probability, 0) < 1);
  assert.deepEqual([hypotheses[2]?.runbook, hypotheses[2]?.strategy], ["rb-x", "s"]);
});
