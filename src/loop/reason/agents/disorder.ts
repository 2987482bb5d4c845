/** Disorder: what is seen is missing, contradicts itself, or has been acted on in vain. Nothing is proposed; a human gets the evidence. */
import type { Agent } from "./agent.ts";

export const disorder: Agent = ({ route }) => ({ kind: "human", reason: route.why });
