/**
 * Fix now, and what a human makes of the chain that comes of it (CONTRACT-09). Everything that can be known beforehand is said before a chain is
 * shown, and once more before it is handed to the mender: much may have changed between the two.
 */
import { compileChain, isSealed, modifyChain, readFlows, routeFlow } from "#contract";
import { canonicalJson } from "#core/lib";
import {
  type ChainCommand,
  type ChainOrder,
  ChironError,
  type CommandResult,
  chainId,
  type DeclaredRepository,
  type DriftChain,
  type DriftHypothesis,
  endedChainStates,
  event,
  messageOf,
  type NewEvent,
} from "#core/model";
import type { Parts } from "../../parts.ts";
import type { KeptChain } from "./chains.ts";
import type { Contracts, KnownContract } from "./contracts.ts";
import type { Ledger } from "./ledger.ts";

const largestFlows = 512_000;
const longestReason = 2_000;

export interface FixingMeans {
  readonly parts: Pick<Parts, "platform" | "settings">;
  readonly ledger: Ledger;
  readonly contracts: Contracts;
  /** How many recorded outputs that were as agreed a chain can be tried on. */
  readonly countGood: (contract: string) => number;
  readonly write: (events: readonly NewEvent[]) => void;
}

type Kind<K extends ChainCommand["kind"]> = Extract<ChainCommand, { kind: K }>;

/** Throws `not_found`, `bad_request`, `conflict`, `stale`, `refused_by_policy`. */
export async function decideChain(means: FixingMeans, command: ChainCommand): Promise<CommandResult> {
  switch (command.kind) {
    case "harmony_fix":
      return fix(means, command);
    case "harmony_chain_modify":
      return modify(means, command);
    case "harmony_chain_approve":
      return approve(means, command);
    case "harmony_chain_cancel":
      return cancel(means, command);
  }
}

async function fix(means: FixingMeans, command: Kind<"harmony_fix">): Promise<CommandResult> {
  const { ledger, contracts, countGood, write } = means;
  const pattern = fixable(ledger, command.pattern);
  const known = contracts.get(pattern.contract);
  const repository = repositoryFor(means, known, pattern.contract);
  const { setting } = known ?? {};
  const { flows, remarks } = await readFlowsOf(means, pattern.contract);
  // Others decide as well, while it is read.
  fixable(ledger, pattern.id);
  const hash = known?.hash;
  if (setting === undefined || hash === null || hash === undefined)
    throw new ChironError("conflict", `the contract ${pattern.contract} cannot be read`, {
      help: "chiron contract list",
    });
  if (flows.length === 0)
    throw new ChironError("bad_request", `${setting.flows}: ${remarks[0]?.message ?? "no flow can be used"}`);
  const wanted = command.flow === undefined ? flows : flows.filter(({ id }) => id === command.flow);
  if (wanted.length === 0) {
    const help = `There are ${flows.map(({ id }) => id).join(", ")}.`;
    throw new ChironError("bad_request", `there is no flow ${command.flow}`, { help });
  }
  const { because } = command;
  const hypotheses =
    because === undefined ? pattern.hypotheses : pattern.hypotheses.filter(({ kind }) => kind === because);
  const route = routeFlow({ kind: pattern.kind, hypotheses }, wanted);
  if (route === null) {
    const cause = because === undefined ? "" : `, where the cause is: ${because.replaceAll("_", " ")}`;
    throw new ChironError("bad_request", `no flow is for ${words(pattern.kind)}${cause}`, {
      help: `Flows are described in ${setting.flows}.`,
    });
  }
  requireHands(setting, repository, pattern.kind, route.hypothesis.kind);
  const { id, gate, kind, path, total, contract } = pattern;
  const chain = compileChain(route.flow, {
    pattern: { id, gate, kind, path, total, contract },
    hypothesis: route.hypothesis,
    violations: ledger.violationsOf(id).map(({ seq }) => String(seq)),
    goodOutputs: countGood(contract),
    contractHash: hash,
    repository: repository.id,
  });
  const cause = because?.replaceAll("_", " ");
  const why =
    cause === undefined
      ? route.because
      : `${route.flow.id} is for ${words(kind)}, where the cause is, as you say: ${cause}`;
  return propose(chain, command.nonce, null, write, why);
}

