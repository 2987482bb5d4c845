/** `chiron postmortem [ID]`: what there is to learn from an incident. */
import type { Command } from "commander";
import type { CommandResult, PostMortem } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { cleanLines } from "../terminal.ts";

export function define(command: Command, run: Run): void {
  command
    .description(
      "Shows the post-mortem of an incident as Markdown; writes it where there is none. Without an id it lists them all.",
    )
    .argument("[id]", "the incident")
    .option("--anew", "write it again, of all that is known by now")
    .addHelpText("after", "\nExample:\n  chiron postmortem inc-01k0abcd > postmortem.md")
    .action(
      run((context, id: string | undefined, { anew }: { readonly anew?: boolean }) =>
        id === undefined ? list(context) : show(context, id, anew === true),
      ),
    );
}

async function list({ ask, terminal, wantsJson }: Context): Promise<number> {
  const { items } = await ask<{ readonly items: readonly PostMortem[] }>({ path: "postmortems" });
  if (wantsJson) terminal.json(items);
  else
    for (const { incident, type, target, amendments } of items) {
      const open = amendments.filter(({ decision }) => decision === undefined);
      const proposes = open.length === 0 ? "" : `, proposes: ${open.map(({ id }) => id).join(", ")}`;
      terminal.line(cleanLines(`${incident}  ${type} on ${target}${proposes}`));
    }
  return exitCodes.done;
}

async function show(context: Context, id: string, anew: boolean): Promise<number> {
  const found = anew ? await write(context, id) : await kept(context, id);
  if (context.wantsJson) context.terminal.json(found);
  else {
    const { writePostMortem } = await import("#surface/story");
    context.terminal.line(cleanLines(writePostMortem(found)));
  }
  return exitCodes.done;
}

async function kept(context: Context, id: string): Promise<PostMortem> {
  try {
    return await context.ask<PostMortem>({ path: pathOf("incidents", id, "postmortem") });
  } catch (error) {
    if (error instanceof ChironError && error.code === "not_found") return write(context, id);
    throw error;
  }
}

async function write(context: Context, id: string): Promise<PostMortem> {
  const { data } = await context.ask<CommandResult>({
    method: "POST",
    path: pathOf("incidents", id, "postmortem"),
    body: {},
  });
  return data?.postmortem as PostMortem;
}
