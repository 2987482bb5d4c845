/** Configurations written for a test, and read with everything that the engine knows. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readContract } from "#contract";
import { formatProblems, type Kinds, readConfiguration } from "#core/config";
import type { Settings } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { temporaryFolder } from "#core/platform/test";
import { actions } from "#loop/act";
import { policies } from "#loop/guard";
import { checks, intakes, probes } from "#loop/sense";
import { agents } from "#repair/agents";
import { sinks } from "#surface/export";
import { channels } from "#surface/notify";

const kinds: Kinds = {
  ...{ probes, actions, checks, policies, channels, sinks, intakes },
  agents: async () => agents,
  contractFormats: async (text) => readContract(text).formats.map(({ id }) => id),
};

export interface Written {
  /** Undefined when it was refused. */
  readonly settings: Settings | undefined;
  /** The problems, or the warnings, as people see them; files are named relative to the folder. */
  readonly said: string;
  readonly folder: string;
}

/** Files by name, `chiron.yaml` among them, or the text of that one alone. */
export async function readWritten(
  test: { after(cleanUp: () => void): void },
  written: string | Readonly<Record<string, string>>,
): Promise<Written> {
  const folder = temporaryFolder(test);
  for (const [name, text] of Object.entries(typeof written === "string" ? { "chiron.yaml": written } : written)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const platform = createRealPlatform();
  test.after(() => platform.close());
  const read = await readConfiguration({ file: join(folder, "chiron.yaml"), files: platform.files, kinds });
  const said = formatProblems(read.ok ? read.warnings : read.problems).replaceAll(`${folder}/`, "");
  return { settings: read.ok ? read.settings : undefined, said, folder };
}
