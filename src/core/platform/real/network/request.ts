/** An HTTP request as the bytes that go out, refused where they would say something else than was asked. */
import { ChironError } from "#core/model/plain";
import type { HttpRequest } from "../../index.ts";

export interface Origin {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** In place of host and port. */
  readonly socket?: string;
  /** Value of the Host header; also how the peer is named in errors. */
  readonly name: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;
/** These decide where a message ends; they are ours to set. */
const OURS = new Set(["connection", "content-length", "host", "transfer-encoding"]);

export function parseUrl(text: string): Origin {
  if (!URL.canParse(text)) throw new ChironError("bad_request", `not a URL: ${text.slice(0, 200)}`);
  const url = new URL(text);
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:")
    throw new ChironError("bad_request", `only http and https URLs can be asked: ${text.slice(0, 200)}`);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    secure,
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
    name: url.host,
    path: url.pathname + url.search,
    authorization: credentials === ":" ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`,
  };
}

export function requestText(request: HttpRequest, origin: Origin, keepAlive: boolean): string | Uint8Array {
  if (!TOKEN.test(request.method))
    throw new ChironError("bad_request", `not an HTTP method: ${JSON.stringify(request.method.slice(0, 40))}`);
  let head = `${request.method} ${origin.path} HTTP/1.1\r\nHost: ${origin.name}\r\n`;
  head += keepAlive
    ? "User-Agent: chiron\r\nAccept: */*\r\n"
    : "Connection: close\r\nUser-Agent: chiron\r\nAccept: */*\r\n";
  if (origin.authorization !== undefined) head += `Authorization: ${origin.authorization}\r\n`;
  for (const name in request.headers) head += field(name, request.headers[name] ?? "");
  if (request.body === undefined) return `${head}\r\n`;
  const { body } = request;
  head += `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return typeof body === "string" ? head + body : Buffer.concat([Buffer.from(head), body]);
}

function field(name: string, value: string): string {
  if (!TOKEN.test(name) || OURS.has(name.toLowerCase()))
    throw new ChironError("bad_request", `the header ${JSON.stringify(name)} cannot be set`);
  if (!FIELD_VALUE.test(value))
    throw new ChironError("bad_request", `the header "${name}" has characters that no header may have`);
  return `${name}: ${value}\r\n`;
}
