/** The smaller sections of chiron.yaml: notify, api. */
import type { Configured, Settings } from "#core/model";
import { configuredMember } from "./extensions.ts";
import type { Gathering } from "./gathering.ts";
import type { Packs } from "./packs/index.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Source } from "./source/index.ts";

/** What stands in chiron.yaml, and after it what packs bring. */
export function readNotify(
  input: ConfigurationInput,
  source: Source,
  ofPacks: Packs["notify"],
  into: Gathering,
): Settings["notify"] {
  const route = (name: "notice" | "page"): readonly Configured[] => {
    const own = input.notify[name].map((value, index) => ({ value, source, path: ["notify", name, index] }));
    return [...own, ...ofPacks[name]]
      .map(({ value, source: from, path }) => configuredMember("channel", into.kinds.channels, value, from, path, into))
      .filter((member) => member !== undefined);
  };
  const budget = (name: "notice" | "page") => {
    const { messages, window } = input.notify.budget[name];
    return { messages, windowMs: window };
  };
  return {
    notice: route("notice"),
    page: route("page"),
    giveUpAfterMs: input.notify.giveUpAfter,
    budget: { notice: budget("notice"), page: budget("page") },
  };
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

export function checkApi(input: ConfigurationInput, source: Source, into: Gathering): void {
  if (loopback.test(input.api.host) || input.api.insecureBind) return;
  into.problems.push(
    source.problem(["api", "host"], "only this machine itself may be listened on without TLS", {
      suggestion: "use 127.0.0.1 behind a proxy with TLS, or say insecureBind: true",
    }),
  );
}
