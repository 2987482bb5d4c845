/** An installation that watches nothing yet explains itself, and offers the next step. */
import type { Overview } from "#core/model";
import { Card, Command } from "../../kit/index.ts";

const example = `targets:
  - id: web
    kind: service
    autonomy: suggest        # observe, suggest, approve or auto: how far Chiron may go
    supervisor:
      direct: { command: [python3, -m, http.server, "8123", --bind, 127.0.0.1] }
    probes:
      - http: { url: http://127.0.0.1:8123/, every: 1s }
packs: [service]`;

export function FirstSteps({ overview }: { readonly overview: Overview }) {
  return (
    <Card title="The first target">
      <p>
        Chiron acts on nothing that was not declared. Say in <code>chiron.yaml</code> what there is, for instance a
        service with a probe:
      </p>
      <pre tabIndex={0}>{example}</pre>
      <ol class="first-steps">
        <li>
          Is it right? <Command>chiron validate</Command>
        </li>
        <li>
          Let the running Chiron read it: <Command>chiron reload</Command>
        </li>
        <li>
          This page shows it by itself. In <code>suggest</code> nothing is changed: Chiron says what it would do.
        </li>
      </ol>
      <p class="quiet">
        This is {overview.status.node}, Chiron {overview.status.version}.
      </p>
    </Card>
  );
}
