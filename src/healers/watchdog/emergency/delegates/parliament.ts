/**
 * The delegate that is asked before anything is done to a target, and that calls a human. Its members are the policies that can be judged
 * without the store, from what the engine wrote down last; each says what it goes by. One vote against is enough.
 */
import type { NewEvent, Vote } from "#core/model";
import type { Page } from "#healers/mutual";
import type { CriticalTarget, CriticalTargets } from "#healers/mutual/critical";
import type { Ledger } from "#healers/mutual/grants";
import type { EmergencyMeans } from "../means.ts";

export const parliamentName = "delegate:parliament";

export interface Question {
  readonly critical: CriticalTargets;
  readonly target: CriticalTarget;
  /** How often it was started in this emergency already. */
  readonly tries: number;
  readonly most: number;
}

export interface ParliamentMeans extends Pick<EmergencyMeans, "now" | "page"> {
  readonly emergency: string;
  readonly ledger: Ledger;
  readonly note: (entry: NewEvent) => void;
  /** Whether a human was told that already in this emergency; the answer false is given once. */
  readonly tellOnce: (key: string) => boolean;
  /** It is known that nobody was reached: it may be tried again. */
  readonly untold: (key: string) => void;
}

export class Parliament {
  readonly #means: ParliamentMeans;
  /** The same votes again are no news. */
  readonly #last = new Map<string, string>();

  constructor(means: ParliamentMeans) {
    this.#means = means;
  }

  vote(action: string, question: Question): { readonly passed: boolean; readonly why: string } {
    const { ledger, emergency, note, now } = this.#means;
    const asked = ledger.use({ delegate: parliamentName, capability: "votes.gather", what: `vote on: ${action}` });
    if (!asked.allowed) return { passed: false, why: asked.why };
    const votes = votesOn(question, now().now);
    const against = votes.filter(({ vote }) => vote === "against");
    const passed = against.length === 0;
    const asText = JSON.stringify(votes);
    if (this.#last.get(action) !== asText) {
      this.#last.set(action, asText);
      note({ type: "emergency.voted", data: { emergency, action, votes, passed }, actor: parliamentName });
    }
    return { passed, why: against.map(({ voter, evidence }) => `${voter}: ${evidence}`).join("; ") };
  }

  /** At most once about the same thing, as long as it is not known that nobody was reached. */
  async escalate(page: Page, signal: AbortSignal): Promise<void> {
    const { ledger, emergency, note, tellOnce, untold } = this.#means;
    if (tellOnce(page.key)) return;
    const use = {
      delegate: parliamentName,
      capability: "human.escalate",
      what: `page a human: ${page.subject}`,
    } as const;
    if (!ledger.use(use).allowed) return untold(page.key);
    const sent = await this.#means.page(page, signal);
    if (!sent.delivered) untold(page.key);
    const { key, subject } = page;
    note({
      type: "emergency.told",
      data: { emergency, key, route: "page", subject, ...sent },
      actor: parliamentName,
    });
  }
}

function votesOn({ critical, target, tries, most }: Question, now: number): readonly Vote[] {
  const { paused, observing } = critical;
  const window = target.windows.find(({ from, until }) => from <= now && (until === null || now < until));
  const held = target.holds.join("; ");
  return [
    ballot("kill-switch", paused, paused ?? "healing is not paused"),
    ballot("store", observing, observing ? "the store is damaged: Chiron only observes" : "the store was whole"),
    ballot("manual-stop", held !== "", held === "" ? "nobody stopped or holds it" : held),
    ballot("maintenance", window, window === undefined ? "no window or silence is over it" : `${window.name} is open`),
    ballot("restart-storm", tries >= most, `started ${tries} of at most ${most} times in this emergency`),
    { voter: "peers", vote: "abstain", evidence: "this Chiron belongs to no fleet" },
  ];
}

function ballot(voter: string, against: unknown, evidence: string): Vote {
  const isAgainst = against !== null && against !== undefined && against !== false;
  return { voter, vote: isAgainst ? "against" : "for", evidence };
}
