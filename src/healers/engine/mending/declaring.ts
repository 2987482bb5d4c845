/** Says which repositories there are. The mender goes by the log alone, so it reads no configuration, and never another one than the engine. */
import { canonicalJson } from "#core/lib";
import type { MendingReader } from "#core/log/read";
import { type AgentsAtHand, event, type NewEvent, type Settings } from "#core/model";

/** Nothing where it was said before, in the same words. */
export function declaration(
  { repositories, agents, model }: Pick<Settings, "repositories" | "agents" | "model">,
  reader: Pick<MendingReader, "declared" | "agents">,
): readonly NewEvent[] {
  const isAsked = agents.some(({ kind }) => kind === "model");
  const atHand: AgentsAtHand = { agents, model: isAsked && model !== undefined ? model : null };
  // As it will be read again: what is undefined is not there.
  const kept = JSON.parse(JSON.stringify({ repositories, atHand })) as { repositories: unknown; atHand: unknown };
  const known = { repositories: reader.declared(), atHand: reader.agents() };
  if (canonicalJson(known) === canonicalJson(kept)) return [];
  return [event("repositories.declared", { repositories, ...(agents.length === 0 ? {} : { atHand }) })];
}
