/** What somebody wrote, with the place where it stands. */
import type { Path, Source } from "./source/index.ts";

export interface Written {
  readonly value: unknown;
  readonly source: Source;
  /** In the source. */
  readonly path: Path;
  /** The pack that brought it; undefined for what stands in chiron.yaml itself. */
  readonly pack?: string;
}
