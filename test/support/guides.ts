/** The examples of a guide in docs/, as its reader would use them. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { within } from "#core/platform/test";

export interface Guide {
  /** Each `yaml` example whose first line is a comment with this name. */
  yaml(file: string): readonly string[];
  readonly commands: readonly string[];
  /** What the commands write, where the guide shows it: each `text` example. */
  readonly outputs: readonly string[];
}

export function readGuide(name: string): Guide {
  const text = readFileSync(join(import.meta.dirname, "../../docs", name), "utf8");
  const fences = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", content = ""]) => ({
    language,
    content,
  }));
  return {
    yaml: (file) =>
      fences
        .filter(({ language, content }) => language === "yaml" && content.startsWith(`# ${file}\n`))
        .map(({ content }) => content),
    commands: fences.filter(({ language }) => language === "sh").map(({ content }) => content),
    outputs: fences.filter(({ language }) => language === "text").map(({ content }) => content),
  };
}

const program = join(import.meta.dirname, "../../bin/chiron.js");

/** Runs an example in a shell, in that folder, with `chiron` on its path; gives what it wrote. */
export async function runExample(
  example: string,
  { folder, dataDir }: { readonly folder: string; readonly dataDir: string },
): Promise<string> {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const words = [process.execPath, program].map((word) => `'${word}'`).join(" ");
  writeFileSync(join(bin, "chiron"), `#!/bin/sh\nexec ${words} --data-dir '${dataDir}' "$@"\n`, { mode: 0o755 });
  const child = spawn("/bin/bash", ["-euo", "pipefail", "-c", example], {
    cwd: folder,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => {
      said += part;
    });
  const code = await within("the example ends", new Promise((resolve) => child.once("close", resolve)), 60_000);
  if (code !== 0) throw new Error(`it ended with ${String(code)}: ${said}\n${example}`);
  return said;
}
