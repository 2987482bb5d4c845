/** Outputs in Markdown that keep to a format, each written a little differently. */
import type { Contract, Field } from "#contract";
import type { Chance } from "./random.ts";
import { items, phrase, scalar, type Type } from "./values.ts";

type Format = Contract["formats"][number];
type Part = Format["templates"][number]["parts"][number];

/** A piece of an output that belongs to one field, heading, table or list. */
export interface Piece {
  readonly name: string;
  readonly kind: "opening" | "field" | "heading" | "table" | "list";
  readonly type: Type | null;
  readonly isRequired: boolean;
  /** What mutations change: the lines themselves. */
  readonly lines: readonly string[];
}

/** How labels are written, the same throughout one output. */
type Style = (name: string) => string;
const styles: readonly Style[] = [
  (name) => `**${name}**: `,
  (name) => `**${name}:** `,
  (name) => `- **${name}**: `,
  (name) => `${name}: `,
  (name) => `- ${name}: `,
  (name) => `* __${name}__: `,
];

export function piecesOf(format: Format, chance: Chance, opening: string): Piece[] {
  const parts = format.templates.flatMap((template) => template.parts);
  if (parts.length > 0) return parts.flatMap((part) => ofPart(part, chance));
  const style = chance.of(styles);
  const pieces = format.fields
    .filter((field) => field.isRequired || chance.happens(0.5))
    .map((field) => ofField(field, style, chance));
  const first: Piece = { name: "Pattern", kind: "opening", type: null, isRequired: true, lines: [opening, ""] };
  return opening === "" ? pieces : [first, ...pieces];
}

function ofField(field: Field, style: Style, chance: Chance): Piece {
  const { name, type, isRequired } = field;
  const shared = { name, kind: "field", type, isRequired } as const;
  const label = style(name);
  if (type.kind === "table") return { ...shared, kind: "table", lines: ["", ...table(type.columns, chance), ""] };
  if (type.kind === "list" && chance.happens(0.6)) {
    const indent = label.startsWith("- ") || label.startsWith("* ") ? "  " : "";
    return {
      ...shared,
      lines: [
        label.trimEnd(),
        ...items(type, chance).map((item) => `${indent}- ${item}`),
        ...(indent === "" ? [""] : []),
      ],
    };
  }
  return { ...shared, lines: [`${label}${scalar(type, chance)}`] };
}

type Columns = Extract<Type, { kind: "table" }>["columns"];

function table(columns: Columns, chance: Chance): string[] {
  const written = columns.filter(({ isRequired }) => isRequired || chance.happens(0.5));
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows = Array.from({ length: chance.between(1, 5) }, () =>
    row(written.map(({ type }) => (type === null ? phrase(chance, 1, 3) : scalar(type, chance)))),
  );
  return [
    row(written.map(({ name }) => name)),
    row(written.map(() => chance.of(["---", ":--", ":-:", "------"]))),
    ...rows,
  ];
}

function ofPart(part: Part, chance: Chance): Piece[] {
  const isRequired = part.kind === "field" ? part.field.isRequired : part.isRequired;
  const shape = (text: Extract<Part, { kind: "heading" }>["text"]) =>
    text.map((piece) => (typeof piece === "string" ? piece : scalar(piece.type, chance).replace(/[*`]/g, ""))).join("");
  switch (part.kind) {
    case "heading": {
      const body = part.body === null ? [] : [phrase(chance, 3, 30), ""];
      return [
        {
          name: part.name,
          kind: "heading",
          type: part.body,
          isRequired,
          lines: ["", `${"#".repeat(part.level)} ${shape(part.text)}`, "", ...body],
        },
      ];
    }
    case "field": {
      const { name, type } = part.field;
      const value = part.text.length > 0 ? shape(part.text) : scalar(type, chance);
      return [{ name, kind: "field", type, isRequired, lines: [`**${name}**: ${value}`] }];
    }
    case "table":
      return [
        {
          name: part.name,
          kind: "table",
          type: { kind: "table", columns: part.columns },
          isRequired,
          lines: ["", ...table(part.columns, chance), ""],
        },
      ];
    case "list": {
      const count = chance.between(1, 4);
      const mark = (index: number) => (part.isNumbered ? `${index + 1}.` : chance.of(["-"]));
      return [
        {
          name: part.name,
          kind: "list",
          type: null,
          isRequired,
          lines: Array.from({ length: count }, (_, index) => `${mark(index)} ${phrase(chance)}`),
        },
      ];
    }
  }
}

export function textOf(pieces: readonly Piece[]): string {
  return pieces.flatMap(({ lines }) => lines).join("\n");
}

/** What stands around an output when an agent says more than it was asked. */
export function surrounded(text: string, chance: Chance): string {
  const before = chance.of([
    "",
    "Sure! Here is what you asked for:\n\n",
    "Thinking: done.\n\nOkay 👍\n\n",
    "こんにちは。以下をご覧ください。\n\n",
    "> **Note**: as discussed\n\n",
  ]);
  const behind = chance.of([
    "",
    "\n",
    "\n\nLet me know: is anything missing?\n",
    "\n\n---\n\n**P.S.**: thanks!\n",
    "\n\nThat was all; see http://example.org/a?b=c: it helps.\n",
  ]);
  const fence = chance.of(["", "", "", "```", "````markdown", "~~~md"]);
  const mark = /^[`~]*/.exec(fence)?.[0] ?? "";
  const inside = fence === "" ? text : `${fence}\n${text}\n${mark}`;
  const whole = `${chance.happens(0.1) ? "\uFEFF" : ""}${before}${inside}${behind}`;
  return chance.happens(0.2) ? whole.replaceAll("\n", "\r\n") : whole;
}
