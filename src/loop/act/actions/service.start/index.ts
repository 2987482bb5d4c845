import { defineAction } from "#core/model";
import { commandOf, orderWords, ownServiceSchema, requireOwn } from "../own-service.ts";
import { answering, saying } from "../result.ts";

/** It has no undo: that the service runs is what its owner declared, so taking it back would be an outage of our making. */
export const serviceStart = defineAction({
  name: "service.start",
  summary: "Starts the target's own service unless it runs already",
  schema: ownServiceSchema.omit({ force: true }),
  risk: "low",
  idempotent: true,
  restartsOwnService: true,
  dryRun: ({ service }, { target, services }) =>
    saying(async () => {
      requireOwn(service, target);
      const seen =
        service.kind === "direct" ? services.look(target.id) : await services.refresh(service, { now: true });
      const { state, process } = seen;
      if (process !== null && state !== "gone" && state !== "zombie") {
        // It may be what an earlier step of the same plan stops, so that "nothing" would be the wrong word.
        return `Would start ${target.id} only if it has ended by then: it already runs, with pid ${process.pid}.`;
      }
      if (service.kind !== "direct") return orderWords(service, "start", false, seen);
      return `Would start ${target.id}: ${commandOf(service)}.`;
    }),
  run: ({ service }, { target, services, signal }) =>
    answering(async () => {
      requireOwn(service, target);
      return services.start(service, { signal });
    }),
});
