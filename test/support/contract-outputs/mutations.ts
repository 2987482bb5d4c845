/** Ways to break an output that kept to its format, each with what a check has to find of it. */
import type { ViolationKind } from "#core/model";
import type { Chance } from "./random.ts";
import type { Piece } from "./text.ts";
import type { Type } from "./values.ts";

export interface Mutation {
  readonly kind: ViolationKind;
  /** The type of the field it is about, or what else it is about. */
  readonly of: string;
  readonly path: string;
  readonly pieces: readonly Piece[];
}

/** Every way that fits one of the pieces. */
export function mutationsOf(pieces: readonly Piece[], chance: Chance, isOrdered: boolean): Mutation[] {
  const all = pieces.flatMap((piece, index) => {
    const broken =
      piece.kind === "field"
        ? ofField(piece, chance)
        : piece.kind === "table"
          ? ofTable(piece)
          : piece.kind === "list"
            ? ofList(piece)
            : [];
    const found: Mutation[] = broken.map(({ lines, ...rest }) => ({
      ...rest,
      pieces: pieces.with(index, { ...piece, lines }),
    }));
    // A table or a list is one with its heading: the heading is what is taken away.
    const isWhole = piece.kind === "field" || piece.kind === "heading" || (piece.kind === "table" && !isOrdered);
    if (piece.isRequired && isWhole && isAlone(piece, pieces))
      found.push({
        kind: "missing_field",
        of: piece.type?.kind ?? piece.kind,
        path: piece.name,
        pieces: pieces.toSpliced(index, 1),
      });
    return found;
  });
  return [...all, ...unknownFields(pieces, chance), ...(isOrdered ? swapped(pieces) : [])];
}

/** `# Chain: {name}` and `## Chain`: without the first, the second might be taken for it. */
function isAlone(piece: Piece, pieces: readonly Piece[]): boolean {
  return pieces.filter(({ name, kind }) => name === piece.name && kind === piece.kind).length === 1;
}

interface Broken {
  readonly kind: ViolationKind;
  readonly of: string;
  readonly path: string;
  readonly lines: readonly string[];
}

function ofField({ name, type, lines }: Piece, chance: Chance): Broken[] {
  const [first = "", ...rest] = lines;
  const label = /^(?:[-*] )?(?:\*\*[^*]+?:\*\* |\*\*[^*]+?\*\*: |__[^_]+__: |[^:]+: ?)/.exec(first)?.[0] ?? "";
  const suffix = /\/100$/.exec(first)?.[0] ?? "";
  const say = (kind: ViolationKind, value: string, path = name): Broken => ({
    kind,
    of: type?.kind ?? "",
    path,
    lines: [`${label}${value}`.trimEnd(), ...(suffix === "" ? [] : [])],
  });
  if (type === null) return [];
  if (suffix !== "")
    return [say("out_of_range", `101${suffix}`), say("wrong_type", `high${suffix}`), say("wrong_type", "50 of 100")];
  switch (type.kind) {
    case "string":
      return [say("wrong_type", "")];
    case "line":
      return [
        say("wrong_type", ""),
        { kind: "wrong_type", of: "line", path: name, lines: [...lines, "and a second line that goes on"] },
      ];
    case "integer":
      return [say("wrong_type", chance.of(["several", "3.5", "12 pieces", "1e3x"])), ...range(type, say)];
    case "number":
      return [say("wrong_type", chance.of(["about 3", "1.2.3", "NaN", "twelve"])), ...range(type, say)];
    case "date":
      return [say("wrong_type", chance.of(["2026-02-30", "tomorrow", "03/04/2026", "2026-13-01", "2026-1-1"]))];
    case "path":
      return [
        say("wrong_type", chance.of(["https://example.org/a.csv", "somewhere in the folder of the day", "what? no"])),
      ];
    case "boolean":
      return [say("wrong_type", "perhaps")];
    case "enum":
      return [say("wrong_enum", chance.of(["perhaps", `${type.values[0]}ish`, type.values.join(" | ")]))];
    case "list":
      return [
        say("wrong_type", ""),
        ...(type.of?.kind === "path" ? [say("wrong_type", "a.ts, https://example.org/b, c.ts", `${name}[2]`)] : []),
      ].map((broken) => ({ ...broken, lines: rest.length > 0 ? [...broken.lines, ""] : broken.lines }));
    case "table":
      return [];
  }
}

