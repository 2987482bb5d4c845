/** The environment of an agent's program: a short list, and secrets by name only. */
import { join } from "node:path";
import { readSecret } from "#core/lib";
import type { AgentContext } from "#core/model";
import type { CommandOptions } from "./options.ts";

export interface Surroundings {
  readonly variables: Readonly<Record<string, string>>;
  /** May stand in nothing that is kept. */
  readonly secrets: readonly string[];
}

type Means = Pick<AgentContext, "files" | "environment" | "scratch">;

/** Throws, without the secret, where a file that is named holds none. Git looks and asks for nothing: no pager, no password, no locks. */
export async function surroundings(options: CommandOptions, means: Means): Promise<Surroundings> {
  const { files, environment, scratch } = means;
  const [home, temporary] = [join(scratch, "home"), join(scratch, "tmp")];
  for (const folder of [home, temporary]) await files.makeFolder(folder, 0o700);
  const passed: [string, string][] = [];
  for (const name of options.pass) {
    const value = environment(name);
    if (value !== undefined) passed.push([name, value]);
  }
  for (const [name, file] of Object.entries(options.secrets)) {
    const value = await readSecret(name, { file, env: undefined }, { files, environment });
    if (value !== undefined) passed.push([name, value]);
  }
  return {
    variables: {
      ...{ HOME: home, TMPDIR: temporary, LANG: "C.UTF-8", TERM: "dumb", NO_COLOR: "1", CI: "1" },
      ...{ GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", GIT_PAGER: "cat", GIT_EDITOR: "false" },
      ...Object.fromEntries(passed),
    },
    secrets: passed.map(([, value]) => value),
  };
}
