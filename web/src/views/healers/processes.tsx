/** Each of the three in figures, and the limits that they keep to. */
import type { HealersWatch } from "#core/model";
import { Badge, Card, type Column, Length, lengthOf, Moment, Pairs, plain, Table } from "../../kit/index.ts";
import { type Healer, tones } from "./words.ts";

const columnsOf = (isOld: boolean): readonly Column<Healer>[] => [
  { name: "Healer", cell: ({ role }) => role },
  {
    name: "State",
    cell: ({ state }) => (
      <Badge tone={isOld ? "quiet" : tones[state]}>{isOld ? `was ${plain(state)}` : plain(state)}</Badge>
    ),
  },
  { name: "Process", cell: ({ pid }) => pid ?? "none", isNumber: true },
  {
    name: "Up",
    cell: ({ startedAt }) => (startedAt === null ? "not up" : <Length from={startedAt} to={null} />),
    isNumber: true,
  },
  {
    name: "Loop lag",
    cell: ({ loopLagMs }) => (loopLagMs === null ? "unknown" : `${loopLagMs.toFixed(1)} ms`),
    isNumber: true,
  },
  { name: "Memory", cell: ({ memoryMB }) => (memoryMB === null ? "unknown" : `${memoryMB} MB`), isNumber: true },
  { name: "Restarts", cell: ({ restarts }) => restarts.toLocaleString(), isNumber: true },
];

interface Props {
  readonly watch: HealersWatch;
  /** What is shown is as it was. */
  readonly isOld: boolean;
}

export function Processes({ watch, isOld }: Props) {
  const { healers, leases, beatEveryMs, silentAfterMs, confirmForMs, memoryLimitMB } = watch;
  return (
    <Card title="Processes">
      <Table caption="Chiron's own processes" columns={columnsOf(isOld)} rows={healers} keyOf={({ role }) => role} />
      <Pairs
        items={[
          ["Heartbeat", `every ${lengthOf(beatEveryMs)}; silent after ${lengthOf(silentAfterMs)}`],
          ["Both silent", `for ${lengthOf(confirmForMs)} before the watchdog takes over`],
          ["Memory limit", `${memoryLimitMB} MB each`],
          ...leases.map(
            ({ role, generation, pid, since }) =>
              [
                `Lease of ${role}`,
                <span key={role}>
                  generation {generation.toLocaleString()}, held by pid {pid} since <Moment at={since} form="date" />
                </span>,
              ] as const,
          ),
        ]}
      />
    </Card>
  );
}
