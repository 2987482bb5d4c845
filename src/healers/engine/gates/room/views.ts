/** Contracts, patterns and scores as surfaces get them. */
import { thinned, weightOf } from "#contract";
import type { HarmonyEvent, HarmonyReader } from "#core/log/read";
import type {
  ChainView,
  ContractView,
  ContractViolation,
  GateView,
  HarmonyPattern,
  HarmonyPatternDetail,
  HarmonyView,
  ScorePoint,
} from "#core/model";
import { choicesOfPattern } from "#surface/story/drift";
import { chainView } from "./chains.ts";
import type { Contracts, KnownContract } from "./contracts.ts";
import type { DayCounts } from "./day-counts.ts";
import type { Ledger } from "./ledger.ts";
import { violationId } from "./recording.ts";

const historyShown = 500;
const gateHistoryShown = 30;
const sessionsShown = 100;
const violationsShown = 20;

type Pattern = ReturnType<Ledger["drift"]["patterns"]>[number];

export function contractViews(contracts: Contracts): readonly ContractView[] {
  return contracts.all().map(contractView);
}

function contractView({ setting, summary, revisions, hash, trouble }: KnownContract): ContractView {
  const newest = revisions.at(-1);
  return {
    ...{ id: setting.id, path: setting.path, repository: setting.repository, hash, trouble },
    version: summary?.version ?? null,
    readAt: newest === undefined ? null : iso(newest.since),
    formats: (summary?.formats ?? []).map(({ endLine: _, ...format }) => format),
    gates: setting.gates.map(({ gate }) => gate),
    follow: setting.follow.map(({ kind, from, gate }) => ({ kind, from, gate })),
  };
}

export function harmonyView(ledger: Ledger, contracts: Contracts, now: number): HarmonyView {
  const { drift } = ledger;
  const declared = contracts.all().flatMap(({ setting }) => setting.gates.map(({ gate }) => gate));
  const gates = new Set([...declared, ...ledger.gates.keys(), ...drift.gates()]);
  const newest = newestChains(ledger);
  return {
    score: drift.score("overall"),
    scoreByReplay: drift.scoreByReplay("overall"),
    gates: [...gates].map((gate) => gateView(gate, ledger, contracts, now)),
    sessions: [...ledger.sessions]
      .slice(-sessionsShown)
      .reverse()
      .map(([session, counts]) => ({
        ...{ session, score: drift.score({ session }), checks: counts.at(now) },
        lastAt: iso(counts.lastAt),
      })),
    patterns: drift
      .patterns()
      .filter(({ state }) => state !== "closed")
      .sort((a, b) => weightNow(b) - weightNow(a) || b.lastAt - a.lastAt)
      .map((pattern) => patternView(pattern, newest.get(pattern.id))),
    history: drift.history("overall").slice(-historyShown).map(scorePoint),
  };
}

function scorePoint({ at, score }: { readonly at: number; readonly score: number }): ScorePoint {
  return { at: iso(at), score };
}

function weightNow(pattern: Pattern): number {
  return pattern.state === "ignored" || pattern.state === "closed" ? 0 : Math.round(10 * weightOf(pattern)) / 10;
}

function gateView(gate: string, ledger: Ledger, contracts: Contracts, now: number): GateView {
  const counts: DayCounts | undefined = ledger.gates.get(gate);
  return {
    gate,
    contract: ownerOf(gate, contracts),
    score: ledger.drift.score({ gate }),
    checks: counts?.at(now) ?? { valid: 0, degraded: 0, violation: 0 },
    lastAt: counts === undefined ? null : iso(counts.lastAt),
    history: thinned(ledger.drift.history({ gate }), gateHistoryShown).map(scorePoint),
  };
}

/** Of a gate that was used under another configuration there may be none. */
function ownerOf(gate: string, contracts: Contracts): string | null {
  try {
    return contracts.ofGate(gate).known.setting.id;
  } catch {
    return null;
  }
}

/** By the pattern that it was made for. */
function newestChains({ chains }: Ledger): ReadonlyMap<string, ChainView> {
  return new Map(
    chains
      .all()
      .toReversed()
      .map((kept) => [kept.chain.pattern.id, chainView(kept)]),
  );
}

function patternView(pattern: Pattern, newest: ChainView | undefined): HarmonyPattern {
  const { times: _, samples: __, decision, firstAt, lastAt, ...rest } = pattern;
  return {
    ...rest,
    weight: weightNow(pattern),
    firstAt: iso(firstAt),
    lastAt: iso(lastAt),
    ignored: decision.state === "ignored" ? { by: decision.by, at: iso(decision.at), reason: decision.reason } : null,
    chainId: newest?.id ?? null,
    wanted: choicesOfPattern(pattern, newest),
  };
}

export function patternDetail(
  id: string,
  ledger: Ledger,
  contracts: Contracts,
  reader: HarmonyReader,
  mostViolations = violationsShown,
): HarmonyPatternDetail | undefined {
  const pattern = ledger.drift.pattern(id);
  if (pattern === undefined) return undefined;
  const chains = ledger.chains
    .all()
    .filter(({ chain }) => chain.pattern.id === id)
    .map(chainView);
  const places = ledger.violationsOf(id).toReversed().slice(0, Math.min(mostViolations, violationsShown));
  return {
    ...patternView(pattern, chains[0]),
    violations: places.flatMap(({ stream, seq }) =>
      reader.at(stream, [seq]).flatMap((stored) => violationsIn(stored, pattern)),
    ),
    contractText: textOf(pattern, contracts.get(pattern.contract)),
    history: ledger.notesOf(id).map(({ at, ...note }) => ({ at: iso(at), ...note })),
    chains,
  };
}

export function violationsIn(stored: HarmonyEvent, { kind, path }: Pattern): readonly ContractViolation[] {
  if (stored.type !== "harmony:violation") return [];
  const { check, findings, isCut: _, version: __, ...rest } = stored.data;
  return findings
    .filter(({ advisory }) => !advisory)
    .flatMap((finding, index) =>
      finding.kind === kind && finding.path === path
        ? [{ id: violationId(check, index), at: stored.at, ...rest, ...finding }]
        : [],
    );
}

/** The lines of its format; of what was not recognised there are none. */
function textOf({ formats }: Pattern, known: KnownContract | undefined): HarmonyPatternDetail["contractText"] {
  const format = known?.summary?.formats.find(({ id }) => formats.includes(id));
  const text = known?.revisions.at(-1)?.text;
  if (text === undefined || format === undefined) return null;
  const lines = text.split("\n").slice(format.line - 1, format.endLine);
  return { text: lines.join("\n"), fromLine: format.line };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
