/** `chiron contract`: what outputs are held against. */
import type { Command } from "commander";
import type { Run } from "../context.ts";
import { defineContractFiles } from "../contract-files.ts";

export function define(command: Command, run: Run): void {
  command.description("Outputs of agents, held against contracts: what is read of one, and what differs.");
  defineContractFiles(command, run);
}
