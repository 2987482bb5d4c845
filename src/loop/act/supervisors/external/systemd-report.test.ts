import assert from "node:assert/strict";
import { test } from "node:test";
import { readProperties, reportOf } from "./systemd-report.ts";

const running = {
  ActiveState: "active",
  SubState: "running",
  LoadState: "loaded",
  UnitFileState: "enabled",
  Result: "success",
  MainPID: "42",
  NRestarts: "3",
  RestartUSec: "1min 500ms",
  ExecMainStatus: "0",
  ExecMainStartTimestampMonotonic: "100",
  ActiveExitTimestampMonotonic: "0",
  ExecMainExitTimestampMonotonic: "0",
};
const ended = { ActiveState: "inactive", SubState: "dead", MainPID: "0" };
/** It left "active" when its process had ended; or its process ended after it had left "active", as on a stop. */
const alone = { ExecMainExitTimestampMonotonic: "200", ActiveExitTimestampMonotonic: "201" };
const asked = { ActiveExitTimestampMonotonic: "200", ExecMainExitTimestampMonotonic: "201" };
const failed = { ...ended, ActiveState: "failed", SubState: "failed", Result: "exit-code", ExecMainStatus: "143" };

const report = (more: Readonly<Record<string, string>>) => {
  const lines = Object.entries({ ...running, ...more }).map(([key, value]) => `${key}=${value}`);
  return reportOf(readProperties(`${lines.join("\n")}\n`), { now: () => 1_000 });
};

const cases: readonly (readonly [what: string, more: Readonly<Record<string, string>>, state: string])[] = [
  ["one that runs", {}, "running"],
  ["one that reloads", { ActiveState: "reloading" }, "running"],
  ["one with a job waiting", { Job: "7" }, "changing"],
  ["one that starts", { ActiveState: "activating", SubState: "start" }, "changing"],
  ["one that waits for its restart", { ActiveState: "activating", SubState: "auto-restart", MainPID: "0" }, "changing"],
  ["one that stops", { ActiveState: "deactivating", SubState: "stop-sigterm" }, "changing"],
  ["one that was killed", { ...failed, ...alone, Result: "signal" }, "gave_up"],
  ["one that ended well by itself", { ...ended, ...alone }, "gave_up"],
  ["one that was stopped", { ...ended, ...asked }, "stopped"],
  ["one that was stopped and answered SIGTERM with an exit code", { ...failed, ...asked }, "stopped"],
  ["one that its watchdog ended", { ...failed, ...asked, Result: "watchdog" }, "gave_up"],
  ["one that the memory killer ended", { ...failed, ...asked, Result: "oom-kill" }, "gave_up"],
  ["one that was stopped while it waited for its restart", { ...ended, ...alone, Result: "exit-code" }, "stopped"],
  [
    "one that failed before it was up, after an older life",
    {
      ...failed,
      ExecMainStartTimestampMonotonic: "300",
      ActiveExitTimestampMonotonic: "200",
      ExecMainExitTimestampMonotonic: "301",
    },
    "gave_up",
  ],
  ["one that is enabled and never ran", { ...ended, ExecMainStartTimestampMonotonic: "0" }, "gave_up"],
  [
    "one that is not enabled and of which nothing is known",
    { ...ended, ExecMainStartTimestampMonotonic: "0", UnitFileState: "disabled" },
    "stopped",
  ],
  ["one that is masked", { ...ended, ...alone, LoadState: "masked" }, "stopped"],
];

for (const [what, more, state] of cases) {
  test(`HOST-13: systemd: ${what} is ${state}`, () => assert.equal(report(more).state, state));
}

test("HOST-13: systemd says which process, how often it restarted it, and when it will", () => {
  assert.deepEqual([report({}).pid, report({}).restarts], [42, 3]);
  assert.equal(report({ ActiveState: "activating", SubState: "auto-restart" }).nextAt, 61_500);
  assert.equal(report({ ...failed, ...alone }).words, "failed (exit-code 143)");
  assert.throws(() => report({ LoadState: "not-found" }), /no such unit/);
});
