/** Targets that are folders, broken by a file in them and mended by another one; what is known of their incidents. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startWorld, type World } from "./engine.ts";

export const routed = (world: World, incident: string) => world.facade.incident(incident)?.epistemic;
export const pages = (world: World) =>
  world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === "page" ? [one.data.message] : [],
  );

export const files = `
node: test
targets:
  - id: front
    kind: file
    autonomy: auto
    settings: { marker: DIR/front/mended }
    probes:
      - command: { argv: [/bin/sh, DIR/look.sh, DIR/front], every: 1s, timeout: 5s }
  - id: back
    kind: file
    autonomy: auto
    settings: { marker: DIR/back/mended }
    probes:
      - command: { argv: [/bin/sh, DIR/look.sh, DIR/back], every: 1s, timeout: 5s }
runbooks: [RUNBOOKS]
anomalies:
`;

/** Bad while there is a file that says so, and none that says that it was mended. */
export const look = 'if [ -e "$1/bad" ] && [ ! -e "$1/mended" ]; then exit 1; fi\n';

export const rule = (type: string, target: string) => `  - type: ${type}
    title: It does not work (${type})
    severity: high
    probes: [command]
    about: target.id == "${target}"
    when: reading.values.exitCode != 0.0
`;

export const marking = (action: string) => `
id: rb-mark
title: Leave a mark
version: 1
matches: [link_broken]
risk: low
strategies:
  - name: mark
    steps:
      - action: ${action}
        with: { path: $target.settings.marker${action === "files.write" ? ", content: mended" : ""} }
    validate: reading.values.exitCode == 0.0
`;

export async function twoFolders(
  t: Parameters<typeof startWorld>[0],
  runbooks: Readonly<Record<string, string>>,
  rules: string,
): Promise<World> {
  const yaml = files.replace("RUNBOOKS", Object.keys(runbooks).join(", ")) + rules;
  return startWorld(t, yaml, { files: { ...runbooks, "look.sh": look, "front/x": "", "back/x": "" } });
}

export const breakIt = (world: World, folder: string) => writeFileSync(join(world.folder, folder, "bad"), "");
