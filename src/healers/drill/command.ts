/** How a drill is started as a process of its own. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DrillSetting } from "#core/model";

const program = fileURLToPath(new URL("../../../bin/chiron.js", import.meta.url));

export function drillCommand(dataDir: string, { faults, who, times }: DrillSetting) {
  const words = ["--fault", ...faults, "--who", ...who, "--times", String(times), "--yes", "--scheduled"];
  return {
    command: [process.execPath, program, "--data-dir", dataDir, "drill", "healers", ...words],
    cwd: dataDir,
    env: {},
    log: join(dataDir, "drill.log"),
  };
}
