import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, within } from "../../test/index.ts";
import { createRealNetwork } from "./index.ts";
import { always, begin, OK, serve } from "./testing/index.ts";

/** Sends the parts one by one, each as a packet of its own. */
const inParts = (parts: readonly string[]) => (socket: Socket) => {
  socket.setNoDelay(true);
  socket.on("data", async () => {
    for (const part of parts) {
      socket.write(part, "latin1");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  });
};

test("against Node's own server: methods, headers, bodies of every framing", async (context) => {
  const server = createHttpServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    response.setHeader(
      "X-Seen",
      JSON.stringify({
        method: request.method,
        url: request.url,
        host: request.headers.host,
        mine: request.headers["x-mine"],
      }),
    );
    if (request.url === "/chunked") for (const part of ["a", "ä".repeat(50_000), "z"]) response.write(part);
    if (request.url === "/empty") response.statusCode = 204;
    response.end(request.url === "/empty" ? undefined : body);
  });
  const sockets: Socket[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  const { ask, url } = await serve(context, server, sockets);
  const got = await ask({ url: `${url}a?b=c%20d#e`, headers: { "X-Mine": "value" } });
  assert.deepEqual(JSON.parse(got.headers["x-seen"] ?? ""), {
    method: "GET",
    url: "/a?b=c%20d",
    host: new URL(url).host,
    mine: "value",
  });
  assert.equal((await ask({ url: `${url}chunked` })).body, `a${"ä".repeat(50_000)}z`);
  assert.deepEqual([(await ask({ url: `${url}empty` })).status, (await ask({ method: "HEAD" })).body], [204, ""]);
  assert.equal(sockets.length, 1, "one connection served them all");
  assert.equal((await ask({ method: "POST", body: "grüße" })).body, "grüße");
  assert.equal(sockets.length, 2, "what must not be repeated gets a connection of its own");
});

test("one connection serves a thousand questions, and several at once get several", async (context) => {
  const { ask, sockets } = await begin(context, always(OK));
  for (let round = 0; round < 1_000; round++) assert.equal((await ask()).body, "ok");
  assert.equal(sockets.length, 1);
  await Promise.all(Array.from({ length: 10 }, () => ask()));
  assert.equal(sockets.length, 10);
  await ask();
  assert.equal(sockets.length, 10);
});

test("a kept connection that the server closed is replaced in silence, once", async (context) => {
  const { ask, sockets } = await begin(context, (socket, number) => {
    let questions = 0;
    // The second question on a connection finds it closed: by a close that crosses it, or by a reset.
    socket.on("data", () => {
      if (++questions === 1) socket.write(OK);
      else if (number === 1) socket.end();
      else socket.resetAndDestroy();
    });
  });
  for (let round = 1; round <= 5; round++) assert.equal((await ask()).status, 200);
  assert.equal(sockets.length, 5);
});

test("an idle connection that is closed, or on which something comes unasked, is not used again", async (context) => {
  const { ask, sockets } = await begin(context, always(OK));
  await ask();
  sockets[0]?.end();
  await ask();
  sockets[1]?.write(OK);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await ask();
  assert.equal(sockets.length, 3);
});

const fine: Readonly<Record<string, [answer: string[], body: string, connections: 1 | 2]>> = {
  "in one-byte pieces": [[...OK], "ok", 1],
  "no reason phrase": [["HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok"], "ok", 1],
  "nothing after the status": [["HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"], "ok", 1],
  "interim answers first": [["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", OK], "ok", 1],
  "chunked with extensions and trailers": [
    [
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1;name=value\r\no\r",
      "\n1\r\nk\r\n0\r\nTrailer: x\r\n",
      "\r\n",
    ],
    "ok",
    1,
  ],
  "chunked in one-byte pieces": [
    [..."HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"],
    "ok",
    1,
  ],
  "to be closed": [["HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 2\r\n\r\nok"], "ok", 2],
  "HTTP/1.0": [["HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"], "ok", 2],
  "more bytes than announced": [
    ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Smuggled\r\n\r\n"],
    "ok",
    2,
  ],
  "bytes after the last chunk": [
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nmore"],
    "ok",
    2,
  ],
};

for (const [name, [parts, body, connections]] of Object.entries(fine)) {
  test(`an answer is read: ${name}`, async (context) => {
    const { ask, sockets } = await begin(context, inParts(parts));
    for (let round = 0; round < 2; round++) {
      const answer = await ask();
      assert.deepEqual([answer.status, answer.body, answer.truncated], [200, body, false]);
    }
    assert.equal(sockets.length, connections);
  });
}

