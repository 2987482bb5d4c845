/** Says which repositories there are. The mender goes by the log alone, so it reads no configuration, and never another one than the engine. */
import { canonicalJson } from "#core/lib";
import type { MendingReader } from "#core/log/read";
import { event, type NewEvent, type Settings } from "#core/model";

/** Nothing where it was said before, in the same words. */
export function declaration(
  { repositories }: Pick<Settings, "repositories">,
  reader: Pick<MendingReader, "declared">,
): readonly NewEvent[] {
  if (canonicalJson(reader.declared()) === canonicalJson(repositories)) return [];
  return [event("repositories.declared", { repositories })];
}