function words(kind: string): string {
  return kind.replaceAll("_", " ");
}

async function readFlowsOf({ contracts, parts }: FixingMeans, contract: string): Promise<ReturnType<typeof readFlows>> {
  const place = contracts.get(contract)?.setting.flows;
  if (place === undefined) return { flows: [], remarks: [] };
  try {
    return readFlows(await parts.platform.files.read(place, largestFlows));
  } catch (error) {
    throw new ChironError("bad_request", `the flows cannot be read: ${messageOf(error)}`, {
      help: `They are looked for in ${place}: contracts[].flows of ${contract}, or the ones that ship.`,
    });
  }
}

function fixable(ledger: Ledger, id: string) {
  const pattern = ledger.drift.pattern(id);
  if (pattern === undefined)
    throw new ChironError("not_found", `there is no pattern ${id}`, { help: "chiron contract patterns lists them." });
  if (pattern.state === "closed") throw new ChironError("conflict", `the pattern ${id} is closed: outputs pass again`);
  if (pattern.state === "healing") {
    const chain = pattern.decision.state === "healing" ? pattern.decision.chain : "";
    throw new ChironError("conflict", `the pattern ${id} is being healed by ${chain}`, {
      help: `chiron contract chain ${chain}`,
    });
  }
  return pattern;
}

function repositoryFor({ parts }: FixingMeans, known: KnownContract | undefined, contract: string): DeclaredRepository {
  const { repository = null, file = null } = known?.setting ?? {};
  const found = parts.settings().repositories.find(({ id }) => id === repository);
  if (found === undefined || file === null) {
    throw new ChironError(
      "bad_request",
      `the contract ${contract} stands in no repository in which it could be healed`,
      {
        help: "Say in chiron.yaml which one: contracts[].repository, with an entry under `repositories`.",
      },
    );
  }
  if (found.autonomy === "observe") {
    throw new ChironError("refused_by_policy", `the autonomy of ${found.id} is observe: nothing is made there`, {
      help: "autonomy: approve lets Chiron make what you approve.",
    });
  }
  return found;
}

/** Whether anybody is there who could make the change. */
function requireHands(
  { replay, id }: KnownContract["setting"],
  repository: DeclaredRepository,
  kind: DriftChain["pattern"]["kind"],
  cause: DriftHypothesis["kind"],
): void {
  if (cause === "contract_stale" || cause === "deliberate_evolution" || kind.endsWith("_event")) return;
  const instead = "If the contract is what is behind, say so: --because contract_stale.";
  if (repository.agents.length === 0) {
    const what = cause === "parser_too_strict" ? "parser" : "producer";
    throw new ChironError("bad_request", `changing the ${what} needs a coding agent, and ${repository.id} names none`, {
      help: `Name one under repositories[].agents. ${instead}`,
    });
  }
  if (cause === "parser_too_strict" && replay === null) {
    throw new ChironError("bad_request", "nothing tells whether your parser understands an output", {
      help: `Say under contracts[].replay of ${id} how it is asked. ${instead}`,
    });
  }
}

function modify(means: FixingMeans, command: Kind<"harmony_chain_modify">): CommandResult {
  const { instructions = {}, drop = [], nonce } = command;
  const known = waiting(means.ledger, command.chain);
  const repository = means.parts.settings().repositories.find(({ id }) => id === known.chain.repository);
  if (instructions.code !== undefined && (repository?.agents ?? []).length === 0) {
    throw new ChironError("bad_request", "instructions to `code` are for a coding agent, and none is named", {
      help: "Name one under repositories[].agents; without one the change is made by rule.",
    });
  }
  const chain = modifyChain(known.chain, { instructions, drop });
  if (canonicalJson(chain.steps) === canonicalJson(known.chain.steps))
    throw new ChironError("bad_request", "nothing of the chain would be different", {
      help: 'Say what: --say code="…", or --drop commit.',
    });
  return propose(chain, nonce, known.id, means.write, `it takes the place of ${known.id}`);
}

