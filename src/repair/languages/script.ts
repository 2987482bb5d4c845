/** TypeScript's own parser, used for JavaScript as well. */
import type ts from "typescript";
import type { SyntaxFault } from "./language.ts";

export interface Script {
  readonly source: ts.SourceFile;
  readonly errors: readonly SyntaxFault[];
}

/** The diagnostics of the parser alone stand on the source file, though its published type does not say so. */
interface Parsed extends ts.SourceFile {
  readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
}

export function parseScript(compiler: typeof ts, text: string, kind: ts.ScriptKind): Script {
  const name = kind === compiler.ScriptKind.TSX ? "file.tsx" : kind === compiler.ScriptKind.TS ? "file.ts" : "file.jsx";
  const options: ts.CreateSourceFileOptions = { languageVersion: compiler.ScriptTarget.Latest };
  // JSDoc is left unread: what stands in a comment is no reason to call a file broken, and costs a third of the time.
  options.jsDocParsingMode = compiler.JSDocParsingMode.ParseNone;
  const source = compiler.createSourceFile(name, text, options, false, kind) as Parsed;
  const errors = source.parseDiagnostics.map((diagnostic) => {
    const { line, character } = compiler.getLineAndCharacterOfPosition(source, diagnostic.start);
    const message = compiler.flattenDiagnosticMessageText(diagnostic.messageText, " ");
    return { line: line + 1, column: character + 1, message };
  });
  return { source, errors };
}
