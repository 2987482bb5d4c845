/** The stream of events as an AsyncAPI 3.0 document. */
import { z } from "zod";
import { cloudEvent } from "./event-shapes.ts";

export function asyncApi(version: string): Readonly<Record<string, unknown>> {
  const { $schema: _dialect, ...payload } = z.toJSONSchema(cloudEvent, { io: "output", unrepresentable: "any" });
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Chiron events",
      version,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
      description:
        "Everything that happens, in order, as CloudEvents. Once as server-sent events, once by WebSocket; both are taken up again by sequence number.",
    },
    servers: { local: { host: "127.0.0.1:7717", protocol: "ws", description: "The engine's API" } },
    defaultContentType: "application/json",
    channels: {
      events: {
        address: "/v1/events",
        messages: { event: { $ref: "#/components/messages/event" } },
        bindings: {
          ws: {
            method: "GET",
            query: {
              type: "object",
              properties: {
                after: {
                  type: "integer",
                  minimum: 0,
                  description: "Only events after this one; without it, only what happens from now on",
                },
                types: { type: "string", description: "Only these types of event, separated by commas" },
                incident: { type: "string", description: "Only what belongs to this incident" },
                sentences: {
                  type: "boolean",
                  description:
                    "true: each event brings `sentence`, which tells it plainly, and `chapter`, its part in the story",
                },
              },
            },
          },
        },
      },
    },
    operations: {
      follow: {
        action: "send",
        channel: { $ref: "#/channels/events" },
        summary: "Chiron sends each event once it is durable",
      },
    },
    components: { messages: { event: { name: "event", contentType: "application/cloudevents+json", payload } } },
  };
}