const garbage: Readonly<Record<string, [answer: string, message: RegExp]>> = {
  "another protocol": ["SSH-2.0-OpenSSH_9.2\r\n", /it begins with "SSH-2.0/],
  binary: ["\x15\x03\x01\x00\x02\x02\x46", /it begins with/],
  "HTTP/2": ["HTTP/2 200\r\n\r\n", /it begins with/],
  "a status that is none": ["HTTP/1.1 abc OK\r\n\r\n", /it begins with/],
  "bare line feeds": ["HTTP/1.1 200 OK\nContent-Length: 2\n\nok\r\n\r\n", /it begins with/],
  "a folded header": ["HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", /a bad header line/],
  "a space before the colon": ["HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok", /a bad header line/],
  "a zero byte in a header": ["HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n", /forbidden characters in the header "a"/],
  "two lengths": ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok", /a bad Content-Length "2, 3"/],
  "a negative length": ["HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok", /a bad Content-Length/],
  "an enormous length": [`HTTP/1.1 200 OK\r\nContent-Length: ${"9".repeat(30)}\r\n\r\nok`, /a bad Content-Length/],
  "length and chunks": ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", /both/],
  "an unknown coding": ["HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", /an unknown Transfer-Encoding/],
  "a bad chunk size": ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", /a bad chunk size/],
  "a huge chunk size": ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffff\r\n", /a bad chunk size/],
  "a chunk longer than its size": [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n",
    /a chunk longer than its size/,
  ],
  "a chunk size line without end": [
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;${"x".repeat(5_000)}`,
    /that does not end/,
  ],
  "trailers without end": [
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${"a: b\r\n".repeat(20_000)}`,
    /trailers that do not end/,
  ],
  "headers without end": [`HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(20_000)}`, /headers beyond 64 KiB/],
  "one header without end": [`HTTP/1.1 200 OK\r\na: ${"b".repeat(200_000)}`, /headers beyond 64 KiB/],
  "interim answers without end": ["HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000), /headers beyond 64 KiB/],
  "another protocol, unasked": ["HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", /not asked for/],
};

for (const [name, [answer, message]] of Object.entries(garbage)) {
  test(`HOST-01: garbage is refused with a reason: ${name}`, async (context) => {
    const { ask, sockets } = await begin(context, always(answer));
    await assert.rejects(ask(), { name: "NetworkError", reason: "protocol", message });
    await assert.rejects(ask(), { reason: "protocol" });
    assert.equal(sockets.length, 2, "the connection is not used again");
  });
}

test("a body ends with the connection where nothing else says so", async (context) => {
  const { ask } = await begin(context, (socket) =>
    socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it")),
  );
  assert.equal((await ask()).body, "all of it");
});

test("HOST-01: a connection that ends too early is an error that says how", async (context) => {
  const ends: ((socket: Socket) => void)[] = [
    (socket) => socket.end(),
    (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-"),
    (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"),
    (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsh"),
    (socket) => socket.resetAndDestroy(),
  ];
  const { ask } = await begin(context, (socket, number) => socket.on("data", () => ends[number - 1]?.(socket)));
  const messages: string[] = [];
  for (const _ of ends)
    await assert.rejects(ask(), (error: Error) => messages.push(error.message.replace(/: 127.*/, "")) > 0);
  const middle = "the connection was closed in the middle of the answer";
  assert.deepEqual(messages, [
    "the connection was closed without an answer",
    middle,
    middle,
    middle,
    "the connection was reset",
  ]);
});

test("a body beyond the limit is cut and said so, and its connection is dropped", async (context) => {
  const huge = "ä".repeat(500_000);
  const framings = [
    `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(huge)}\r\n\r\n${huge}`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(huge).toString(16)}\r\n${huge}`,
    `HTTP/1.1 200 OK\r\n\r\n${huge}`,
  ];
  const { ask, sockets } = await begin(context, (socket, number) =>
    socket.on("data", () => socket.write(framings[number - 1] ?? "")),
  );
  for (const _ of framings) {
    const answer = await ask({ maxBodyBytes: 1_001 });
    assert.deepEqual([answer.body, answer.truncated], ["ä".repeat(500), true]);
  }
  assert.equal(sockets.length, 3);
});

test("HOST-01: a slow drip ends when the signal says so, whatever the phase", async (context) => {
  const starts = [
    "",
    "HTTP/1.1 200 OK\r\nA: ",
    "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
  ];
  const { ask, sockets } = await begin(context, (socket, number) => {
    socket.resume().write(starts[number - 1] ?? "");
    const drip = setInterval(() => number > 1 && socket.write("x"), 5);
    socket.on("close", () => clearInterval(drip));
  });
  for (const _ of starts) {
    const reason = new Error("the deadline");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 60);
    await assert.rejects(ask({ signal: controller.signal }), reason);
  }
  await within(
    "all connections closed",
    Promise.all(sockets.map((socket) => socket.closed || new Promise((resolve) => socket.once("close", resolve)))),
  );
  await assert.rejects(ask({ signal: AbortSignal.abort(new Error("before")) }), /before/);
  assert.equal(sockets.length, starts.length);
});

test("a Unix socket is asked in place of host and port, and is not taken for another one", async (context) => {
  const folder = temporaryFolder(context);
  const network = createRealNetwork();
  context.after(() => network.close());
  for (const name of ["a", "b"]) {
    const server = createHttpServer((request, response) => response.end(`${name} ${request.headers.host}`));
    await new Promise<void>((resolve) => server.listen(join(folder, name), resolve));
    context.after(() => void server.close());
  }
  const ask = async (name: string) => {
    const { signal } = new AbortController();
    const request = { method: "GET", url: "http://localhost/", socket: join(folder, name), signal };
    return (await within("an answer", network.http(request))).body;
  };
  assert.deepEqual([await ask("a"), await ask("b"), await ask("a")], ["a localhost", "b localhost", "a localhost"]);
  await assert.rejects(ask("missing"), new RegExp(join(folder, "missing")));
});
