import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { temporaryFolder } from "#core/platform/test";
import { openApiScene } from "../../../../test/support/api-scene.ts";

const document = `<!doctype html><title>Chiron</title><script type="module" src="/assets/index-1a2b3c4d.js"></script>`;
const script = "console.log('well');".repeat(50);

/** As a build leaves it. */
function built(folder: string): void {
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(folder, "index.html"), document);
  writeFileSync(join(folder, "icon.svg"), "<svg/>");
  const asset = join(folder, "assets", "index-1a2b3c4d.js");
  writeFileSync(asset, script);
  writeFileSync(`${asset}.gz`, gzipSync(script));
  writeFileSync(`${asset}.br`, brotliCompressSync(script));
  writeFileSync(join(folder, "assets", "index-5e6f.css"), "body{}");
}

async function openWorkbench(t: TestContext) {
  const folder = join(temporaryFolder(t), "dist");
  built(folder);
  return { ...(await openApiScene(t, { workbench: folder })), folder };
}

test("FACE-11: every page of the Workbench is the one document, by port and by socket, under a policy that lets nothing else in", async (t) => {
  const { remote, local } = await openWorkbench(t);
  const pages = [
    ...["/", "/?a=b", "/incidents", "/incidents/inc-1?x", "/approvals", "/runbooks/rb-1", "/targets/web"],
    ...["/harmony/patterns/p", "/harmony/chains/c", "/healers", "/repair/t-1", "/learning", "/audit", "/settings"],
    "/sign-in",
  ];
  for (const path of pages) {
    for (const ask of [remote, local]) {
      const { status, text, headers } = await ask(path);
      assert.deepEqual([path, status, text], [path, 200, document]);
      assert.equal(headers["content-type"], "text/html; charset=utf-8");
      assert.equal(headers["cache-control"], "no-cache");
    }
  }
  const { headers } = await remote("/");
  assert.equal(
    headers["content-security-policy"],
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["cross-origin-opener-policy"], "same-origin");
  assert.match(String(headers["permissions-policy"]), /camera=\(\)/);
});

test("FACE-11: a page that has not changed is not sent again", async (t) => {
  const { remote, folder } = await openWorkbench(t);
  const { etag = "" } = (await remote("/")).headers;
  const again = await remote("/incidents", { headers: { "if-none-match": `"x", W/${etag}` } });
  assert.deepEqual([again.status, again.text, again.headers.etag], [304, "", etag]);
  writeFileSync(join(folder, "index.html"), `${document}<p>new`);
  const changed = await remote("/", { headers: { "if-none-match": etag } });
  assert.deepEqual([changed.status, changed.text], [200, `${document}<p>new`]);
});

test("FACE-11: what the document loads is kept for good, and sent as small as the browser takes it", async (t) => {
  const { remote } = await openWorkbench(t);
  const ask = async (accepted: string | undefined) => {
    const given: Record<string, string> = accepted === undefined ? {} : { "accept-encoding": accepted };
    const { status, headers } = await remote("/assets/index-1a2b3c4d.js", { headers: given });
    assert.equal(status, 200);
    assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    assert.equal(headers.vary, "accept-encoding");
    return [headers["content-encoding"], Number(headers["content-length"])];
  };
  const [br, gzip] = [brotliCompressSync(script).length, gzipSync(script).length];
  assert.deepEqual(await ask(undefined), [undefined, script.length]);
  assert.deepEqual(await ask("gzip, deflate, br, zstd"), ["br", br]);
  assert.deepEqual(await ask("gzip;q=1.0, br;q=0"), ["gzip", gzip]);
  assert.deepEqual(await ask("br;q=0.0, *"), ["gzip", gzip]);
  assert.deepEqual(await ask("identity"), [undefined, script.length]);
  const style = await remote("/assets/index-5e6f.css", { headers: { "accept-encoding": "br" } });
  assert.deepEqual([style.text, style.headers["content-encoding"]], ["body{}", undefined]);
  const icon = await remote("/icon.svg");
  assert.deepEqual([icon.text, icon.headers["content-type"]], ["<svg/>", "image/svg+xml; charset=utf-8"]);
});

test("FACE-11: a page may be asked for its head alone, and takes nothing", async (t) => {
  const { remote } = await openWorkbench(t);
  const head = await remote("/incidents", { method: "HEAD" });
  assert.deepEqual([head.status, head.text, head.headers["content-length"]], [200, "", String(document.length)]);
  for (const method of ["POST", "DELETE", "PUT"]) {
    const refused = await remote("/settings", { method });
    assert.deepEqual([refused.status, refused.headers.allow], [405, "GET, HEAD"]);
    assert.equal(refused.json.code, "method_not_allowed");
  }
});

