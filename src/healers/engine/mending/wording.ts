/** What people are told of repairs of code: one message for all that is new in one repository. */
import type { Message, RepairTask } from "#core/model";

const listed = 10;

export function composeNews(
  repository: string,
  tasks: readonly RepairTask[],
): Pick<Message, "route" | "tier" | "incident" | "subject" | "body" | "data"> {
  const of = (...states: readonly RepairTask["state"][]) => tasks.filter(({ state }) => states.includes(state));
  const [asked, failed, merged] = [of("proposed", "ready"), of("failed"), of("merged")];
  const parts = [
    asked.length === 0
      ? ""
      : `${counted(asked.length, "repair")} of code ${asked.length === 1 ? "waits" : "wait"} for you`,
    failed.length === 0 ? "" : `${counted(failed.length, "file")} that only a human can mend`,
    merged.length === 0 ? "" : `${counted(merged.length, "file")} mended`,
  ].filter((part) => part !== "");
  const incidents = new Set(tasks.flatMap(({ incident }) => incident ?? []));
  return {
    route: "notice",
    tier: asked.length > 0 ? 2 : 1,
    incident: incidents.size === 1 ? ([...incidents][0] ?? null) : null,
    subject: `${repository}: ${parts.join(", ")}`,
    body: [section("Waiting for you", asked), section("Needs a human", failed), section("Mended", merged)]
      .filter((text) => text !== "")
      .join("\n\n"),
    data: {
      repository,
      tasks: tasks.map(({ id, file, state, proposal }) => ({ id, file, state, commit: proposal?.commit ?? null })),
    },
  };
}

function section(head: string, tasks: readonly RepairTask[]): string {
  if (tasks.length === 0) return "";
  const more = tasks.length > listed ? [`  … and ${tasks.length - listed} more: chiron repair tasks`] : [];
  return [`${head}:`, ...tasks.slice(0, listed).flatMap(lineOf), ...more].join("\n");
}

function lineOf(task: RepairTask): readonly string[] {
  const { id, file, state, proposal, reason, faults, command } = task;
  const [fault] = faults;
  const what = fault === undefined ? "" : ` (line ${fault.line}: ${fault.message})`;
  switch (state) {
    case "proposed":
      return [
        `  ${file}${what}: ${proposal?.why ?? ""}`,
        `    chiron repair show ${id}`,
        `    chiron repair approve ${id} --commit ${proposal?.commit.slice(0, 12) ?? ""}`,
      ];
    case "ready":
      return [`  ${file}: ${reason ?? ""}`, `    ${command ?? ""}`];
    case "failed":
      return [`  ${file}${what}: ${reason ?? ""}`, `    chiron repair show ${id}`];
    default:
      return [`  ${file}${what}: ${proposal?.why ?? ""}`];
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
