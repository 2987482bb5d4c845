/** A table of a text against its columns. */
import type { Finding } from "#core/model";
import type { TableRule } from "../compile/index.ts";
import type { TextTable } from "../text/index.ts";
import type { Document } from "./document.ts";
import { finding } from "./finding.ts";
import { outOfOrder } from "./order.ts";
import { faultOf } from "./values.ts";

export function tableFindings(document: Document, rule: TableRule, table: TextTable): Finding[] {
  const line = document.lineNumber(table.at);
  const received = table.columns.join(", ");
  const found: Finding[] = [];
  const missing = rule.columns.filter(({ key, isRequired }) => isRequired && !table.keys.includes(key));
  if (missing.length > 0) {
    const expected = missing.map(({ name }) => name).join(", ");
    found.push(finding({ kind: "missing_column", expected, received }, rule.name, line, rule.isAdvisory));
  }
  const keys = new Set(rule.columns.map(({ key }) => key));
  table.columns.forEach((name, index) => {
    const key = table.keys[index] ?? "";
    if (key === "" || keys.has(key)) return;
    const expected = `one of ${rule.columns.map((column) => column.name).join(", ")}`;
    found.push(
      finding({ kind: "unknown_field", expected, received: name }, `${rule.name}: ${name}`, line, rule.isAdvisory),
    );
  });
  const present = rule.columns.filter(({ key }) => table.keys.includes(key));
  if (outOfOrder(present.map(({ key }) => table.keys.indexOf(key))).length > 0) {
    const expected = present.map(({ name }) => name).join(", ");
    found.push(finding({ kind: "wrong_order", expected, received }, rule.name, line, rule.isAdvisory));
  }
  return [...found, ...cellFindings(document, rule, table)];
}

/** One finding for each column and kind, with the first cell as its place. */
function cellFindings(document: Document, rule: TableRule, table: TextTable): Finding[] {
  const found = new Map<string, Finding>();
  for (const { name, key, type } of rule.columns) {
    const column = table.keys.indexOf(key);
    if (type === null || column < 0) continue;
    table.rows.forEach((cells, row) => {
      const fault = faultOf(cells[column] ?? "", type);
      const path = `${rule.name}: ${name}`;
      if (fault === null || found.has(`${path} ${fault.kind}`)) return;
      found.set(
        `${path} ${fault.kind}`,
        finding(fault, path, document.lineNumber(table.at + 2 + row), rule.isAdvisory),
      );
    });
  }
  return [...found.values()];
}
