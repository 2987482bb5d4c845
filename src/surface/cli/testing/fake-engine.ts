/** An engine's API as far as a test tells it to answer. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { type ErrorCode, errorTable } from "#core/model";

export interface Asked {
  /** `POST /v1/pause` */
  readonly what: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly authorization: string | undefined;
}

type Problem = { readonly problem: ErrorCode; readonly detail: string; readonly help?: string };
type Answer = { readonly body: unknown } | Problem;

/** By request line without the query. */
export type Answers = Readonly<Record<string, (asked: Asked) => Answer>>;

export interface FakeEngine {
  readonly asked: readonly Asked[];
  /** http://127.0.0.1:PORT, when it was asked to listen there. */
  readonly url: string;
}

interface Where {
  readonly dataDir: string;
  readonly onNetwork?: boolean;
}

export async function startFakeEngine(
  test: { after(cleanUp: () => Promise<void>): void },
  { dataDir, onNetwork = false }: Where,
  answers: Answers,
): Promise<FakeEngine> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://engine");
      const { authorization } = request.headers;
      const one: Asked = {
        what: `${request.method} ${pathname}`,
        query: Object.fromEntries(searchParams),
        body,
        authorization,
      };
      asked.push(one);
      answer(response, answers[one.what]?.(one) ?? { problem: "not_found", detail: `there is no ${one.what}` });
    });
  });
  await new Promise<void>((resolve) => {
    if (onNetwork) server.listen(0, "127.0.0.1", resolve);
    else server.listen(join(dataDir, "chiron.sock"), resolve);
  });
  test.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { asked, url: typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "" };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk as string;
  return text === "" ? undefined : JSON.parse(text);
}

function answer(response: ServerResponse, given: Answer): void {
  if ("body" in given) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(given.body));
    return;
  }
  const { status, title } = errorTable[given.problem];
  const { problem: code, detail, help } = given;
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type: `urn:chiron:problem:${code}`, title, status, detail, code, help }));
}
