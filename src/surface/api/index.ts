/** HTTP, by Unix socket and loopback: what can be seen of the engine, asked of it, and heard from it as it happens. */
export { createTokenStore, type NewToken, type TokenStore } from "./access/index.ts";
export { type Api, type ApiOptions, createApi } from "./api.ts";
