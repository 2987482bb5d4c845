/** What `chiron install` and `chiron uninstall` do, once it is said for whom. */
import { ChironError } from "#core/model/plain";
import type { Context } from "../context.ts";
import { marked, removeOwn, writeOwn } from "./own-file.ts";
import { installationOf, pm2File, unitFile } from "./places.ts";
import { ecosystemText } from "./pm2.ts";
import { isInUse, systemctl } from "./systemctl.ts";
import { unitText } from "./unit.ts";

interface Choice {
  readonly systemd?: boolean;
  readonly user?: boolean;
  readonly name: string;
}

export interface InstallPlan {
  readonly file: string;
  readonly text: string;
  /** What a person types next. */
  readonly next: readonly string[];
  /** Returns whether anything changed. */
  write(): boolean;
  enable(): void;
}

export function planOf(context: Context, { systemd, user = false, name }: Choice): InstallPlan {
  const installation = installationOf(context, name);
  if (systemd !== true) {
    const file = pm2File(installation.configFile, name);
    const text = marked(ecosystemText(installation), "//");
    const next = [`  pm2 start ${file}`, "  pm2 save"];
    return { file, text, next, write: () => writeOwn(file, text), enable: () => undefined };
  }
  const file = unitFile(name, user);
  const text = marked(unitText({ ...installation, user }), "#");
  const of = user ? "systemctl --user" : "systemctl";
  return {
    file,
    text,
    next: [`  ${of} daemon-reload`, `  ${of} enable --now ${name}`],
    write: () => writeOwn(file, text),
    enable() {
      systemctl(user, "daemon-reload");
      systemctl(user, "enable", "--now", `${name}.service`);
    },
  };
}

interface RemovalChoice extends Choice {
  readonly disable?: boolean;
}

export function removalOf(
  context: Context,
  { systemd, user = false, name, disable }: RemovalChoice,
): { readonly file: string; remove(): void } {
  if (systemd !== true) {
    const file = pm2File(context.configFile, name);
    return { file, remove: () => removeOwn(file) };
  }
  const file = unitFile(name, user);
  const unit = `${name}.service`;
  return {
    file,
    remove() {
      if (disable === true) systemctl(user, "disable", "--now", unit);
      else if (isInUse(user, unit))
        throw new ChironError("conflict", `${unit} is running, or is started at boot`, {
          help: `chiron uninstall --systemd${user ? " --user" : ""} --name ${name} --disable`,
        });
      removeOwn(file);
    },
  };
}
