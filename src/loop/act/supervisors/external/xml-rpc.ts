/**
 * As much of XML-RPC (xmlrpc.com/spec.md) as supervisord speaks: values are nested elements without attributes, which one pass
 * over the tags reads. Whatever else comes is refused.
 */

export type RpcValue = string | number | boolean | null | readonly RpcValue[] | { readonly [name: string]: RpcValue };

/** The other side took the call and refused it. */
export class RpcFault extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export function writeCall(method: string, values: readonly (string | boolean)[]): string {
  const params = values.map((value) => {
    const inner =
      typeof value === "boolean" ? `<boolean>${Number(value)}</boolean>` : `<string>${encoded(value)}</string>`;
    return `<param><value>${inner}</value></param>`;
  });
  return `<?xml version="1.0"?><methodCall><methodName>${encoded(method)}</methodName><params>${params.join("")}</params></methodCall>`;
}

/** The one value of the answer. Throws an RpcFault for a fault, an Error for what is no answer. */
export function readResponse(text: string): RpcValue {
  const tokens = new Tokens(text);
  tokens.expect("methodResponse");
  const kind = tokens.next();
  if (kind === "params") {
    tokens.expect("param");
    return readValue(tokens);
  }
  if (kind !== "fault") throw new Error("not an answer of XML-RPC");
  const { faultCode, faultString } = readValue(tokens) as Readonly<Record<string, RpcValue>>;
  throw new RpcFault(Number(faultCode), String(faultString));
}

const deepest = 50;

function readValue(tokens: Tokens, depth = 0): RpcValue {
  if (depth > deepest) throw new Error("an answer of XML-RPC that is nested too deep");
  tokens.expect("value");
  const type = tokens.next();
  // A value without a type is a text.
  if (type === "/value") return tokens.text;
  const value = readTyped(type, tokens, depth);
  tokens.expect("/value");
  return value;
}

function readTyped(type: string, tokens: Tokens, depth: number): RpcValue {
  switch (type) {
    case "string":
    case "int":
    case "i4":
    case "i8":
    case "double":
    case "boolean": {
      tokens.expect(`/${type}`);
      if (type === "string") return tokens.text;
      return type === "boolean" ? tokens.text === "1" : Number(tokens.text);
    }
    case "nil/":
      return null;
    case "array":
      return readArray(tokens, depth);
    case "struct":
      return readStruct(tokens, depth);
    default:
      throw new Error(`an answer of XML-RPC with a value of type ${type.slice(0, 40)}`);
  }
}

function readArray(tokens: Tokens, depth: number): readonly RpcValue[] {
  const list: RpcValue[] = [];
  tokens.expect("data");
  while (tokens.peek() === "value") list.push(readValue(tokens, depth + 1));
  tokens.expect("/data");
  tokens.expect("/array");
  return list;
}

function readStruct(tokens: Tokens, depth: number): Readonly<Record<string, RpcValue>> {
  const members: [string, RpcValue][] = [];
  while (tokens.next() === "member") {
    tokens.expect("name");
    tokens.expect("/name");
    const name = tokens.text;
    members.push([name, readValue(tokens, depth + 1)]);
    tokens.expect("/member");
  }
  return Object.fromEntries(members);
}

/** One tag after the other; `text` is what stood before the one that was read last. */
class Tokens {
  text = "";
  readonly #tags: IterableIterator<RegExpExecArray>;
  #at: number;
  readonly #source: string;
  #ahead: RegExpExecArray | undefined;

  constructor(source: string) {
    this.#source = source.replace(/^\s*<\?xml[^>]*\?>/, "");
    this.#tags = this.#source.matchAll(/<([^<>]{1,100})>/g);
    this.#at = 0;
  }

  peek(): string {
    this.#ahead ??= this.#tags.next().value ?? undefined;
    return this.#ahead?.[1] ?? "";
  }

  next(): string {
    const tag = this.peek();
    if (this.#ahead === undefined) throw new Error("an answer of XML-RPC that breaks off");
    this.text = decoded(this.#source.slice(this.#at, this.#ahead.index));
    this.#at = this.#ahead.index + this.#ahead[0].length;
    this.#ahead = undefined;
    return tag;
  }

  expect(tag: string): void {
    const next = this.next();
    if (next !== tag) throw new Error(`an answer of XML-RPC with <${next.slice(0, 40)}> where <${tag}> should be`);
  }
}

function encoded(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
