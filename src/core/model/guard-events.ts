/** What the guard keeps in mind, and what holds it all back; part of all events (events.ts). */
import type { Capability, Grant } from "./grant.ts";

export interface GuardEvents {
  /** Many targets are bad at once: until it is over no repair begins, and nobody is paged for each of them. */
  "storm.began": { readonly bad: number; readonly watched: number; readonly targets: readonly string[] };
  "storm.ended": { readonly bad: number; readonly watched: number; readonly stillOpen: readonly string[] };
  "grant.given": { readonly grant: Grant };
  "grant.revoked": { readonly grant: string; readonly reason: string };
  /** A delegate did something, or tried to; `grant` is null where none covers it. */
  "grant.used": {
    readonly delegate: string;
    readonly grant: string | null;
    readonly capability: Capability | null;
    readonly what: string;
    readonly allowed: boolean;
  };
  /** Several critical troubles at once: every other repair is held, and one critical target at a time has its turn. */
  "containment.began": {
    readonly incidents: readonly string[];
    readonly targets: readonly string[];
    readonly reason: string;
  };
  /** By a page of its own, or by the one of a storm that came of it. */
  "containment.told": { readonly by: "page" | "storm" };
  "containment.ended": { readonly reason: string };
  "healing.paused": { readonly reason: string };
  "healing.resumed": { readonly reason: string };
}
