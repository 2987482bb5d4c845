import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programVersion } from "../../lib/version.ts";
import { type Contender, type Place, startInForeground } from "../contender.ts";

/** `startsecs=0`: a start counts as good at once, so no death falls under the growing back-off of failed starts. */
function configuration(place: Place): string {
  return `[supervisord]
nodaemon=true
logfile=${join(place.directory, "supervisord.log")}
pidfile=${join(place.directory, "supervisord.pid")}
childlogdir=${place.directory}

[program:web]
command=${place.programs.service} ${place.port}
autorestart=true
startsecs=0
startretries=1000000
stopsignal=KILL
`;
}

export const supervisord: Contender = {
  name: "supervisord",
  canHang: false,
  available: () => programVersion("supervisord", "--version"),
  async start(place) {
    const file = join(place.directory, "supervisord.conf");
    await writeFile(file, configuration(place));
    return startInForeground(place, "supervisord", ["--nodaemon", "--configuration", file]);
  },
};
