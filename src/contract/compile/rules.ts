/** What a text has to have to be of a format: fields, headings, tables and lists, each once, in the order of its template. */
import type { Column, Field, FieldType, Format, TextShape } from "../read/index.ts";
import { nameKey } from "../text/index.ts";

interface Rule {
  readonly name: string;
  readonly key: string;
  readonly isRequired: boolean;
  readonly isAdvisory: boolean;
  /** Of a template; null where the contract says nothing of an order. */
  readonly order: number | null;
}

export interface FieldRule extends Rule {
  readonly kind: "field";
  readonly type: FieldType;
  /** What the value looks like; empty: the type says it all. */
  readonly text: TextShape;
}

export interface HeadingRule extends Rule {
  readonly kind: "heading";
  readonly level: number;
  readonly text: TextShape;
  readonly body: FieldType | null;
}

export interface TableRule extends Rule {
  readonly kind: "table";
  readonly columns: readonly (Column & { readonly key: string })[];
  /** The heading or label above it. */
  readonly owner: string;
}

export interface ListRule extends Rule {
  readonly kind: "list";
  readonly isNumbered: boolean;
}

export type TextRule = FieldRule | HeadingRule | TableRule | ListRule;

export function rulesOf(format: Format): TextRule[] {
  const rules: TextRule[] = [];
  let order = 0;
  for (const template of format.templates) {
    const isAdvisory = template.isAdvisory || format.isAdvisory;
    for (const part of template.parts) {
      const shared = { isAdvisory, order: order++ };
      if (part.kind === "field") rules.push(...fieldRules(part.field, part.text, shared));
      else {
        const standing = { ...shared, name: part.name, key: nameKey(part.name), isRequired: part.isRequired };
        if (part.kind === "table") rules.push(tableRule(part.name, part.columns, standing));
        else if (part.kind === "list") rules.push({ ...standing, kind: "list", isNumbered: part.isNumbered });
        else rules.push({ ...standing, kind: "heading", level: part.level, text: part.text, body: part.body });
      }
    }
  }
  for (const field of format.fields) merge(rules, field, format.isAdvisory);
  return rules;
}

type Standing = Pick<Rule, "isAdvisory" | "order">;

function fieldRules(field: Field, text: TextShape, { isAdvisory, order }: Standing): TextRule[] {
  const { name, type, isRequired } = field;
  const standing = { name, key: nameKey(name), isRequired, isAdvisory: isAdvisory || field.isAdvisory, order };
  if (type.kind === "table") return [tableRule(name, type.columns, standing)];
  return [{ ...standing, kind: "field", type, text }];
}

function tableRule(name: string, columns: readonly Column[], standing: Rule): TableRule {
  const keyed = columns.map((column) => ({ ...column, key: nameKey(column.name) }));
  return { ...standing, kind: "table", columns: keyed, owner: nameKey(name.replace(/\s*table$/i, "")) };
}

/** A field that a template has as well is one field: its list says the type, its template the look and the order. */
function merge(rules: TextRule[], field: Field, isAdvisory: boolean): void {
  const key = nameKey(field.name);
  const at = rules.findIndex((rule) => rule.key === key && rule.kind !== "list");
  const rule = rules[at];
  if (rule === undefined) {
    rules.push(...fieldRules(field, [], { isAdvisory, order: null }));
    return;
  }
  const isRequired = rule.isRequired && field.isRequired;
  if (rule.kind === "field")
    rules[at] = { ...rule, isRequired, type: field.type.kind === "string" ? rule.type : field.type };
  else if (rule.kind === "heading") rules[at] = { ...rule, isRequired, body: field.type };
  else rules[at] = { ...rule, isRequired };
}
