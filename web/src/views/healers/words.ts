/** The states of healers and of their sight, each with a tone and a shape. */
import type { HealersWatch } from "#core/model";
import type { Tone } from "../../kit/index.ts";

export type Healer = HealersWatch["healers"][number];
export type Edge = HealersWatch["edges"][number];

export const tones: Readonly<Record<Healer["state"], Tone>> = {
  starting: "info",
  healthy: "good",
  degraded: "warn",
  recovering: "info",
  ending: "quiet",
  silent: "bad",
  not_running: "bad",
};

/** Whole, broken or dotted: told apart without colour. */
export const sights: Readonly<Record<Edge["state"], string>> = {
  sees: "sees it",
  late: "has seen it, but not lately",
  blind: "does not see it",
  gone: "is not there to look",
};
