/** Patterns and chains in a word. */
import type { ChainView, HarmonyPattern } from "#core/model";
import { Badge, plain, type Tone } from "../../kit/index.ts";

export function whatOf({ kind, path }: Pick<HarmonyPattern, "kind" | "path">): string {
  return `${plain(kind)}: ${path}`;
}

export function PatternBadge({ pattern }: { readonly pattern: HarmonyPattern }) {
  const { state, status, isCritical } = pattern;
  const tones: Readonly<Record<HarmonyPattern["state"], Tone>> = {
    open: status === "violation" || isCritical ? "bad" : "warn",
    healing: "info",
    ignored: "quiet",
    closed: "good",
  };
  return (
    <span class="row">
      <Badge tone={tones[state]}>{state}</Badge>
      {isCritical && <Badge tone="bad">critical</Badge>}
    </span>
  );
}

const chainTones: Readonly<Record<ChainView["state"], Tone>> = {
  proposed: "warn",
  replaced: "quiet",
  cancelled: "quiet",
  approved: "info",
  working: "info",
  ready: "warn",
  done: "good",
  failed: "bad",
};

export function ChainBadge({ state }: { readonly state: ChainView["state"] }) {
  return <Badge tone={chainTones[state]}>{state === "proposed" ? "waits for you" : state}</Badge>;
}
