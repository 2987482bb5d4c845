/** One event of each type that an emergency, and what was put back, leave in the log. */
import type { EmergencyEvents } from "#core/model";

const start = Date.UTC(2026, 0, 5, 9);

export const ofEmergency: EmergencyEvents = {
  "emergency.began": { emergency: "em-1", attempt: 2, reason: "engine and mender are gone" },
  "emergency.step": {
    emergency: "em-1",
    step: "restart_engine",
    ok: true,
    tries: 2,
    tookMs: 1_500,
    detail: "pid 43",
  },
  "emergency.analysed": {
    emergency: "em-1",
    failure: {
      healer: "engine",
      end: "ended with exit code 1",
      lastLines: ["error: it is broken"],
      error: "it is broken",
    },
    changedFiles: ["chiron.yaml"],
    releaseChanged: false,
    conclusion: "its configuration has changed since it last worked",
  },
  "emergency.voted": {
    emergency: "em-1",
    action: "restart web",
    votes: [{ voter: "kill-switch", vote: "for", evidence: "healing is not paused" }],
    passed: true,
  },
  "emergency.told": {
    emergency: "em-1",
    key: "left",
    route: "page",
    subject: "Both healers are down",
    delivered: true,
    detail: "webhook: 200",
  },
  "emergency.ended": { emergency: "em-1", recovered: false, left: ["mender"], tookMs: 120_000 },
  "configuration.put_back": {
    file: "chiron.yaml",
    problems: ["chiron.yaml:3:5  unknown key"],
    keptAt: start,
    reason: "it cannot be read",
  },
  "configuration.mended": { file: "chiron.yaml" },
  "release.put_back": {
    program: "/opt/chiron-1/bin/chiron.js",
    version: "1.0.0",
    instead: "1.1.0",
    reason: "it crashes on start",
  },
};
