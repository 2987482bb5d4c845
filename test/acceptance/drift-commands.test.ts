/** What the commands say to a person who is to decide: what is wanted, what comes of it, how the diff is seen, and what comes next. */
// needs: git
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { type TestContext, test } from "node:test";
import type { ChainView } from "#core/model";
import { until } from "#core/platform/test";
import { agentYaml, letAgent } from "../support/drift-agent.ts";
import { type DriftScene, startDrift } from "../support/drift-scene.ts";
import { contractText, goodReport, riskyReport } from "../support/gates.ts";
import { git } from "../support/repositories.ts";

interface Desk {
  readonly scene: DriftScene;
  readonly pattern: string;
  /** As typed; resolves to what it says, or throws where it ends otherwise than expected. */
  contract(words: readonly string[], code?: number): Promise<string>;
  newest(): Promise<string>;
}

async function sit(t: TestContext, how: { readonly checkedOut: boolean }): Promise<Desk> {
  const scene = await startDrift(t, {
    files: { "CONTRACT.md": contractText, "reviewer.md": "The reviewer writes RiskFactors.\n" },
    gates: "{ review: {} }",
    ofRepository: ["agents: [coder]"],
    yaml: agentYaml(),
    ...how,
  });
  await scene.send("review", goodReport);
  await scene.send("review", riskyReport);
  await scene.event("harmony:health-updated");
  const { id: pattern } = await scene.pattern();
  return {
    ...{ scene, pattern },
    async contract(words, code = 0) {
      const ended = await scene.chiron.run("contract", ...words);
      assert.equal(ended.code, code, `${words.join(" ")}: ${ended.out}${ended.err}`);
      return ended.out + ended.err;
    },
    newest: async () => (await scene.pattern()).chains[0]?.id ?? "",
  };
}

function says(text: string, ...parts: readonly (string | RegExp)[]): void {
  for (const part of parts)
    assert.ok(typeof part === "string" ? text.includes(part) : part.test(text), `${part} is not said:\n${text}`);
}

test("CONTRACT-09: Fix now, a change of the chain, the diff before it lands, and the merge by hand: each page says what is wanted and what comes next", async (t) => {
  const { scene, pattern, contract, newest } = await sit(t, { checkedOut: true });
  says(await contract(["chains"]), "Nothing is being healed. chiron contract fix begins it.");
  says(
    await contract(["show", pattern]),
    `chiron contract fix ${pattern}   have a chain made that heals it; nothing runs`,
  );
  const made = await contract(["fix", pattern]);
  const first = await newest();
  says(made, `Made ${first}:`, "analyze → code → review → commit", "Nothing runs before you approve it.");
  says(made, `chiron contract chain ${first}`);
  const page = await contract(["chain", first]);
  says(page, "Nothing has been done yet. The contract's text is changed by rule, without any model. It waits for you:");
  says(page, `chiron contract approve ${first}   the change is made on a branch`, "You are not asked again");
  says(page, `chiron contract modify ${first} --drop commit   see the diff first`, `chiron contract cancel ${first}`);
  says(await contract(["show", pattern]), `chiron contract approve ${first}`);
  says(await contract(["modify", first], 2), "nothing of the chain would be different", "--drop commit");
  says(
    await contract(["modify", first, "--drop", "commit"]),
    `it takes the place of ${first}`,
    "analyze → code → review. ",
  );
  const second = await newest();
  says(await contract(["approve", first], 4), `${first} is replaced`, "chiron contract chains lists what waits now");
  says(await contract(["chain", first]), "Another chain is in its place");
  says(
    await contract(["chain", second]),
    `approve ${second}   the change is made and reviewed on a branch of its own in shop, and waits`,
  );
  says(await contract(["approve", second]), `How far it is: chiron contract chain ${second}`);
  const { task, commit } = await scene.reached(second, "ready");
  const waiting = await contract(["chain", second]);
  says(
    waiting,
    "nothing of it has landed",
    `chiron repair show ${task}   the diff`,
    `chiron repair approve ${task}   let it land`,
  );
  says((await scene.chiron.run("repair", "show", task ?? "")).out, "+- RiskFactors (one-line string, optional)");
  says(await contract(["fix", pattern], 4), `is being healed by ${second}`, `chiron contract chain ${second}`);
  assert.equal((await scene.chiron.run("repair", "approve", task ?? "")).code, 0);
  const command = await until("the command", async () => (await scene.chain(second)).command ?? undefined);
  const ready = await contract(["chain", second]);
  says(
    ready,
    "Somebody has the branch checked out",
    "it is yours to merge:",
    `\n  ${command}\n`,
    "Chiron notices by itself",
  );
  execFileSync("sh", ["-c", command], { stdio: "pipe" });
  assert.equal(git(scene.repository, "rev-parse", "main"), commit);
  await until("it is in force", async () => (await scene.chain(second)).appliedAt ?? undefined);
  says(
    await contract(["chain", second]),
    /In force .*: real outputs show/,
    `chiron contract show ${pattern} tells whether`,
  );
  says(await contract(["cancel", second], 4), "is over already: it is done");
});

test("CONTRACT-09: a chain for an agent says so, and one that failed or was cancelled says that nothing has changed, why, and how to begin anew", async (t) => {
  const { scene, pattern, contract, newest } = await sit(t, { checkedOut: false });
  says(await contract(["fix", pattern, "--because", "bad-luck"], 2), '"bad_luck" is no cause', "producer_drifted");
  says(await contract(["fix", pattern, "--flow", "nope"], 2), "there is no flow nope", "harmony-audit-and-fix");
  says(await contract(["fix", "0000"], 1), "there is no pattern 0000", "chiron contract patterns lists them.");
  says(await contract(["fix", pattern, "--because", "producer-drifted"]), "as you say: producer drifted");
  const first = await newest();
  says(await contract(["modify", first, "--say", "hello"], 2), "Write it as step=words");
  await contract(["modify", first, "--say", "code=Write no RiskFactors."]);
  const second = await newest();
  const page = await contract(["chain", second]);
  says(
    page,
    "A coding agent of shop makes the change.",
    "you say: Write no RiskFactors.",
    "nothing speaks for it but you",
  );
  letAgent(scene, "nothing");
  await contract(["approve", second, "--reason", "it was never wanted"]);
  await scene.reached(second, "failed");
  const failed = await contract(["chain", second]);
  says(failed, "Why: agent coder: it changed nothing", "nothing has changed in shop; the pattern is open");
  says(
    failed,
    `chiron contract fix ${pattern}   try again, or another way`,
    /\n {4}→ agent coder: it changed nothing\n/,
  );
  says(await contract(["chains"]), new RegExp(`${second} +failed`), new RegExp(`${first} +replaced`));
  await contract(["fix", pattern]);
  const third = await newest();
  says(await contract(["cancel", third, "--reason", "not today"]), "nothing more is done");
  says(
    await contract(["chain", third]),
    "Why: not today",
    "nothing of it came into shop",
    `fix ${pattern}   begin anew`,
  );
  const list = JSON.parse(await contract(["chains", "--json"])) as readonly ChainView[];
  assert.deepEqual(
    list.map(({ id, state }) => [id, state]),
    [
      [third, "cancelled"],
      [second, "failed"],
      [first, "replaced"],
    ],
  );
  const one = JSON.parse(await contract(["chain", second, "--json"])) as ChainView;
  assert.equal(one.chain.steps.find(({ kind }) => kind === "code")?.said, "Write no RiskFactors.");
  const again = JSON.parse(await contract(["fix", pattern, "--json"]));
  assert.equal(again.data.flow, "contract-drift-fix");
});