test("FACE-06: the pages' folder holds all that is ever sent of it, whatever is asked for", async (t) => {
  const { remote, raw, folder } = await openWorkbench(t);
  writeFileSync(join(folder, "..", "secret.js"), "secret");
  writeFileSync(join(folder, "package.json"), "secret");
  writeFileSync(join(folder, "assets", ".hidden.js"), "secret");
  writeFileSync(join(folder, "assets", "notes.md"), "secret");
  mkdirSync(join(folder, "assets", "folder.js"));
  symlinkSync(join(folder, "..", "secret.js"), join(folder, "assets", "link.js"));
  rmSync(join(folder, "assets", "index-5e6f.css"));
  const paths = [
    ...[
      "/assets/../../secret.js",
      "/assets/..%2f..%2fsecret.js",
      "/assets/%2e%2e/%2e%2e/secret.js",
      "/assets/..",
      "/assets/.",
    ],
    ...["/assets", "/assets/", "/assets/link.js", "/assets/folder.js", "/assets/.hidden.js", "/assets/notes.md"],
    ...[
      "/assets/index-5e6f.css",
      "/assets/index-1a2b3c4d.js/",
      "/assets/a/b.js",
      "/assets/constructor",
      "/assets/__proto__",
    ],
    ...[
      "/assets/index-1a2b3c4d.js.br",
      "/index.html",
      "/package.json",
      "/secret.js",
      "/missing.svg",
      "//assets/link.js",
    ],
    ...["/..%2fsecret.js", "/assets\\..\\secret.js", "/assets/%00", `/assets/${"a".repeat(4_000)}.js`],
  ];
  for (const path of paths) {
    const { status, text, headers } = await remote(path);
    assert.ok(status === 404 || status === 400, `${path}: ${status}`);
    assert.equal(headers["content-type"], "application/problem+json; charset=utf-8", path);
    assert.doesNotMatch(text, /secret"|^secret/, path);
  }
  const bare = await raw("GET /assets/../../secret.js HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
  assert.match(bare, /^HTTP\/1\.1 404 /);
});

test("FACE-06: a page, too, is only given under a name of this machine, and to no flood", async (t) => {
  const { remote } = await openWorkbench(t);
  for (const path of ["/", "/incidents", "/assets/index-1a2b3c4d.js"]) {
    const rebound = await remote(path, { headers: { host: "rebound.example" } });
    assert.deepEqual([rebound.status, rebound.json.code], [403, "forbidden"]);
  }
  const folder = join(temporaryFolder(t), "dist");
  built(folder);
  const slow = await openApiScene(t, { workbench: folder, rate: { perSecond: 1, burst: 5 } });
  const answers = await Promise.all(Array.from({ length: 10 }, () => slow.remote("/")));
  assert.ok(answers.filter(({ status }) => status === 429).length >= 4);
});

test("FACE-11: where the Workbench is not built its address says how it is, and it is there once it was", async (t) => {
  const folder = join(temporaryFolder(t), "dist");
  const { remote } = await openApiScene(t, { workbench: folder });
  for (const path of ["/", "/incidents/inc-1"]) {
    const { status, text, headers } = await remote(path);
    assert.deepEqual([status, headers["content-type"]], [404, "text/plain; charset=utf-8"]);
    assert.match(text, /npm run build/);
  }
  assert.equal((await remote("/assets/index-1a2b3c4d.js")).status, 404);
  built(folder);
  assert.deepEqual((await remote("/")).text, document);
  assert.equal((await remote("/assets/index-1a2b3c4d.js")).text, script);

  rmSync(join(folder, "assets", "index-1a2b3c4d.js"));
  writeFileSync(join(folder, "assets", "index-99.js"), "newer");
  assert.equal((await remote("/assets/index-99.js")).text, "newer", "built anew under a running engine");
  assert.equal((await remote("/assets/index-1a2b3c4d.js")).status, 404);
  renameSync(folder, `${folder}.old`);
  assert.match((await remote("/")).text, /npm run build/);
});

test("FACE-05: what is no page is told as before, with and without a Workbench", async (t) => {
  const scenes = [await openWorkbench(t), await openApiScene(t)];
  for (const { remote } of scenes) {
    for (const path of ["/v1/nowhere", "/nowhere", "/Incidents", "/incidentsx", "/v1", "/v1/"]) {
      const { status, json } = await remote(path);
      assert.deepEqual([path, status, json.code], [path, 404, "not_found"]);
    }
    const { status, headers } = await remote("/v1/status");
    assert.deepEqual(
      [status, headers["cache-control"], headers["x-content-type-options"]],
      [200, "no-store", "nosniff"],
    );
  }
  assert.equal((await scenes[1]?.remote("/"))?.status, 404);
});
