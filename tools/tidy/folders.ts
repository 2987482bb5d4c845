/** Every folder of the source has a door, and every family's registry names exactly the members that lie there. */
import { dirname } from "node:path/posix";
import type { Finding } from "../lib/syntax.ts";

/** Folders whose members are added one by one, each a folder, all named in `registry.ts`. */
const FAMILIES = [
  "src/loop/sense/probes",
  "src/loop/sense/checks",
  "src/loop/sense/intake",
  "src/loop/act/actions",
  "src/loop/guard/policies",
  "src/repair/fixers",
  "src/repair/agents",
  "src/surface/export/sinks",
  "src/surface/notify/channels",
  "src/surface/export/sinks",
];

const MEMBER = /from "\.\/([^/"]+)\/index\.ts"/g;

export function checkFolders(files: readonly string[], read: (file: string) => string): Finding[] {
  const code = files.filter((file) => file.startsWith("src/") && file.endsWith(".ts"));
  const folders = [...new Set(code.map((file) => dirname(file)))];
  const doors = folders
    .filter((folder) => !FAMILIES.includes(folder) && !code.includes(`${folder}/index.ts`))
    .map((folder) => ({
      file: folder,
      line: 1,
      message: "No index.ts. Add one that exports what other folders may use; it is the folder's only door.",
    }));
  return [...doors, ...FAMILIES.flatMap((family) => checkFamily(family, folders, code, read))];
}

function checkFamily(
  family: string,
  folders: readonly string[],
  code: readonly string[],
  read: (file: string) => string,
): Finding[] {
  const members = folders
    .filter((folder) => dirname(folder) === family)
    .map((folder) => folder.slice(family.length + 1));
  const file = `${family}/registry.ts`;
  if (members.length === 0 && !folders.includes(family)) return [];
  if (!code.includes(file)) return [{ file, line: 1, message: `Missing. It lists every member of ${family}.` }];
  const listed = [...read(file).matchAll(MEMBER)].map(([, name]) => name ?? "");
  const forgotten = members.filter((name) => !listed.includes(name));
  const gone = listed.filter((name) => !members.includes(name));
  return [
    ...forgotten.map((name) => ({ file, line: 1, message: `Add "${name}": import it from "./${name}/index.ts".` })),
    ...gone.map((name) => ({ file, line: 1, message: `Remove "${name}": there is no such folder.` })),
  ];
}
