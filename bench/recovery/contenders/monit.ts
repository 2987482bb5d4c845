import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programVersion } from "../../lib/version.ts";
import { type Contender, type Place, startInForeground } from "../contender.ts";

/**
 * The shortest cycle there is. The timeout of the start program is also how long monit leaves out the HTTP check after a
 * start, so the shortest there too. A process that hangs ends only by SIGKILL.
 */
function configuration(place: Place, processIdFile: string): string {
  const { service, launcher } = place.programs;
  return `set daemon 1
set log ${join(place.directory, "monit.log")}
set pidfile ${join(place.directory, "monit.pid")}
set idfile ${join(place.directory, "monit.id")}
set statefile ${join(place.directory, "monit.state")}
check process web with pidfile ${processIdFile}
  start program = "${launcher} ${processIdFile} ${service} ${place.port}" with timeout 1 second
  stop program = "/bin/sh -c 'kill -9 $(cat ${processIdFile})'" with timeout 1 second
  if failed host 127.0.0.1 port ${place.port} protocol http with timeout 1 second then restart
`;
}

export const monit: Contender = {
  name: "monit",
  canHang: true,
  available: () => programVersion("monit", "--version"),
  async start(place) {
    const file = join(place.directory, "monitrc");
    await writeFile(file, configuration(place, join(place.directory, "web.pid")), { mode: 0o600 });
    return startInForeground(place, place.programs.reaper, ["monit", "-I", "-c", file]);
  },
};
