import { join } from "node:path";
import { defineAction } from "#core/model";
import { endingOf, orderWords, ownServiceSchema, requireOwn } from "../own-service.ts";
import { answering, saying, succeeded } from "../result.ts";

/** In the scratch folder: the service ran before, so an undo has to start it again. */
const ranBefore = "ran-before";

export const serviceStop = defineAction({
  name: "service.stop",
  summary: "Stops the target's own service with everything that it started",
  schema: ownServiceSchema,
  risk: "low",
  idempotent: true,
  restartsOwnService: true,
  dryRun: ({ service, force }, { target, services }) =>
    saying(async () => {
      requireOwn(service, target);
      if (service.kind !== "direct")
        return orderWords(service, "stop", force, await services.refresh(service, { now: true }));
      const { state, process } = services.look(target.id);
      if (process === null) return `Would only end what may be left of ${target.id}, which is not running.`;
      return `Would stop ${target.id}, pid ${process.pid} and everything that it started: ${endingOf(service, force, state === "stopped_by_signal")}.`;
    }),
  run: ({ service, force }, { target, services, signal, files, scratch }) =>
    answering(async () => {
      requireOwn(service, target);
      const seen =
        service.kind === "direct" ? services.look(target.id) : await services.refresh(service, { now: true });
      if (seen.process !== null) {
        await files.makeFolder(scratch, 0o700);
        await files.write(join(scratch, ranBefore), "", { durable: true });
      }
      return services.stop(service, { signal, ...(force === undefined ? {} : { force }) });
    }),
  undo: ({ service }, { target, services, files, scratch, signal }) =>
    answering(async () => {
      requireOwn(service, target);
      if ((await files.stat(join(scratch, ranBefore))) === undefined)
        return succeeded(`${target.id} was not running before either`);
      return services.start(service, { signal });
    }),
});
