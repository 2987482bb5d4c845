/** Holds the habits of this code base that no linter knows. Each message says what to do. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFiles, projectRoot } from "./lib/files.ts";
import { type Finding, parseSource } from "./lib/syntax.ts";
import { checkFolders } from "./tidy/folders.ts";
import { checkLanguage } from "./tidy/language.ts";
import { checkNeeds } from "./tidy/needs.ts";
import { checkPurity } from "./tidy/purity.ts";
import { checkSize } from "./tidy/size.ts";
import { checkTests } from "./tidy/tests.ts";
import { checkWords } from "./tidy/words.ts";

const CODE = /^((src|tools|test|bench|sim|examples)\/.*\.ts|web\/src\/.*\.tsx?)$/;
const TEXT = /\.(ts|tsx|js|mjs|cjs|json|md|ya?ml|sh|c|h|go|py|css|html|toml|txt)$|(^|\/)[^./]+$|(^|\/)\.[^/]+$|^\.ci\//;

function main(): number {
  const files = projectFiles();
  const read = (file: string) => readFileSync(join(projectRoot, file), "utf8");
  const findings: Finding[] = [...checkFolders(files, read)];
  for (const file of files) {
    if (!TEXT.test(file)) continue;
    const text = read(file);
    findings.push(...checkWords(file, text));
    if (!CODE.test(file)) continue;
    const source = parseSource(file, text);
    for (const check of [checkLanguage, checkNeeds, checkPurity, checkSize, checkTests])
      findings.push(...check(source));
  }
  for (const { file, line, message } of findings) console.log(`${file}:${line}: ${message}`);
  console.log(`${files.length} files looked at, ${findings.length} to put right.`);
  return findings.length;
}

process.exitCode = main() === 0 ? 0 : 1;
