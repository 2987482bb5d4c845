/** `chiron contract`: what outputs are held against. */
import type { Command } from "commander";
import type { Run } from "../context.ts";
import { defineContractChains } from "../contract-chains.ts";
import { defineContractFiles } from "../contract-files.ts";
import { defineContractGates } from "../contract-gates.ts";

export function define(command: Command, run: Run): void {
  command.description(
    "Outputs of agents, held against contracts: what is read of one, what differs, how much, and since when.",
  );
  defineContractFiles(command, run);
  defineContractGates(command, run);
  defineContractChains(command, run);
}
