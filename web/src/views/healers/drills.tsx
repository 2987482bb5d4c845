/** Drills: what Chiron's own processes did when they were struck on purpose. Begun at the command line, which outlives those that it strikes. */
import type { DrillView, HealersWatch, Page } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import {
  actorOf,
  Badge,
  Card,
  type Column,
  Command,
  Empty,
  Loaded,
  lengthOf,
  Moment,
  Table,
  Text,
  type Tone,
} from "../../kit/index.ts";

type Figures = DrillView["figures"][number];

const states: Readonly<Record<DrillView["state"], readonly [Tone, string]>> = {
  under_way: ["info", "begun; no end is on record"],
  went_well: ["good", "went well"],
  went_badly: ["bad", "did not go well"],
  skipped: ["quiet", "left out"],
};

const columns: readonly Column<Figures>[] = [
  { name: "Fault", cell: ({ fault }) => fault },
  { name: "Of", cell: ({ who }) => who },
  { name: "Recovered", cell: ({ recovered, trials }) => `${recovered} of ${trials}`, isNumber: true },
  { name: "Seen after (median)", cell: ({ detected }) => spread(detected, "medianMs"), isNumber: true },
  { name: "Well after (median)", cell: ({ recoveredIn }) => spread(recoveredIn, "medianMs"), isNumber: true },
  { name: "At most", cell: ({ recoveredIn }) => spread(recoveredIn, "maxMs"), isNumber: true },
];

function spread(of: Figures["detected"], which: "medianMs" | "maxMs"): string {
  return of === null ? "not on record" : lengthOf(of[which]);
}

export function Drills({ schedule }: { readonly schedule: HealersWatch["drill"] }) {
  const refreshOn = ({ type }: LiveEvent) => type.startsWith("drill.");
  const drills = useResource<Page<DrillView>>("/v1/drills?limit=10", { refreshOn });
  return (
    <Card
      title="Drills"
      aside={schedule === null ? "none is scheduled" : `scheduled: ${schedule.cron} (${schedule.zone})`}
    >
      <p class="quiet">
        A drill kills Chiron's own processes, this engine among them, and measures how soon that is mended; services go
        on. So it is begun from outside: <Command>chiron drill healers</Command>
      </p>
      <Loaded of={drills}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="None was held yet." />
          ) : (
            <ol class="rows">
              {items.map((drill) => (
                <One key={drill.id} drill={drill} />
              ))}
            </ol>
          )
        }
      </Loaded>
    </Card>
  );
}

function One({ drill: { state, at, by, sentences, figures } }: { readonly drill: DrillView }) {
  const [tone, word] = states[state];
  return (
    <li class="recovery">
      <div class="row">
        <Badge tone={tone}>{word}</Badge>
        <span class="quiet">
          <Moment at={at} />, by {actorOf(by)}
        </span>
      </div>
      {sentences.map((one) => (
        <p key={one}>
          <Text>{one}</Text>
        </p>
      ))}
      {figures.length > 0 && (
        <Table
          caption="Figures of the drill"
          columns={columns}
          rows={figures}
          keyOf={({ fault, who }) => `${fault} ${who}`}
        />
      )}
    </li>
  );
}
