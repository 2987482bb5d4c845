/** The smaller sections of chiron.yaml: notify, policies, api. */
import type { Configured, Settings } from "#core/model";
import { check } from "./check.ts";
import { configuredMember } from "./extensions.ts";
import { didYouMean, type Gathering } from "./gathering.ts";
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

export function readPolicies(input: ConfigurationInput, source: Source, into: Gathering): Settings["policies"] {
  const policies: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const [name, options] of Object.entries(input.policies)) {
    const policy = into.kinds.policies.get(name);
    if (policy === undefined) {
      const known = [...into.kinds.policies.keys()];
      const suggestion = didYouMean(name, known, `there are ${known.join(", ")}`);
      into.problems.push(
        source.problem(["policies", name], `there is no policy "${name}"`, { suggestion, atKey: true }),
      );
      continue;
    }
    // Checked here, read again by the guard: what is kept is what was written, so that durations are read once.
    if (check(policy.schema, options, source, ["policies", name], into.problems) !== undefined)
      policies[name] = options;
  }
  return policies;
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
