/** What a format says under one name: in its lists, its templates and its schemas; and the format with that changed. */
import type { Column, FieldType, Format, TemplatePart } from "../read/index.ts";
import { nameKey } from "../text/index.ts";

export interface Named {
  readonly type: FieldType;
  readonly isRequired: boolean;
}

/** Of lists and of templates; a heading is as good as a field. */
export function namedIn(format: Format, name: string): readonly Named[] {
  const key = nameKey(name);
  const listed = format.fields.filter((field) => nameKey(field.name) === key);
  const parts = format.templates
    .flatMap(({ parts }) => parts)
    .flatMap((part) => (nameKey(nameOf(part)) === key ? [namedPart(part)] : []));
  return [...listed, ...parts];
}

function namedPart(part: TemplatePart): Named {
  switch (part.kind) {
    case "field":
      return { type: typeOfPart(part), isRequired: part.field.isRequired };
    case "heading":
      return { type: typeInShape(part.text) ?? part.body ?? { kind: "string" }, isRequired: part.isRequired };
    case "table":
      return { type: { kind: "table", columns: part.columns }, isRequired: part.isRequired };
    case "list":
      return { type: { kind: "list", of: null }, isRequired: part.isRequired };
    default:
      return part satisfies never;
  }
}

/** `{0-100}/100` is of the type of its placeholder. */
function typeOfPart({ field, text }: Extract<TemplatePart, { kind: "field" }>): FieldType {
  return typeInShape(text) ?? field.type;
}

function typeInShape(text: Extract<TemplatePart, { kind: "field" }>["text"]): FieldType | undefined {
  return text.flatMap((piece) => (typeof piece === "string" || piece.type.kind === "string" ? [] : [piece.type]))[0];
}

export function nameOf(part: TemplatePart): string {
  return part.kind === "field" ? part.field.name : part.name;
}

/** The columns of every table that goes by this name, or has all of these columns. */
export function tablesIn(format: Format, table: string): readonly (readonly Column[])[] {
  const all = [
    ...format.fields.map(({ name, type }) => ({ name, type })),
    ...format.templates
      .flatMap(({ parts }) => parts)
      .map((part) => ({ name: nameOf(part), type: namedPart(part).type })),
  ].flatMap(({ name, type }) => (type.kind === "table" ? [{ name, columns: type.columns }] : []));
  const plain = (name: string) => nameKey(name.replace(/\s*table$/i, ""));
  const called = all.filter(({ name }) => plain(name) === plain(table));
  return (called.length > 0 ? called : all).map(({ columns }) => columns);
}

/** The format with every type, wherever it stands, as `change` has it. Undefined takes away what goes by the name. */
export function withNamed(format: Format, name: string, change: (named: Named) => Named | undefined): Format {
  const key = nameKey(name);
  return {
    ...format,
    fields: format.fields.flatMap((field) => {
      if (nameKey(field.name) !== key) return [field];
      const named = change(field);
      return named ? [{ ...field, ...named, condition: null }] : [];
    }),
    templates: format.templates.map((template) => ({
      ...template,
      parts: template.parts.flatMap((part) => (nameKey(nameOf(part)) === key ? withPart(part, change) : [part])),
    })),
  };
}

function withPart(part: TemplatePart, change: (named: Named) => Named | undefined): TemplatePart[] {
  const named = change(namedPart(part));
  if (named === undefined) return [];
  if (part.kind === "list") return [{ ...part, isRequired: named.isRequired }];
  if (part.kind === "table")
    return [
      {
        ...part,
        isRequired: named.isRequired,
        columns: named.type.kind === "table" ? named.type.columns : part.columns,
      },
    ];
  const text = part.text.map((piece) =>
    typeof piece === "string" || piece.type.kind === "string" ? piece : { ...piece, name: "", type: named.type },
  );
  if (part.kind === "heading") return [{ ...part, isRequired: named.isRequired, text, body: named.type }];
  return [{ ...part, text, field: { ...part.field, ...named, condition: null } }];
}

/** With all columns of all tables as `change` has them. */
export function withColumns(format: Format, change: (columns: readonly Column[]) => readonly Column[]): Format {
  const changed = (type: FieldType): FieldType =>
    type.kind === "table" ? { ...type, columns: change(type.columns) } : type;
  return {
    ...format,
    fields: format.fields.map((field) => ({ ...field, type: changed(field.type) })),
    templates: format.templates.map((template) => ({
      ...template,
      parts: template.parts.map((part) => {
        if (part.kind === "table") return { ...part, columns: change(part.columns) };
        return part.kind === "field" ? { ...part, field: { ...part.field, type: changed(part.field.type) } } : part;
      }),
    })),
  };
}
