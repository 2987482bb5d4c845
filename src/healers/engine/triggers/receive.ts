/** A request to an intake: who may send it, what it says, what becomes of it. */
import { isSameSecret, isSigned, type SignatureAlgorithm } from "#core/lib";
import {
  ChironError,
  type Command,
  type CommandResult,
  type IntakeRequest,
  type IntakeSetting,
  messageOf,
} from "#core/model";
import { intakes } from "#loop/sense";
import type { Parts } from "../parts.ts";
import type { Triggers } from "./triggers.ts";

const longestSecret = 4_096;

export async function receive(
  parts: Parts,
  triggers: Triggers,
  command: Extract<Command, { kind: "intake" }>,
  actor: string,
): Promise<CommandResult> {
  const setting = parts.settings().intake.members.find(({ name }) => name === command.intake);
  const intake = setting === undefined ? undefined : intakes.get(setting.kind);
  // Whoever brings no token is not told which there are.
  if (setting === undefined || intake === undefined) {
    if (!command.trusted) throw unauthenticated();
    throw new ChironError("not_found", `there is no intake ${command.intake}`, {
      help: "Declare it in chiron.yaml, under intake.",
    });
  }
  if (!command.trusted) await requireProof(parts, setting, command.request);
  const understood = intake.receive(command.request, setting.options, { now: parts.platform.clock.now() });
  const taken = await triggers.takeAll(understood, {
    kind: intake.kind,
    source: setting.name,
    endsBy: "sender",
    actor,
  });
  const { raised, known, cleared, unknownTargets, incidents } = taken;
  const words = [`${raised} new`, `${known} known`, `${cleared} over`];
  if (unknownTargets > 0) words.push(`${unknownTargets} for a target that is not declared`);
  return {
    message: `${words.join(", ")}.`,
    changed: raised + cleared > 0,
    data: { raised, known, cleared, unknownTargets, incidents },
  };
}

function unauthenticated(): ChironError {
  return new ChironError("unauthenticated", "this needs a token, or the signature that is configured for it", {
    help: "chiron token create NAME --role operator --scope intake",
  });
}

interface Proofs {
  readonly signature?: Secret & {
    readonly header: string;
    readonly algorithm: SignatureAlgorithm;
    readonly encoding: "hex" | "base64";
    readonly prefix: string;
  };
  readonly token?: Secret & { readonly header: string };
}
interface Secret {
  readonly secretEnv?: string;
  readonly secretFile?: string;
}

/** Without a token of Chiron's, all that is configured must fit. */
async function requireProof(parts: Parts, { options }: IntakeSetting, request: IntakeRequest): Promise<void> {
  const { signature, token } = options as Proofs;
  if (signature === undefined && token === undefined) throw unauthenticated();
  if (token !== undefined) {
    const given = request.headers[token.header] ?? "";
    if (!isSameSecret(given, await secretOf(parts, token))) throw unauthenticated();
  }
  if (signature !== undefined) {
    const given = request.headers[signature.header] ?? "";
    const { prefix } = signature;
    const isRight =
      given.startsWith(prefix) &&
      isSigned(request.body, given.slice(prefix.length), await secretOf(parts, signature), signature);
    if (!isRight) throw unauthenticated();
  }
}

/** What is wrong with it is told to the operator, and not to whoever asks. */
async function secretOf(parts: Parts, { secretEnv, secretFile = "" }: Secret): Promise<string> {
  const { files, processes } = parts.platform;
  const unreadable = (why: string) => {
    parts.report(new Error(why), "the secret of an intake");
    return new ChironError("internal", "the secret of this intake cannot be read");
  };
  let text: string | undefined;
  try {
    text = secretEnv === undefined ? await files.read(secretFile, longestSecret) : processes.variable(secretEnv);
  } catch (error) {
    throw unreadable(messageOf(error));
  }
  const secret = text?.trim() ?? "";
  // An empty secret is one that everybody knows.
  if (secret === "") throw unreadable(`${secretEnv ?? secretFile} is empty`);
  return secret;
}
