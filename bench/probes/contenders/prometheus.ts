import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePorts } from "../../lib/ports.ts";
import { programVersion } from "../../lib/version.ts";
import { type Contender, EVERY_SECONDS, TIMEOUT_SECONDS } from "../contender.ts";

const EXPORTER = "prometheus-blackbox-exporter";

const EXPORTER_CONFIGURATION = {
  modules: { web: { prober: "http", timeout: `${TIMEOUT_SECONDS}s`, http: { preferred_ip_protocol: "ip4" } } },
};

/** Prometheus scrapes the exporter once a target; the relabelling turns each target's address into a parameter. */
function configuration(exporterPort: number, ports: readonly number[]): object {
  return {
    global: { scrape_interval: `${EVERY_SECONDS}s`, scrape_timeout: `${EVERY_SECONDS}s` },
    scrape_configs: [
      {
        job_name: "web",
        metrics_path: "/probe",
        params: { module: ["web"] },
        static_configs: [{ targets: ports.map((port) => `http://127.0.0.1:${port}/`) }],
        relabel_configs: [
          { source_labels: ["__address__"], target_label: "__param_target" },
          { source_labels: ["__param_target"], target_label: "instance" },
          { target_label: "__address__", replacement: `127.0.0.1:${exporterPort}` },
        ],
      },
    ],
  };
}

export const prometheus: Contender = {
  name: "Prometheus + blackbox",
  async available() {
    const versions = [await programVersion("prometheus", "--version"), await programVersion(EXPORTER, "--version")];
    return versions.includes(undefined) ? undefined : versions.join(" + ");
  },
  async start(place) {
    const { directory, ports, processes } = place;
    const [ownPort = 0, exporterPort = 0] = await freePorts(2);
    const file = join(directory, "prometheus.yml");
    const exporterFile = join(directory, "blackbox.yml");
    const data = join(directory, "data");
    await mkdir(data);
    await writeFile(file, stringify(configuration(exporterPort, ports)));
    await writeFile(exporterFile, stringify(EXPORTER_CONFIGURATION));
    const exporterOptions = [`--config.file=${exporterFile}`, `--web.listen-address=127.0.0.1:${exporterPort}`];
    processes.start(EXPORTER, [...exporterOptions, "--log.level=error"], place);
    const options = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${ownPort}`,
    ];
    processes.start("prometheus", [...options, "--log.level=error"], place);
  },
};
