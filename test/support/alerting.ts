/** Debian's own Prometheus and Alertmanager, on a rule that really fires, and something that can be measured. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { temporaryFolder, until } from "../../src/core/platform/test/index.ts";
import { readGuide } from "./guides.ts";
import { freePort } from "./ports.ts";
import { type RunningServer, serve } from "./servers.ts";

type Test = { after(cleanUp: () => void | Promise<void>): void };

export interface Shop {
  readonly port: number;
  /** What its metric says. */
  queue: number;
  /** How often somebody had it drained. */
  readonly drained: number;
}

/** A shop with a queue, which it shows at /metrics; POST /drain empties it. */
export async function startShop(t: Test): Promise<Shop> {
  let drained = 0;
  const server = createServer((request, response) => {
    if (request.url === "/drain" && request.method === "POST") {
      drained++;
      shop.queue = 0;
      response.end("drained");
      return;
    }
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(`# TYPE shop_queue_length gauge\nshop_queue_length ${shop.queue}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const shop = {
    port: (server.address() as AddressInfo).port,
    queue: 0,
    get drained() {
      return drained;
    },
  };
  t.after(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return shop;
}

/** As the guide shows it, but that it sends every second, repeats included. */
export async function startAlertmanager(
  t: Test,
  { url, token }: { readonly url: string; readonly token: string },
): Promise<RunningServer> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const [shown = ""] = readGuide("triggers.md").yaml("alertmanager.yml");
  const often = "group_by: [alertname]\n  group_wait: 100ms\n  group_interval: 1s\n  repeat_interval: 1s";
  const configuration = shown
    .replace("http://127.0.0.1:7717/v1/intake/alertmanager", url)
    .replace("  receiver: chiron\n", `  receiver: chiron\n  ${often}\n`);
  writeFileSync(join(folder, "chiron.token"), `${token}\n`, { mode: 0o600 });
  writeFileSync(join(folder, "alertmanager.yml"), configuration);
  const how = [
    `--config.file=${folder}/alertmanager.yml`,
    `--storage.path=${folder}/data`,
    "--cluster.listen-address=",
  ];
  const words = ["prometheus-alertmanager", ...how, `--web.listen-address=127.0.0.1:${port}`];
  const server = await serve(t, words, port, folder);
  await until("it is ready", () => fetch(`http://127.0.0.1:${port}/-/ready`).then((answer) => answer.ok));
  return server;
}

/** Scrapes the shop every second, and sends what its rules say to Alertmanager. */
export async function startPrometheus(
  t: Test,
  { shop, alertmanager, rules }: { readonly shop: Shop; readonly alertmanager: RunningServer; readonly rules: string },
): Promise<RunningServer> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const configuration = `
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
alerting:
  alertmanagers: [ { static_configs: [ { targets: ["127.0.0.1:${alertmanager.port}"] } ] } ]
scrape_configs:
  - job_name: shop
    static_configs: [ { targets: ["127.0.0.1:${shop.port}"] } ]
`;
  writeFileSync(join(folder, "prometheus.yml"), configuration);
  writeFileSync(join(folder, "rules.yml"), rules);
  const how = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    "--rules.alert.resend-delay=1s",
  ];
  const words = ["prometheus", ...how, `--web.listen-address=127.0.0.1:${port}`, "--log.level=warn"];
  const server = await serve(t, words, port, folder);
  await until("it is ready", () => fetch(`http://127.0.0.1:${port}/-/ready`).then((answer) => answer.ok));
  return server;
}
