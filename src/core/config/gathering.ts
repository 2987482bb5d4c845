/** What reading a configuration has at hand, and what it collects. */

import { isAbsolute, resolve } from "node:path";
import type { Action, Channel, Policy, Probe } from "#core/model";
import type { Files } from "#core/platform";
import type { Problem } from "./problems.ts";

/** The extensions that this Chiron has, by family and name. */
export interface Kinds {
  readonly probes: ReadonlyMap<string, Probe>;
  readonly actions: ReadonlyMap<string, Action>;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly channels: ReadonlyMap<string, Channel>;
}

export interface Gathering {
  readonly files: Files;
  readonly kinds: Kinds;
  /** The folder of chiron.yaml; relative paths are read against it. */
  readonly folder: string;
  readonly problems: Problem[];
  readonly warnings: Problem[];
  /** The text of everything that was read, for the hash. */
  readonly texts: string[];
}

export function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}
