/**
 * Shows which tests hold which requirement: a table of ID, title, and the tests whose title begins with the ID. Fails when
 * a requirement that is owned has none, or when a test names a requirement that does not exist.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFiles, projectRoot } from "./lib/files.ts";
import { isTestFile, parseSource } from "./lib/syntax.ts";
import { judgeTrace, parseRequirements, type TracedTest, tracedTests } from "./trace/trace.ts";

const LIST = "test/requirements.json";

function main(): boolean {
  const requirements = parseRequirements(readFileSync(join(projectRoot, LIST), "utf8"));
  const tests: TracedTest[] = projectFiles()
    .filter(isTestFile)
    .flatMap((file) => tracedTests(parseSource(file, readFileSync(join(projectRoot, file), "utf8"))));
  const { rows, problems } = judgeTrace(requirements, tests);
  for (const row of rows) {
    const state = row.tests > 0 ? String(row.tests).padStart(3) : row.owned ? "  0" : "  ·";
    console.log(
      `${row.id.padEnd(12)} ${state}  ${row.title}${row.files.length > 0 ? `  [${row.files.join(", ")}]` : ""}`,
    );
  }
  const owned = rows.filter((row) => row.owned);
  const shown = owned.filter((row) => row.tests > 0);
  console.log(`${shown.length} of ${owned.length} owned requirements are shown by tests; ${rows.length} in all.`);
  for (const problem of problems) console.log(`FAIL ${problem}`);
  return problems.length === 0;
}

process.exitCode = main() ? 0 : 1;
