/** What the three are started with. All get the same words, so that each can start the others. */
import { parseArgs } from "node:util";

export interface HealerArguments {
  /** Absolute. */
  readonly configFile: string;
  /** Absolute; exists. */
  readonly dataDir: string;
  readonly port: number | undefined;
  readonly keepServices: boolean;
  /** Nobody stands by: a configuration that cannot be used is no reason not to start. */
  readonly unattended: boolean;
  /** What goes wrong at the start is told as JSON. */
  readonly json: boolean;
}

export function formatArguments({
  configFile,
  dataDir,
  port,
  keepServices,
  unattended,
  json,
}: HealerArguments): string[] {
  return [
    `--config=${configFile}`,
    `--data-dir=${dataDir}`,
    ...(port === undefined ? [] : [`--port=${port}`]),
    ...(keepServices ? ["--keep-services"] : []),
    ...(unattended ? ["--unattended"] : []),
    ...(json ? ["--json"] : []),
  ];
}

/** Throws for what it does not know. */
export function parseArguments(words: readonly string[]): HealerArguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      config: { type: "string" },
      "data-dir": { type: "string" },
      port: { type: "string" },
      "keep-services": { type: "boolean" },
      unattended: { type: "boolean" },
      json: { type: "boolean" },
    },
  });
  const { config, "data-dir": dataDir, port } = values;
  if (config === undefined || dataDir === undefined) throw new Error("needs --config and --data-dir");
  return {
    configFile: config,
    dataDir,
    port: port === undefined ? undefined : Number(port),
    keepServices: values["keep-services"] === true,
    unattended: values.unattended === true,
    json: values.json === true,
  };
}
