/** What makes the page of a runbook old. */
import type { LiveEvent } from "../../api/index.ts";

export const refreshOn =
  (id: string) =>
  ({ type, data }: LiveEvent): boolean => {
    if (type === "outcome.recorded")
      return (data.outcome as { readonly runbook?: unknown } | undefined)?.runbook === id;
    return type === "config.loaded" || data.runbook === id;
  };
