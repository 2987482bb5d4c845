/** CloudEvents 1.0 in structured mode: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
import type { Message } from "#core/model";

export function cloudEventOf(message: Message, node: string): Readonly<Record<string, unknown>> {
  const { id, route, tier, incident, subject, body, data, createdAt, repeat } = message;
  return {
    specversion: "1.0",
    id,
    source: `/chiron/${encodeURIComponent(node)}`,
    type: `chiron.${route}`,
    ...(incident === null ? {} : { subject: incident }),
    time: new Date(createdAt).toISOString(),
    datacontenttype: "application/json",
    data: { route, tier, incident, subject, body, repeat, facts: data },
  };
}
