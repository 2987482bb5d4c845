/** `chiron token`: who may come in over the network. The socket needs none: only this user reaches it. */
import { mkdirSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { ChironError, exitCodes } from "#core/model/plain";
import type { NewToken, TokenStore } from "#surface/api";
import type { Context, Run } from "../context.ts";
import { tokensOf } from "../places.ts";
import { printTable } from "../table.ts";
import { clean } from "../terminal.ts";
import { ago } from "../times.ts";

interface CreateOptions {
  readonly role: NewToken["role"];
  readonly kind: NewToken["kind"];
  readonly scope?: NonNullable<NewToken["scopes"]>;
  /** Days, or false for --no-expiry. */
  readonly days: number;
  readonly expiry: boolean;
}

const dayMs = 86_400_000;

export function define(command: Command, run: Run): void {
  command.description("Makes, lists and revokes tokens for the API. On this machine, as this user, none is needed.");
  command
    .command("create")
    .description("Makes a token and shows it, this once; only its hash is kept.")
    .argument("<name>", "whose it is, such as ci or anna@phone")
    .addOption(
      new Option("--role <role>", "what it may do")
        .choices(["viewer", "operator", "approver", "admin"])
        .default("viewer"),
    )
    .addOption(
      new Option("--kind <kind>", "who uses it; a service never approves")
        .choices(["human", "service"])
        .default("service"),
    )
    .addOption(
      new Option("--scope <scope...>", "confine it").choices([
        "status",
        "incidents",
        "runbooks",
        "events",
        "healing",
        "intake",
        "repair",
        "gates",
        "contracts",
      ]),
    )
    .option("--days <n>", "how long it holds", days, 90)
    .option("--no-expiry", "it holds until it is revoked")
    .addHelpText("after", "\nExample:\n  chiron token create ci --role operator --days 30")
    .action(run((context, name: string, options: CreateOptions) => create(context, name, options)));
  command
    .command("list")
    .description("Lists the tokens; none of them can be shown again.")
    .addHelpText("after", "\nExample:\n  chiron token list")
    .action(run((context) => list(context)));
  command
    .command("revoke")
    .description("Makes a token useless, at once.")
    .argument("<name>", "its name or id")
    .addHelpText("after", "\nExample:\n  chiron token revoke ci")
    .action(run((context, name: string) => revoke(context, name)));
}

async function openTokens({ dataDir, isRemote }: Context): Promise<TokenStore> {
  if (isRemote) throw new ChironError("bad_request", "tokens are made where the engine is; --url does not reach them");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { createTokenStore } = await import("#surface/api");
  return createTokenStore(tokensOf(dataDir));
}

async function create(
  context: Context,
  name: string,
  { role, kind, scope, days: lifeDays, expiry }: CreateOptions,
): Promise<number> {
  const { terminal, wantsJson } = context;
  const tokens = await openTokens(context);
  const { token, record } = tokens.create({
    ...{ name, role, kind },
    ...(scope === undefined ? {} : { scopes: scope }),
    expiresInMs: expiry ? lifeDays * dayMs : null,
  });
  const { sha256: _, ...shown } = record;
  if (wantsJson) {
    terminal.json({ token, ...shown });
    return exitCodes.done;
  }
  terminal.line(token);
  const until = record.expiresAt === null ? "holds until it is revoked" : `holds for ${lifeDays} days`;
  terminal.note(`This is the only time it is shown. ${clean(name)} is ${role} (${kind}), and ${until}.`);
  return exitCodes.done;
}

async function list(context: Context): Promise<number> {
  const { terminal, wantsJson } = context;
  const tokens = (await openTokens(context)).list().map(({ sha256: _, ...shown }) => shown);
  if (wantsJson) {
    terminal.json(tokens);
    return exitCodes.done;
  }
  if (tokens.length === 0) {
    terminal.line("There are no tokens.");
    return exitCodes.done;
  }
  printTable(
    terminal,
    ["token", "role", "kind", "made", "ends", "for"],
    tokens.map(({ name, role, kind, createdAt, expiresAt, scopes }) => [
      name,
      role,
      kind,
      ago(createdAt),
      expiresAt !== null && expiresAt <= Date.now() ? { text: "expired", style: "red" } : ago(expiresAt),
      scopes?.join(", ") ?? "everything",
    ]),
  );
  return exitCodes.done;
}

async function revoke(context: Context, name: string): Promise<number> {
  const { terminal, wantsJson } = context;
  const { sha256: _, ...revoked } = (await openTokens(context)).revoke(name);
  if (wantsJson) terminal.json(revoked);
  else terminal.line(`Revoked: ${clean(revoked.name)}.`);
  return exitCodes.done;
}

function days(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("It is a whole number of days.");
  return Number(text);
}
