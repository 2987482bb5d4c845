/** Reads chiron.yaml with everything that this engine knows: its probes, actions, checks, policies and channels. */

import {
  type Configuration,
  formatProblems,
  type Kinds,
  readConfiguration,
  readOneRunbook,
  type Shown,
  showSettings,
} from "#core/config";
import { maskSecrets, maskValues } from "#core/lib";
import { ChironError, type Settings } from "#core/model";
import type { Files } from "#core/platform";
import { createRealPlatform } from "#core/platform/real";
import { readKept } from "#healers/mutual/last-good";
import { actions } from "#loop/act";
import { policies } from "#loop/guard";
import { checks, intakes, probes } from "#loop/sense";
import { sinks } from "#surface/export";
import { channels } from "#surface/notify";
import { keptFiles } from "./configuration/index.ts";

/** Only who configures a coding agent loads what knows of them. */
const agents: Kinds["agents"] = async () => (await import("#repair/agents")).agents;

/** Only who names a format loads what reads contracts. */
const contractFormats: Kinds["contractFormats"] = async (text) =>
  (await import("#contract")).readContract(text).formats.map(({ id }) => id);

const kinds: Kinds = { probes, actions, checks, policies, channels, sinks, intakes, agents, contractFormats };

/** `drafts`: the folder of runbooks that Chiron wrote itself. */
export function validateConfiguration(
  file: string,
  drafts?: string,
  files: Files = createRealPlatform().files,
): Promise<Configuration> {
  return readConfiguration({ file, files, kinds, ...(drafts === undefined ? {} : { drafts }) });
}

/** The last one that worked, as it was kept; undefined when none was. `folder`: `<data>/healers`. */
export async function validateKept(folder: string): Promise<Configuration | undefined> {
  const kept = readKept(folder);
  if (kept === undefined) return undefined;
  return validateConfiguration(kept.file, undefined, keptFiles(createRealPlatform().files, folder, kept));
}

/** Throws ChironError("bad_config") for one that cannot be used. */
export async function readDraft(file: string): Promise<Settings["runbooks"][number]> {
  const { runbook, problems } = await readOneRunbook({ file, files: createRealPlatform().files, kinds });
  if (runbook !== undefined && problems.length === 0) return runbook;
  throw new ChironError("bad_config", formatProblems(problems), { details: { problems } });
}

/** Throws ChironError("bad_config") with the whole report; what is only worth a warning is said. */
export async function readSettings(
  file: string,
  say: (line: string) => void,
  drafts?: string,
  files?: Files,
): Promise<Settings> {
  const read = await validateConfiguration(file, drafts, files);
  if (read.ok) {
    if (read.warnings.length > 0) say(`warning: ${formatProblems(read.warnings)}`);
    return read.settings;
  }
  throw new ChironError("bad_config", formatProblems(read.problems), { details: { problems: read.problems } });
}

/** As it is understood, for people to look at: what is secret is masked. Throws ChironError("bad_config") like `readSettings`. */
export async function showConfiguration(file: string): Promise<Shown> {
  const settings = await readSettings(file, () => undefined);
  return maskTexts(maskValues(showSettings(settings, kinds))) as Shown;
}

function maskTexts(value: unknown): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (Array.isArray(value)) return value.map(maskTexts);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskTexts(inner)]));
}
