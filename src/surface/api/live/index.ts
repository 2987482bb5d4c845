/** Events as they happen. The WebSocket part is loaded by its user, when there is one. */
export { defaultHubLimits, type HubLimits, LiveHub } from "./hub.ts";
export { streamEvents } from "./sse.ts";
