/** What every page shows at its edge: is anything wrong, does anybody wait for the reader. */
import { useEffect } from "preact/hooks";
import type { Status } from "#core/model";
import { type LiveEvent, useResource } from "../api/index.ts";

export interface Glance {
  readonly node: string;
  readonly version: string;
  readonly open: number;
  /** Incidents for which a human is wanted. */
  readonly wanting: number;
  readonly waiting: number;
  readonly paused: Status["paused"];
}

const changing = /^(incident|approval|engine|healing|kill_switch|silence|maintenance|target|config|plan)\./;
const rare = 60_000;

export function useGlance(): Glance | undefined {
  const refreshOn = ({ type }: LiveEvent) => changing.test(type);
  const { data } = useResource<Status>("/v1/status", { refreshOn, everyMs: rare });
  const glance = data === undefined ? undefined : glanceOf(data);
  const wanting = glance?.wanting ?? 0;
  useEffect(() => showInIcon(wanting), [wanting]);
  return glance;
}

function glanceOf(status: Status): Glance {
  const { byState, open } = status.incidents;
  const waiting = byState.awaiting_approval ?? 0;
  const wanting = waiting + (byState.escalated ?? 0) + (byState.remediation_failed ?? 0);
  return { node: status.node, version: status.version, open, wanting, waiting, paused: status.paused };
}

/** Seen among many tabs. */
function showInIcon(wanting: number): void {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (icon !== null) icon.href = wanting > 0 ? "/mark-alarm.svg" : "/mark.svg";
}
