/** Collects what a person should know about how the contract was read. */
import type { Remark } from "./contract.ts";

export interface Remarks {
  add(line: number, kind: Remark["kind"], message: string): void;
  /** For what stands under a format. */
  under(format: string): Remarks;
}

export function collectRemarks(into: Remark[], format: string | null = null): Remarks {
  return {
    add: (line, kind, message) => into.push({ line, format, kind, message }),
    under: (id) => collectRemarks(into, id),
  };
}
