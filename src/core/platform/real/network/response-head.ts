/** The head of an HTTP/1 answer (RFC 9112): status line and header fields. Anything doubtful is refused. */
import { NetworkError } from "./errors.ts";

export interface ResponseHead {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** How the end of the body is found. */
  readonly body: { readonly kind: "none" | "chunked" | "close" } | { readonly kind: "length"; readonly bytes: number };
  readonly keepAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5][0-9]{2})(?: |$)/;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters that must not be there
const FORBIDDEN = /[\x00-\x08\x0a-\x1f\x7f]/;

/** `text` is everything before the empty line. */
export function parseHead(text: string, method: string): ResponseHead {
  let end = text.indexOf("\r\n");
  const statusLine = end === -1 ? text : text.slice(0, end);
  const match = STATUS_LINE.exec(statusLine);
  if (match === null || FORBIDDEN.test(statusLine))
    throw garbage(`it begins with ${JSON.stringify(statusLine.slice(0, 40))}`);
  const headers: Record<string, string> = Object.create(null);
  while (end !== -1) {
    const start = end + 2;
    end = text.indexOf("\r\n", start);
    addField(headers, end === -1 ? text.slice(start) : text.slice(start, end));
  }
  const status = Number(match[2]);
  return { status, headers, body: bodyOf(status, method, headers), keepAlive: keepsAlive(match[1] === "1", headers) };
}

function addField(headers: Record<string, string>, line: string): void {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!FIELD_NAME.test(name)) throw garbage(`a bad header line ${JSON.stringify(line.slice(0, 40))}`);
  const value = line.slice(colon + 1).trim();
  if (FORBIDDEN.test(value)) throw garbage(`forbidden characters in the header "${name}"`);
  const before = headers[name];
  headers[name] = before === undefined ? value : `${before}, ${value}`;
}

function bodyOf(status: number, method: string, headers: Record<string, string>): ResponseHead["body"] {
  const coding = headers["transfer-encoding"];
  const length = headers["content-length"];
  if (coding !== undefined && length !== undefined) throw garbage("both Content-Length and Transfer-Encoding");
  if (length !== undefined && !/^[0-9]{1,15}$/.test(length))
    throw garbage(`a bad Content-Length ${JSON.stringify(length.slice(0, 40))}`);
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    throw garbage(`an unknown Transfer-Encoding ${JSON.stringify(coding.slice(0, 40))}`);
  }
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return { kind: "none" };
  if (coding !== undefined) return { kind: "chunked" };
  return length === undefined ? { kind: "close" } : { kind: "length", bytes: Number(length) };
}

function keepsAlive(isOneOne: boolean, headers: Record<string, string>): boolean {
  const connection = headers.connection?.toLowerCase();
  if (connection === undefined) return isOneOne;
  const options = connection.split(",").map((option) => option.trim());
  return isOneOne ? !options.includes("close") : options.includes("keep-alive");
}

function garbage(what: string): NetworkError {
  return new NetworkError("protocol", `not a valid HTTP answer: ${what}`);
}
