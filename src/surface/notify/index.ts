/** What humans are told: how loudly, in which words, and by which way it surely reaches them. */

export { channels } from "./channels/registry.ts";
export { channelNames } from "./dispatch.ts";
export { createInbox, hearsReplies, type Inbox } from "./inbox.ts";
export { createOutbox, type Outbox } from "./outbox.ts";
export { sendNow } from "./send-now.ts";
export {
  type Advice,
  composeApprovalRequest,
  composeEscalationNotice,
  composeFacts,
  composeNotice,
  composePage,
  composeUndeliverable,
} from "./texts.ts";
export { type TierCase, tierOf } from "./tiers.ts";
export { type TryOut, tryOut } from "./try-out.ts";
