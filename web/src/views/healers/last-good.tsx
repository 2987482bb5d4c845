/** The configuration and the release that worked last, and whether one of them runs in place of what stands there. */
import type { HealersWatch, LastGoodView } from "#core/model";
import { Badge, Card, countOf, Empty, Moment, Pairs, Text, type Tone } from "../../kit/index.ts";

type State = NonNullable<LastGoodView["configuration"]>["state"];

const words: Readonly<Record<State, readonly [Tone, string]>> = {
  present: ["good", "still what stands there"],
  kept: ["info", "kept; what stands there is another"],
  in_force: ["bad", "in force, because what stands there cannot be used"],
};

export function LastGood({ healers }: Pick<HealersWatch, "healers">) {
  const found = healers.find(({ lastGood }) => lastGood !== null)?.lastGood ?? null;
  const isInForce = found?.configuration?.state === "in_force" || found?.release?.state === "in_force";
  return (
    <Card title="What worked last" {...(isInForce ? { tone: "bad" as const } : {})}>
      {found === null || (found.configuration === null && found.release === null) ? (
        <Empty title="Nothing is kept yet.">A configuration is kept once it has worked for a while.</Empty>
      ) : (
        <>
          {found.configuration !== null && <Configuration {...found.configuration} />}
          {found.release !== null && <Release {...found.release} />}
        </>
      )}
    </Card>
  );
}

function Configuration({
  state,
  file,
  since,
  changed,
  problems,
  refusedSince,
}: NonNullable<LastGoodView["configuration"]>) {
  const [tone, said] = words[state];
  return (
    <>
      <h3>Configuration</h3>
      <Badge tone={tone}>{said}</Badge>
      <Pairs
        items={[
          ["File", <Text key="file">{file}</Text>],
          ["Kept", <Moment key="since" at={since} />],
          ...(changed.length === 0
            ? []
            : [["Changed since", `${countOf(changed.length, "file")}: ${changed.join(", ")}`] as const]),
          ...(refusedSince === null ? [] : [["In force since", <Moment key="refused" at={refusedSince} />] as const]),
        ]}
      />
      {problems.map((one) => (
        <p key={one}>
          <Text>{one}</Text>
        </p>
      ))}
    </>
  );
}

function Release({ state, program, version, since, refused }: NonNullable<LastGoodView["release"]>) {
  const [tone, said] = words[state];
  return (
    <>
      <h3>Release</h3>
      <Badge tone={tone}>{said}</Badge>
      <Pairs
        items={[
          ["Version", version],
          ["Stands in", <Text key="program">{program}</Text>],
          ["Kept", <Moment key="since" at={since} />],
          ...(refused === null ? [] : [["Could not be used", <Text key="refused">{refused}</Text>] as const]),
        ]}
      />
    </>
  );
}
