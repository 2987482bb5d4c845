/** Every kind of coding agent there is, by name: one folder each, named like it. */
import type { Agent } from "#core/model";
import { command } from "./command/index.ts";
import { model } from "./model/index.ts";

export const agents: ReadonlyMap<string, Agent> = new Map([command, model].map((agent) => [agent.name, agent]));
