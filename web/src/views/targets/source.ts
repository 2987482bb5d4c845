/** Every target without its readings, kept fresh. */
import type { DependencyNode, Page } from "#core/model";
import { type LiveEvent, type Resource, useResource } from "../../api/index.ts";

/** What becomes known, or unknown, without an incident is in no event. */
const everyMs = 10_000;
const changing = /^(incident\.(opened|moved|inhibited|uninhibited)|target\.|silence\.|maintenance\.|config\.loaded)/;

export const changesTargets = ({ type }: LiveEvent): boolean => changing.test(type);

export function useDependencies(): Resource<Page<DependencyNode>> {
  return useResource<Page<DependencyNode>>("/v1/dependencies", { refreshOn: changesTargets, everyMs });
}
