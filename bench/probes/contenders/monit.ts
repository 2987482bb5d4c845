import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programVersion } from "../../lib/version.ts";
import { type Contender, EVERY_SECONDS, type Place, TIMEOUT_SECONDS } from "../contender.ts";

function configuration({ directory, ports }: Place): string {
  const checks = ports.map(
    (port, index) => `check host web-${index} with address 127.0.0.1
  if failed port ${port} protocol http with timeout ${TIMEOUT_SECONDS} second then alert
`,
  );
  return `set daemon ${EVERY_SECONDS}
set log ${join(directory, "monit.log")}
set pidfile ${join(directory, "monit.pid")}
set idfile ${join(directory, "monit.id")}
set statefile ${join(directory, "monit.state")}
${checks.join("")}`;
}

export const monit: Contender = {
  name: "monit",
  available: () => programVersion("monit", "--version"),
  async start(place) {
    const file = join(place.directory, "monitrc");
    await writeFile(file, configuration(place), { mode: 0o600 });
    place.processes.start("monit", ["-I", "-c", file], place);
  },
};
