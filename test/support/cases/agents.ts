/** Contract cases of what the packs for agents and gateways bring. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "../action-cases.ts";
import type { Stage } from "../actions.ts";

/** Says what OpenClaw says, and leaves a trace of having been asked. */
const program = (asked: string) =>
  `#!${process.execPath}
require("node:fs").writeFileSync(${JSON.stringify(asked)}, process.argv.slice(2).join(" ") + " " + process.env.OPENCLAW_STATE_DIR);
console.log(JSON.stringify({ action: "restart", ok: true, result: "restarted", message: "Gateway restart request sent" }));
`;

export const agentActions: Readonly<Record<string, (stage: Stage) => Case>> = {
  "openclaw.restart": ({ world, base }) => {
    const openclaw = join(base, "openclaw");
    writeFileSync(openclaw, program(join(world, "asked")), { mode: 0o755 });
    const environment = { OPENCLAW_STATE_DIR: "/srv/openclaw", OPENCLAW_GATEWAY_TOKEN: "hunter22" };
    return {
      input: { gateway: { program: openclaw, environment } },
      says: [
        `["${openclaw}","gateway","restart","--json"]`,
        'OPENCLAW_STATE_DIR="/srv/openclaw"',
        "OPENCLAW_GATEWAY_TOKEN",
      ],
      done: () => assert.ok(existsSync(join(world, "asked"))),
    };
  },
};
