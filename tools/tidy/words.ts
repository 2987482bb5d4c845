/** Words that no file of the project may hold. The patterns are put together here, so as not to find themselves. */
import type { Finding } from "../lib/syntax.ts";

interface Forbidden {
  readonly pattern: RegExp;
  readonly advice: string;
}

const REGISTRIES = ["npmjs", "yarnpkg", "npmmirror"].map((name) => `registry\\.${name}\\.`);
const OTHER_HOSTS = ["npm\\.pkg\\.github", "pypi\\.org", "pythonhosted\\.org", "crates\\.io", "proxy\\.golang\\."];

const FORBIDDEN: readonly Forbidden[] = [
  {
    pattern: new RegExp(`\\b(${["TO", "FIX"].join("DO|")}ME|X{3})\\b`),
    advice: "Do it now, or open an issue and leave the code as it is meant to be.",
  },
  {
    pattern: new RegExp(`(^|[\\s"'\`(=:,[])/(${["work", "home", "root"].join("|")})/`),
    advice: "A path of one machine. Make it relative to the file, or take it from the caller.",
  },
  {
    pattern: new RegExp([...REGISTRIES, ...OTHER_HOSTS].join("|")),
    advice: "The host of a package registry. Leave it to the package manager and the user's own settings.",
  },
];

const LOCKED_HOST = /"resolved": "https?:/;

export function checkWords(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  const isLock = file.endsWith("package-lock.json");
  text.split("\n").forEach((content, index) => {
    const line = index + 1;
    for (const { pattern, advice } of FORBIDDEN) {
      const match = pattern.exec(content);
      if (match) findings.push({ file, line, message: `"${match[0].trim()}": ${advice}` });
    }
    if (isLock && LOCKED_HOST.test(content)) {
      const message = "The lock file names a host. Delete it and run `npm install`; .npmrc keeps hosts out.";
      findings.push({ file, line, message });
    }
  });
  return findings;
}
