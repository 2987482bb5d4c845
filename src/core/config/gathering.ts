/** What reading a configuration has at hand, and what it collects. */
import { isAbsolute, resolve } from "node:path";
import { suggest } from "#core/lib";
import type { Action, Agent, Channel, Check, Intake, Policy, Probe, Sink } from "#core/model";
import type { Files } from "#core/platform";
import type { ProblemList } from "./problems.ts";

/** The extensions that this Chiron has, by family and name. */
export interface Kinds {
  readonly probes: ReadonlyMap<string, Probe>;
  readonly actions: ReadonlyMap<string, Action>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly sinks: ReadonlyMap<string, Sink>;
  readonly intakes: ReadonlyMap<string, Intake>;
  /** Loaded when one is configured. */
  readonly agents: () => Promise<ReadonlyMap<string, Agent>>;
  /** The numbers of the formats in the text of a contract. Asked for only where a gate names one. */
  readonly contractFormats: (text: string) => Promise<readonly string[]>;
}

export interface Gathering {
  readonly files: Files;
  readonly kinds: Kinds;
  /** The folder of chiron.yaml; relative paths are read against it. */
  readonly folder: string;
  readonly problems: ProblemList;
  readonly warnings: ProblemList;
  /** The ids of all declared probes, by which runbooks speak of readings. */
  readonly probeIds: Set<string>;
  /** The folder of runbooks that Chiron wrote itself. */
  readonly drafts?: string;
  /** The text of everything that was read, for the hash. */
  readonly texts: string[];
}

/** `did you mean "http"?`, or the words for when nothing known is near. */
export function didYouMean(word: string, known: Iterable<string>, otherwise?: string): string | undefined {
  const near = suggest(word, known);
  return near === undefined ? otherwise : `did you mean "${near}"?`;
}

export function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}
