/** A contract as it was read → what is held, and why the rest is not. */
import type { Contract, ContractEvent, Format, Remark } from "../read/index.ts";
import { type CompiledPattern, compilePattern } from "./pattern.ts";
import { rulesOf, type TextRule } from "./rules.ts";
import { type CompiledSchema, compileSchema } from "./schema.ts";

export interface CompiledFormat {
  readonly format: Format;
  /** Any one of them recognises it. */
  readonly patterns: readonly CompiledPattern[];
  readonly rules: readonly TextRule[];
  /** Any one of them will do. */
  readonly schemas: readonly CompiledSchema[];
}

export interface CompiledContract {
  readonly contract: Contract;
  readonly formats: readonly CompiledFormat[];
  readonly events: ReadonlyMap<string, ContractEvent>;
  /** Those of the reader, and what cannot be held. */
  readonly remarks: readonly Remark[];
}

export function compile(contract: Contract): CompiledContract {
  const remarks: Remark[] = [...contract.remarks];
  const formats = contract.formats.map((format) => compileFormat(format, remarks));
  const events = new Map(contract.events.map((event) => [event.name, event] as const));
  return { contract, formats, events, remarks: remarks.toSorted((first, second) => first.line - second.line) };
}

function compileFormat(format: Format, remarks: Remark[]): CompiledFormat {
  const remark = (line: number, message: string) =>
    remarks.push({ line, format: format.id, kind: "not_enforced", message });
  const patterns = format.patterns.flatMap((pattern) => {
    const compiled = compilePattern(pattern);
    if (compiled.ok) return [compiled.pattern];
    remark(pattern.place.line, `the pattern /${pattern.source}/${pattern.flags}: ${compiled.problem}`);
    return [];
  });
  const schemas = format.schemas.flatMap(({ value, place }) => {
    const compiled = compileSchema(value);
    if (!compiled.ok) {
      remark(place.line, `the JSON Schema: ${compiled.problem}`);
      return [];
    }
    for (const message of compiled.remarks) remark(place.line, `of the JSON Schema: ${message}`);
    return [compiled.schema];
  });
  const rules = rulesOf(format);
  if (patterns.length + rules.length + schemas.length === 0)
    remark(
      format.place.line,
      "nothing of this format can be held: no pattern, field, template or schema was understood",
    );
  return { format, patterns, rules, schemas };
}