function range(
  type: Extract<Type, { kind: "integer" | "number" }>,
  say: (kind: ViolationKind, value: string) => Broken,
): Broken[] {
  return [
    ...(type.max === null ? [] : [say("out_of_range", String(type.max + 1))]),
    ...(type.min === null ? [] : [say("out_of_range", String(type.min - 1))]),
  ];
}

function ofTable({ name, type, lines }: Piece): Broken[] {
  if (type?.kind !== "table") return [];
  const rows = lines.map((line) =>
    line.startsWith("|")
      ? line
          .slice(1, -1)
          .split("|")
          .map((cell) => cell.trim())
      : null,
  );
  const [head] = rows.filter((row) => row !== null);
  const written = (change: (row: readonly string[], index: number) => readonly string[]) => {
    let index = 0;
    return rows.map((row) => (row === null ? "" : `| ${change(row, index++).join(" | ")} |`));
  };
  const columns = head ?? [];
  const at = columns.length - 1;
  const found: Broken[] = [
    { kind: "missing_column", of: "table", path: name, lines: written((row) => row.toSpliced(at, 1)) },
    {
      kind: "unknown_field",
      of: "table",
      path: `${name}: Owner`,
      lines: written((row, index) => [...row, index === 0 ? "Owner" : index === 1 ? "---" : "Ann"]),
    },
    { kind: "wrong_order", of: "table", path: name, lines: written((row) => [...row.slice(1), row[0] ?? ""]) },
  ];
  for (const column of type.columns) {
    const index = columns.indexOf(column.name);
    if (column.type === null || index < 0) continue;
    const cell = (kind: ViolationKind, value: string): Broken => ({
      kind,
      of: `column of ${column.type?.kind}`,
      path: `${name}: ${column.name}`,
      lines: written((row, line) => (line < 2 ? row : row.with(index, value))),
    });
    if (column.type.kind === "enum") found.push(cell("wrong_enum", "perhaps"));
    if (column.type.kind === "integer" || column.type.kind === "number") found.push(cell("wrong_type", "some"));
    if (column.type.kind === "number" && column.type.max !== null)
      found.push(cell("out_of_range", String(column.type.max + 1)));
  }
  return found;
}

function ofList({ name, lines }: Piece): Broken[] {
  if (!/^1\./.test(lines[0] ?? "")) return [];
  const bullets: Broken = {
    kind: "wrong_type",
    of: "numbered list",
    path: name,
    lines: lines.map((line) => line.replace(/^\d+\./, "-")),
  };
  return lines.length < 2
    ? [bullets]
    : [bullets, { kind: "wrong_order", of: "numbered list", path: name, lines: lines.toReversed() }];
}

/** Beside a field of one line, in its own style. */
function unknownFields(pieces: readonly Piece[], chance: Chance): Mutation[] {
  const index = pieces.findIndex(({ kind, lines }) => kind === "field" && lines.length === 1);
  const beside = pieces[index];
  if (beside === undefined) return [];
  const line = beside.lines[0] ?? "";
  const values = { string: "high load", integer: "7", list: "a, b, c", date: "2026-03-04", path: "a/b.ts" };
  return Object.entries(values).map(([of, value]) => {
    const at = line.indexOf(beside.name);
    const after = /^(?:\*\*|__)?:(?:\*\*)? /.exec(line.slice(at + beside.name.length))?.[0] ?? ": ";
    const name = chance.of(["RiskFactors", "Risk Factors", "Carbon_Cost"]);
    const piece: Piece = { ...beside, name, lines: [`${line.slice(0, at)}${name}${after}${value}`] };
    return { kind: "unknown_field" as const, of, path: name, pieces: pieces.toSpliced(index + 1, 0, piece) };
  });
}

/** Two fields of a template that stand next to each other. */
function swapped(pieces: readonly Piece[]): Mutation[] {
  const index = pieces.findIndex((piece, at) => piece.kind === "field" && pieces[at + 1]?.kind === "field");
  const [first, second] = [pieces[index], pieces[index + 1]];
  if (first === undefined || second === undefined) return [];
  // Either of the two may be said to stand wrong.
  return [
    {
      kind: "wrong_order",
      of: "fields",
      path: `${first.name}|${second.name}`,
      pieces: pieces.with(index, second).with(index + 1, first),
    },
  ];
}
