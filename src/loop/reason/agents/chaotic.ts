/**
 * Chaotic: contained first. Every other repair is held, and one critical target at a time has its turn (containment.ts); at its turn the
 * best that is known is done, without waiting to know more.
 */
import type { Agent } from "./agent.ts";
import { complicated } from "./complicated.ts";

export const chaotic: Agent = (view) => complicated(view);
