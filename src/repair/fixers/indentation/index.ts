import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";

const LINES_BEFORE = 3;
const NEIGHBOURS = 12;
const TAB_WIDTHS = [8, 4, 2];

export const indentation = defineFixer({
  name: "indentation",
  summary: "sets a line right that tabs and blanks, or a wrong depth, tear out of its block",
  languages: ["python", "yaml"],
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  for (const offset of file.faultOffsets.slice(0, 2)) {
    const fault = file.lines.lineOf(offset);
    for (let line = fault + 1; line >= Math.max(0, fault - LINES_BEFORE); line--) yield* ofLine(file, line, fault);
  }
  yield* throughout(file);
}

function blanksOf(file: BrokenFile, line: number): string {
  return /^[ \t]*/.exec(file.lines.textOf(line))?.[0] ?? "";
}

function widthOf(blanks: string, tab: number): number {
  let columns = 0;
  for (const blank of blanks) columns += blank === "\t" ? tab - (columns % tab) : 1;
  return columns;
}

/** The line, as its neighbours are indented. */
function* ofLine(file: BrokenFile, line: number, fault: number): Generator<Candidate> {
  const own = blanksOf(file, line);
  const text = file.lines.textOf(line);
  if (text.trim() === "" || (file.language === "yaml" && !own.includes("\t"))) return;
  const neighbours = new Set<string>();
  for (let near = line - NEIGHBOURS; near <= line + NEIGHBOURS; near++) {
    if (near !== line && near >= 0 && file.lines.textOf(near).trim() !== "") neighbours.add(blanksOf(file, near));
  }
  for (const tab of TAB_WIDTHS) neighbours.add(" ".repeat(widthOf(own, tab)));
  const [before, after] = [neighbourIndent(file, line, -1), neighbourIndent(file, line, 1)];
  const foreign = foreignBlank(file);
  for (const blanks of neighbours) {
    if (blanks === own) continue;
    const looksTheSame = TAB_WIDTHS.some((tab) => widthOf(blanks, tab) === widthOf(own, tab));
    const distance = Math.min(3, Math.abs(widthOf(blanks, 4) - widthOf(own, 4)) * 0.5);
    const fits = (blanks === before ? 0.7 : 0) + (blanks === after ? 0.7 : 0) - Math.abs(line - fault) * 0.5;
    yield {
      edits: [{ at: file.lines.starts[line] ?? 0, remove: own.length, insert: blanks }],
      why:
        own.includes("\t") || blanks.includes("\t")
          ? "indents the line with what its neighbours use"
          : "indents the line like its block",
      evidence:
        fits -
        distance -
        (blanks.includes(foreign) ? 4 : 0) +
        (looksTheSame && own.includes("\t") !== blanks.includes("\t") ? 2 : 0),
    };
  }
}

/** What most of the file does not indent with. */
function foreignBlank({ text }: BrokenFile): "\t" | " " {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(/^\t/gm) > count(/^ {2}/gm) ? " " : "\t";
}

function neighbourIndent(file: BrokenFile, line: number, step: number): string | undefined {
  for (let near = line + step; near >= 0 && near < file.lines.starts.length; near += step)
    if (file.lines.textOf(near).trim() !== "") return blanksOf(file, near);
  return undefined;
}

/** All lines that begin with tabs, when most begin with blanks; and the other way round. */
function* throughout(file: BrokenFile): Generator<Candidate> {
  const indented = file.lines.starts.map((_, line) => line).filter((line) => blanksOf(file, line) !== "");
  const tabbed = indented.filter((line) => blanksOf(file, line).includes("\t"));
  if (tabbed.length === 0 || tabbed.length * 2 > indented.length) return;
  for (const tab of TAB_WIDTHS) {
    const edits = tabbed.map((line) => {
      const own = blanksOf(file, line);
      return { at: file.lines.starts[line] ?? 0, remove: own.length, insert: " ".repeat(widthOf(own, tab)) };
    });
    yield { edits, why: "indents with blanks throughout, as most of the file does", evidence: tab === 4 ? 0.5 : 0 };
  }
}
