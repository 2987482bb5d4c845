/** The reading that showed it, and the rule that it was held against. */
import type { IncidentDetail } from "#core/model";
import { Card, Moment, Pairs, Text } from "../../kit/index.ts";

export function Evidence({ incident: { evidence } }: { readonly incident: IncidentDetail }) {
  const { condition, reading, thresholds } = evidence;
  const limits = Object.entries(thresholds);
  return (
    <Card title="Evidence" id="evidence">
      <Pairs
        items={[
          ["Probe", reading.probe],
          ["Read", <Moment key="read" at={reading.takenAt} form="date" />],
          ...(reading.available ? [] : [["Answer", "there was none"] as const]),
          ...(reading.error === undefined ? [] : [["It said", <Text key="error">{reading.error}</Text>] as const]),
          ...Object.entries(reading.values).map(
            ([name, value]) => [name, <Text key={name}>{String(value)}</Text>] as const,
          ),
          ...limits.map(([name, value]) => [`limit: ${name}`, String(value)] as const),
        ]}
      />
      <details>
        <summary>The rule's condition</summary>
        <Text block>{condition}</Text>
      </details>
    </Card>
  );
}
