/** Who may come in, and what they may do. */
export { hostRules, isLoopback } from "./hosts.ts";
export { type Access, createAccess, type Identity, type Via } from "./identity.ts";
export { createRateLimit, type RateLimits } from "./rate-limit.ts";
export { permissions, reaches } from "./roles.ts";
export type { SessionDesk } from "./session-desk.ts";
export { createTokenStore, type NewToken, type TokenStore } from "./tokens.ts";
