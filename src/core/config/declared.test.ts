import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

const mount = (settings: string) => `targets:
  - id: srv
    kind: mount
    probes: [ disk: { path: /srv } ]
    settings: ${settings}
packs: [host]
`;

test("HOST-17: what a target declares for a shipped runbook is held against its actions, and told where it stands", async (t) => {
  const { said } = await readWritten(
    t,
    mount("{ logs: [ { files: '/srv/app/*.log', reopen: { sgnal: SIGHUP } }, / ], caches: [ { folder: /home } ] }"),
  );
  assert.deepEqual(
    said.match(/targets\[0\]\S* .*/g),
    [
      "targets[0].settings.logs[0].reopen.sgnal is an unknown key",
      "targets[0].settings.logs[1] is too short: at least 2",
      "targets[0].settings.logs[1] \"/\" has an empty, '.' or '..' part; write it in full",
      'targets[0].settings.caches[0].folder "/home" is a top folder of the system',
    ],
    said,
  );
});

test("HOST-13: a target need not declare anything for a shipped runbook, and may declare all of it", async (t) => {
  for (const settings of ["{}", "{ logs: [ /srv/app/*.log ] }", "{ caches: [ /srv/cache ], anything: else }"]) {
    assert.equal((await readWritten(t, mount(settings))).said, "", settings);
  }
});

test("HOST-16: of the pack host only what loses nothing runs by itself as it is shipped", async (t) => {
  const { settings } = await readWritten(t, "packs: [host]");
  const modes = new Map(settings?.runbooks.map(({ runbook }) => [runbook.id, runbook.mode]));
  assert.equal(modes.get("rb-rotate-logs"), "auto_execute");
  assert.equal(modes.get("rb-emergency-cleanup"), "dry_run");
  assert.equal(modes.get("rb-prune-caches"), "dry_run");
});

test("FACE-03: where a list or a map may stand, the errors are those of what was written", async (t) => {
  const { said } = await readWritten(t, mount("{ logs: [ { file: /srv/app/app.log } ] }"));
  assert.match(said, /settings\.logs\[0\]\.files is missing/);
  assert.match(said, /settings\.logs\[0\]\.file is an unknown key/);
  assert.doesNotMatch(said, /not a list/);
});
