/**
 * A little orchestrator whose outputs go through Chiron's gates: `node examples/orchestrator/main.ts --socket <data>/chiron.sock`, with
 * `--drift missing_column` to let one of them drift, `--rounds 5`, `--list`. It does its work whether Chiron is there or not. The
 * configuration of a Chiron that looks at it is chiron.yaml beside it.
 */
import { parseArgs } from "node:util";
import { createGateClient } from "chiron/client";
import { drifts, outputsOf } from "./outputs.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    socket: { type: "string" },
    token: { type: "string" },
    drift: { type: "string" },
    rounds: { type: "string", default: "1" },
    session: { type: "string", default: `session-${process.pid}` },
    list: { type: "boolean", default: false },
  },
});

if (values.list) {
  console.log(Object.keys(drifts).join("\n"));
  process.exit(0);
}
const drift = values.drift === undefined ? undefined : drifts[values.drift];
if (values.drift !== undefined && drift === undefined) {
  console.error(`There is no drift ${values.drift}; --list names them.`);
  process.exit(2);
}

const { url, socket, token, session } = values;
const gates = createGateClient({
  ...(url === undefined ? {} : { url }),
  ...(socket === undefined ? {} : { socket }),
  ...(token === undefined ? {} : { token }),
});
for (let round = 1; round <= Number(values.rounds); round++) {
  const bad = drift?.(round);
  for (const honest of outputsOf(round)) {
    const { gate, step, output } = bad?.gate === honest.gate && bad.step === honest.step ? bad : honest;
    const result = await gates.check(gate, output, { session, step });
    const words =
      result === null
        ? "Chiron says nothing"
        : [result.status, ...result.findings.map((one) => `${one.kind} ${one.path}`)].join(": ");
    console.log(`${round} ${gate} ${step}: ${words}`);
  }
}
await gates.close();
