/**
 * Tells a human while no engine runs: `node main.ts CONFIG DATA-DIR`, the page as JSON on standard input, what became of it as JSON on standard
 * output. Where the configuration cannot be read, the channels of the last one that worked are used.
 */
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ChironError, type Message, messageOf, type Settings } from "#core/model";
import { createRealPlatform } from "#core/platform/real";

interface Page {
  readonly key: string;
  readonly subject: string;
  readonly body: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const [configFile = "", dataDir = ""] = process.argv.slice(2);
const page = JSON.parse(await text(process.stdin)) as Page;
let answer: { readonly delivered: boolean; readonly detail: string };
try {
  answer = await send(await settingsOf());
} catch (error) {
  answer = { delivered: false, detail: messageOf(error) };
}
process.stdout.write(`${JSON.stringify(answer)}\n`);
// A channel that keeps a connection open does not keep the watchdog waiting.
process.exit(answer.delivered ? 0 : 1);

async function settingsOf(): Promise<Settings> {
  const { validateConfiguration, validateKept } = await import("#healers/engine");
  const read = await validateConfiguration(configFile);
  if (read.ok) return read.settings;
  const kept = await validateKept(join(dataDir, "healers"));
  if (kept?.ok === true) return kept.settings;
  throw new ChironError("bad_config", "no configuration can be read that says where a human is told");
}

async function send({ notify, node }: Settings): Promise<{ readonly delivered: boolean; readonly detail: string }> {
  const { channels, sendNow } = await import("#surface/notify");
  const { clock, files, network, processes, ids } = createRealPlatform();
  const environment = (name: string) => process.env[name];
  const message: Message = {
    ...{ id: ids.next("msg"), route: "page", tier: 3, incident: null, createdAt: clock.now(), repeat: false },
    ...{ subject: page.subject, body: page.body, data: { emergency: page.key, ...page.data } },
  };
  const context = { clock, files, network, processes, environment, node, dataDir };
  return sendNow({ channels, clock, context, notify }, message);
}
