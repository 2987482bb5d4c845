/**
 * Whether what a target identifies itself with is still good: a file of credentials that is there and has not expired, and servers that
 * do not turn it away. Nothing of a file's content is ever told but when it expires.
 *
 * Values, as far as they are known: `present`, `expiresAt` (ms), `expiresInMs` (negative once it has), `refused`.
 */
import { z } from "zod";
import { jsonPointer } from "#core/lib";
import { type CheckAnswer, defineCheck, duration, formatDuration, messageOf, type Readings } from "#core/model";
import { absolutePath } from "../paths.ts";
import { expiryOf } from "./expiry.ts";

const maxFileBytes = 256 * 1024;

const schema = z.strictObject({
  file: absolutePath
    .optional()
    .describe("A file of credentials: a certificate (PEM), a JSON Web Token, or JSON that says when it expires"),
  expiresAt: jsonPointer
    .optional()
    .describe(
      "Where in the JSON the time of expiry stands, as a JSON Pointer. Default: expires_at, expiresAt, expiry, expires or exp",
    ),
  within: duration.default(0).describe("What expires within this time counts as expired"),
});

export const credentialsCheck = defineCheck({
  name: "credentials",
  summary: "Is what it identifies itself with still good",
  schema,
  deadlineMs: 3_000,
  applies: (target, { file }) => file !== undefined || target.probes.some(({ kind }) => askingKinds.has(kind)),
  async run(_target, { file, expiresAt, within }, { readings, files, clock }): Promise<CheckAnswer> {
    const refusal = refusedBy(readings);
    if (refusal !== undefined) return { ok: false, finding: refusal, values: { refused: true } };
    if (file === undefined) {
      const isKnown = Object.values(readings).some(({ available }) => available);
      const finding = isKnown ? "nobody has refused its credentials" : "nothing was read that would tell";
      return { ok: isKnown ? true : null, finding, values: isKnown ? { refused: false } : {} };
    }
    let text: string;
    try {
      text = await files.read(file, maxFileBytes);
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const finding = isMissing ? `${file} is not there` : `${file} cannot be read: ${messageOf(error)}`;
      return { ok: false, finding, values: { present: !isMissing } };
    }
    if (text.trim() === "") return { ok: false, finding: `${file} is empty`, values: { present: true } };
    const at = expiryOf(text, expiresAt);
    if (at === undefined) {
      return { ok: null, finding: `${file} is there, and does not say when it expires`, values: { present: true } };
    }
    const leftMs = at - clock.now();
    const values = { present: true, expiresAt: at, expiresInMs: Math.round(leftMs) };
    const when = leftMs < 0 ? `expired ${formatDuration(-leftMs)} ago` : `expires in ${formatDuration(leftMs)}`;
    return { ok: leftMs > within, finding: `${file} ${when}`, values };
  },
});

const askingKinds = new Set(["http", "postgres", "redis", "nats", "ssh"]);
const refusingStatuses = new Set([401, 403]);

/** The servers that it is asked at have the last word. */
function refusedBy(readings: Readings): string | undefined {
  for (const { probe, values } of Object.values(readings)) {
    if (typeof values.status === "number" && refusingStatuses.has(values.status))
      return `${probe} is answered with ${values.status}`;
    if (values.authenticated === false) return `${probe} is refused: the credentials are not accepted`;
    if (values.certificateValid === false) return `the certificate that ${probe} was shown is not valid`;
  }
  return undefined;
}