function propose(
  chain: DriftChain,
  nonce: string,
  replaces: string | null,
  write: FixingMeans["write"],
  because: string,
): CommandResult {
  const id = chainId(chain.hash);
  write([event("harmony:chain-proposed", { id, chain, nonce, replaces })]);
  const steps = chain.steps.map(({ kind }) => kind).join(" → ");
  return {
    message: `Made ${id}: ${because}. Its steps: ${steps}. Nothing runs before you approve it. What it would do: chiron contract chain ${id}`,
    changed: true,
    data: { chain: id, hash: chain.hash, flow: chain.flow },
  };
}

async function approve(
  means: FixingMeans,
  { chain: id, nonce, reason }: Kind<"harmony_chain_approve">,
): Promise<CommandResult> {
  const { ledger, contracts, write } = means;
  // What counts is what stands there now, and not what stood there when it was looked at last.
  await contracts.look();
  const known = waiting(ledger, id);
  const { chain } = known;
  if (!isSealed(chain)) throw new ChironError("conflict", `${id} is not as it was proposed`);
  fixable(ledger, chain.pattern.id);
  const contract = contracts.get(chain.pattern.contract);
  const declared = repositoryFor(means, contract, chain.pattern.contract);
  const { id: repository } = declared;
  if (contract === undefined || contract.hash !== chain.contractHash || repository !== chain.repository) {
    throw new ChironError("stale", `${id} was made for another text of the contract than the one that counts now`, {
      help: `chiron contract fix ${chain.pattern.id}`,
    });
  }
  requireHands(contract.setting, declared, chain.pattern.kind, chain.hypothesis.kind);
  const { file, replay } = contract.setting;
  const own = (places: readonly { readonly stream: string; readonly seq: number }[]) =>
    places.flatMap(({ stream, seq }) => (stream === "engine" ? [seq] : []));
  const order: ChainOrder = {
    ...{ id, chain, file: file ?? "", replay },
    violations: own(ledger.violationsOf(chain.pattern.id)),
    good: own(ledger.good),
  };
  const pattern = chain.pattern.id;
  write([
    event("harmony:chain-decided", { chain: id, pattern, decision: "approve", reason: wordsOf(reason), nonce, order }),
  ]);
  return {
    message: `Approved ${id}: the mender carries it out in ${repository}. How far it is: chiron contract chain ${id}`,
    changed: true,
    data: { chain: id },
  };
}

function cancel(
  { ledger, write }: FixingMeans,
  { chain: id, nonce, reason }: Kind<"harmony_chain_cancel">,
): CommandResult {
  const known = chainOf(ledger, id);
  if (endedChainStates.has(known.state))
    throw new ChironError("conflict", `${id} is over already: it is ${known.state}`);
  const pattern = known.chain.pattern.id;
  write([event("harmony:chain-decided", { chain: id, pattern, decision: "cancel", reason: wordsOf(reason), nonce })]);
  return {
    message: `Cancelled ${id}; nothing more is done, and the pattern ${pattern} is open.`,
    changed: true,
    data: { chain: id },
  };
}

function waiting(ledger: Ledger, id: string): KeptChain {
  const known = chainOf(ledger, id);
  if (known.state === "proposed") return known;
  throw new ChironError("conflict", `${id} is ${known.state}, and asks for nothing`, {
    help: known.state === "replaced" ? "chiron contract chains lists what waits now." : `chiron contract chain ${id}`,
  });
}

function chainOf(ledger: Ledger, id: string): KeptChain {
  const known = ledger.chains.get(id);
  if (known !== undefined) return known;
  throw new ChironError("not_found", `there is no chain ${id}`, { help: "chiron contract chains lists them." });
}

function wordsOf(reason: string | undefined): string | null {
  const words = reason?.trim().slice(0, longestReason) ?? "";
  return words === "" ? null : words;
}
