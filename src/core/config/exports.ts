/** Where the log goes besides: the sections sinks and traces. */
import type { ConfiguredSink, Settings } from "#core/model";
import { configuredMember } from "./extensions.ts";
import type { Gathering } from "./gathering.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Source } from "./source/index.ts";

/** The name under which the traces' place in the log is kept. */
const tracesId = "traces";

export function readSinks(input: ConfigurationInput, source: Source, into: Gathering): readonly ConfiguredSink[] {
  const taken = new Set<string>([tracesId]);
  return input.sinks.flatMap((value, index) => {
    const member = configuredMember("sink", into.kinds.sinks, value, source, ["sinks", index], into);
    if (member === undefined) return [];
    const {
      id = member.kind,
      from,
      timeout,
    } = member.options as {
      id?: string;
      from: ConfiguredSink["from"];
      timeout: number;
    };
    if (taken.has(id)) {
      const suggestion = `give it a name of its own: id: ${id}-2`;
      into.problems.push(source.problem(["sinks", index], `there is a sink "${id}" already`, { suggestion }));
      return [];
    }
    taken.add(id);
    return [{ ...member, id, from, timeoutMs: timeout }];
  });
}

export function readTraces({ traces }: ConfigurationInput): Settings["traces"] {
  if (traces === undefined) return null;
  const { endpoint, headerFile, headerEnv, from, timeout, giveUpAfter } = traces;
  return {
    ...{ endpoint, from, timeoutMs: timeout, giveUpAfterMs: giveUpAfter },
    headerFile: headerFile ?? null,
    headerEnv: headerEnv ?? null,
  };
}
