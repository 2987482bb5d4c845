/** A word with a tone and a shape: nothing is said by colour alone. */
import type { Health, IncidentState, Severity } from "./vocabulary.ts";
import { plain } from "./words.ts";

export type Tone = "good" | "bad" | "warn" | "info" | "quiet";

const shapes: Readonly<Record<Tone, string>> = { good: "●", bad: "◆", warn: "▲", info: "■", quiet: "○" };

export function Badge({
  tone,
  children,
  title,
}: {
  readonly tone: Tone;
  readonly children: string;
  readonly title?: string;
}) {
  return (
    <span class={`badge badge-${tone}`} title={title}>
      <span aria-hidden="true">{shapes[tone]}</span> {children}
    </span>
  );
}

const stateTones: Readonly<Record<IncidentState, Tone>> = {
  detected: "warn",
  diagnosing: "warn",
  awaiting_approval: "warn",
  remediating: "info",
  verifying: "info",
  escalated: "bad",
  remediation_failed: "bad",
  resolved: "good",
  self_resolved: "good",
  dismissed: "quiet",
};

export function StateBadge({ state }: { readonly state: IncidentState }) {
  return <Badge tone={stateTones[state] ?? "quiet"}>{plain(state)}</Badge>;
}

export function HealthBadge({ health }: { readonly health: Health }) {
  return <Badge tone={health === "good" ? "good" : health === "bad" ? "bad" : "quiet"}>{health}</Badge>;
}

export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  const tone = severity === "critical" ? "bad" : severity === "high" ? "warn" : "quiet";
  return <Badge tone={tone}>{severity}</Badge>;
}
