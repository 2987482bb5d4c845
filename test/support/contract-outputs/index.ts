/** The example contracts, outputs that keep to them, and outputs that do not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checker, type Contract, compileContract, readContract } from "#contract";
import { Chance } from "./random.ts";
import { type Piece, piecesOf } from "./text.ts";

export { jsonOf, resolved, type SchemaNode, surroundedJson } from "./json.ts";
export { type Mutation, mutationsOf } from "./mutations.ts";
export { Chance } from "./random.ts";
export { type Piece, surrounded, textOf } from "./text.ts";
export { scalar, type Type } from "./values.ts";

export type Format = Contract["formats"][number];

const folder = join(import.meta.dirname, "../../../examples/contracts");
export const exampleNames = ["dispatch", "reviews", "events"] as const;

export function contractFile(name: (typeof exampleNames)[number]): string {
  return join(folder, `${name}.md`);
}

export function exampleContract(name: (typeof exampleNames)[number]): { contract: Contract; checker: Checker } {
  const contract = readContract(readFileSync(contractFile(name), "utf8"));
  return { contract, checker: compileContract(contract) };
}

/** Lines by which a format is recognised: a regular expression says too little to make them. */
const openings: Readonly<Record<string, readonly string[]>> = {
  "1.1": ["# Route Plan R-0042", "# Route Plan R-0001: the long way 🚚"],
  "1.2": ["Delay notice for R-0007", "DELAY NOTICE FOR R-1234"],
  "2.1": ["**Day Report**", "## Day Report of Tuesday"],
  "2.2": ["Handover to the late shift"],
};

export function outputOf(format: Format, chance: Chance): Piece[] {
  const known = openings[format.id];
  return piecesOf(format, chance, known === undefined ? "" : chance.of(known));
}

export function seeded(seed: number): Chance {
  return new Chance(seed);
}
