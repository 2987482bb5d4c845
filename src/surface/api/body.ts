/** The body of a request: JSON or nothing, and never more than a megabyte of it. */
import type { IncomingMessage } from "node:http";
import { ChironError, messageOf } from "#core/model";

const mostBytes = 1_048_576;
/** A group of alerts may be large, and whoever sends it does not send it again in parts. */
const mostRawBytes = 4 * mostBytes;

/** `most`: in bytes. Throws `too_large`, `unsupported_type` and `bad_request`. Without a body: undefined. */
export async function readBody(request: IncomingMessage, most = mostBytes): Promise<unknown> {
  const { "content-type": type, "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (type === undefined && encoding === undefined && (length === undefined || length === "0")) return undefined;
  if (!/^application\/json *(;|$)/i.test(type ?? "")) {
    throw new ChironError("unsupported_type", "the body is not JSON", {
      help: "Send it with `Content-Type: application/json`.",
    });
  }
  return parse(await readText(request, Number(length ?? 0), most));
}

/** As it came, whatever it is. Throws `too_large`. */
export function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  return readWhole(request, Number(request.headers["content-length"] ?? 0), mostRawBytes);
}

async function readText(request: IncomingMessage, announced: number, most: number): Promise<string> {
  return (await readWhole(request, announced, most)).toString("utf8");
}

async function readWhole(request: IncomingMessage, announced: number, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  if (announced <= most) {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most) break;
      chunks.push(chunk);
    }
  }
  if (announced > most || size > most)
    throw new ChironError("too_large", `the request is larger than ${most / mostBytes} MB`);
  return Buffer.concat(chunks);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, refuseTricks);
  } catch (error) {
    throw new ChironError("bad_request", `the body cannot be read as JSON: ${messageOf(error)}`);
  }
}

/** A key that would reach the prototype of whatever it is copied into has no honest use. */
function refuseTricks(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new Error('it has a key "__proto__"');
  return value;
}
