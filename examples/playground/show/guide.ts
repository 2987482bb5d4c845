/** What is watched, and what the reader can do now, with commands that can be copied as they are. */
import { chmodSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { TargetView } from "#core/model";
import { pidOf } from "./fault.ts";
import type { Playground } from "./folder.ts";
import { projectRoot } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** Writes the program `chiron` into the folder, to save typing: it knows the Node and the data folder of this playground. */
export function writeShortcut({ folder, config, data }: Playground): string {
  const file = join(folder, "chiron");
  const program = [process.execPath, join(projectRoot, "bin/chiron.js"), "--config", config, "--data-dir", data];
  writeFileSync(file, `#!/bin/sh\nexec ${program.map(quoted).join(" ")} "$@"\n`);
  chmodSync(file, 0o755);
  return typed(file);
}

export function tellWatched(terminal: Terminal, { ports }: Playground, targets: readonly TargetView[]): void {
  const rows: readonly (readonly [string, string, string])[] = [
    ["web", `answers on port ${ports.web}`, "Chiron restarts it by itself"],
    ["worker", "writes a signal file every second", "Chiron restarts it by itself"],
    ["app", `takes orders into SQLite, answers on port ${ports.app}`, "Chiron asks you first"],
  ];
  const width = Math.max(...rows.map(([, text]) => text.length));
  terminal.line("It watches three little services, as examples/playground/chiron.yaml says:");
  for (const [id, text, autonomy] of rows) {
    const pid = `pid ${pidOf(targets, id)}`.padEnd(11);
    terminal.line(`  ${terminal.bold(id.padEnd(6))}  ${pid}  ${text.padEnd(width)}  ${autonomy}`);
  }
}

export interface Place {
  readonly playground: Playground;
  readonly targets: readonly TargetView[];
  readonly enginePid: number;
  readonly address: string;
  /** How the reader calls chiron. */
  readonly chiron: string;
}

export function tellGuide(terminal: Terminal, place: Place): void {
  const { playground, targets, enginePid, address, chiron } = place;
  const [web, worker, app] = ["web", "worker", "app"].map((id) => pidOf(targets, id));
  const site = `http://127.0.0.1:${playground.ports.web}`;
  const section = (title: string, rows: readonly (readonly [string, string])[]) => {
    terminal.line();
    terminal.line(title);
    const width = Math.max(...rows.map(([command]) => command.length));
    for (const [command, text] of rows) terminal.line(`  ${terminal.cyan(command.padEnd(width))}   ${text}`);
  };
  terminal.line();
  terminal.line(`The Workbench, live in your browser: ${terminal.bold(`${address}/`)}`);
  terminal.line("The API answers there, too, for instance /v1/status, /v1/incidents and /metrics.");
  terminal.line("All stays up until Ctrl-C. Your turn: what you do in another terminal is told here.");
  section("Break something", [
    [`kill -9 ${web}`, "web dies, as just seen; the third return pages somebody"],
    [`kill -STOP ${web}`, "web hangs: its port accepts, nobody answers"],
    [`curl ${site}/hang`, "the same from inside"],
    [`curl '${site}/slow?ms=600'`, "web is slow, not hung: nothing should happen"],
    [`kill -USR1 ${worker}`, "the worker lives, and does nothing; seen after 5 s"],
    [`kill -9 ${app}`, "app dies; Chiron waits for your approval"],
    [`kill -9 ${enginePid}`, "Chiron dies; its services live on"],
  ]);
  section("Ask Chiron", [
    [`${chiron} status`, "is anything wrong?"],
    [`${chiron} incidents --all`, "what has happened"],
    [`${chiron} incident ID`, "one of them, from first sign to end"],
    [`${chiron} approve ID`, "let the repair of app run"],
    [`${chiron} token create me --kind human --role approver`, "with it the Workbench lets you decide, too"],
    [`${chiron} pause --reason "my turn"`, "go on watching, touch nothing"],
    [`${chiron} resume`, "touch again"],
    [`${chiron} audit verify`, "is the record as it was written?"],
  ]);
  terminal.line();
}

/** A path as somebody types it in the folder where npm was called. */
export function typed(path: string): string {
  const from = relative(process.env.INIT_CWD ?? process.cwd(), path);
  const short = from.startsWith("..") ? path : from;
  return quoted(short.includes("/") ? short : `./${short}`);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
