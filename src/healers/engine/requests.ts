/** What a request names must exist; else it says so, and where to look. */
import { ChironError, type RegisteredRunbook, type Target } from "#core/model";
import type { Parts } from "./parts.ts";

export function findRunbook(parts: Parts, id: string): RegisteredRunbook {
  const registered = parts.registry().find(id);
  if (registered === undefined)
    throw new ChironError("not_found", `there is no runbook ${id}`, { help: "chiron runbooks lists them" });
  return registered;
}

export function requireTarget(parts: Parts, id: string): Target {
  const target = parts.target(id);
  if (target === undefined)
    throw new ChironError("not_found", `there is no target ${id}`, { help: "chiron status lists them" });
  return target;
}

export function requireReason(reason: string): void {
  if (reason.trim() === "")
    throw new ChironError("bad_request", "a reason is needed", { help: 'say why: --reason "…"' });
}
