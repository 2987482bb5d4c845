import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { defineAction } from "#core/model";
import { exactPath } from "../paths.ts";
import { answering, failed, saying, succeeded } from "../result.ts";
import { bytesOf } from "../selection.ts";
import { requireFile } from "../sqlite-halt.ts";

const beside = ["", "-wal", "-shm", "-journal"];

const schema = z.strictObject({
  database: z
    .object({ path: exactPath, backupFolder: exactPath.optional() })
    .describe("The database, as its probe declares it: $target.probes.sqlite"),
});

export const sqliteBackup = defineAction({
  name: "sqlite.backup",
  summary: "Saves the bytes of a SQLite database and of its log, and what can be recovered of them",
  schema,
  risk: "low",
  idempotent: true,
  dryRun: ({ database: { path, backupFolder } }, { files }) =>
    saying(async () => {
      await requireFile(path, files);
      const present: string[] = [];
      for (const end of beside) {
        const stat = await files.stat(`${path}${end}`, { follow: true });
        if (stat !== undefined) present.push(`${path}${end} (${bytesOf(stat.size)})`);
      }
      const folder = backupFolder ?? dirname(path);
      return `Would copy ${present.join(", ")} to a new folder ${join(folder, `${basename(path)}.saved-…`)}, and put there what can be recovered of it.`;
    }),
  run: ({ database: { path, backupFolder } }, { files, sqlite, effect, signal }) =>
    answering(async () => {
      if (signal.aborted) return failed("It was broken off before anything was saved");
      await requireFile(path, files);
      const parent = backupFolder ?? dirname(path);
      await files.makeFolder(parent);
      // One for each incident: done again after a crash, it is done already.
      const incident = (effect.split("/")[0] ?? "").replace(/[^A-Za-z0-9-]/g, "-");
      const folder = join(parent, `${basename(path)}.saved-${incident}`);
      const saved = await sqlite.save({ path, folder }, signal);
      if (saved.kind !== "saved") return failed(`${path} could not be saved: ${saved.reason}`);
      if (saved.reason !== "") return succeeded(saved.reason, [{ kind: "file", name: folder }]);
      const bytes = saved.files.reduce((sum, file) => sum + file.sizeBytes, 0);
      const artifacts = saved.files.map(({ name, sizeBytes, sha256 }) => ({
        kind: "file" as const,
        name: join(folder, name),
        detail: `${bytesOf(sizeBytes)}, SHA-256 ${sha256}`,
      }));
      return succeeded(
        `Saved ${bytesOf(bytes)} of ${path} to ${folder}; ${saved.recovered ?? "nothing was recovered"}`,
        artifacts,
      );
    }),
});
