/** Real certificates, by openssl: an authority of the test's own, and what it, or nobody, has signed. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../src/core/platform/test/index.ts";

export interface Issued {
  readonly keyFile: string;
  readonly certFile: string;
  readonly key: Buffer;
  readonly cert: Buffer;
}

export interface Wanted {
  /** In the certificate as a DNS name, or an address. Default: localhost. */
  readonly name?: string;
  /** Days from now; default: valid since yesterday. */
  readonly from?: number;
  readonly to: number;
  /** Signed by itself and by no authority. */
  readonly selfSigned?: boolean;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const configuration = `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`;

export function authority(test: { after(cleanUp: () => void): void }) {
  const folder = temporaryFolder(test);
  // Node reads certificates and does not make them: .ci/run installs openssl.
  const openssl = (...words: string[]) =>
    execFileSync("/usr/bin/env", ["openssl", ...words], { cwd: folder, stdio: "pipe" });
  mkdirSync(join(folder, "issued"));
  writeFileSync(join(folder, "index.txt"), "");
  writeFileSync(join(folder, "serial"), "1000\n");
  writeFileSync(join(folder, "ca.cnf"), configuration);
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-days",
    "400",
    "-subj",
    "/CN=Test authority",
  );
  let count = 0;
  const issue = ({ name = "localhost", from = -1, to, selfSigned = false }: Wanted): Issued => {
    count += 1;
    const [key, request, cert] = [`issued/${count}.key`, `issued/${count}.csr`, `issued/${count}.pem`];
    const names = `subjectAltName=${/^[0-9.]+$/.test(name) ? "IP" : "DNS"}:${name}`;
    openssl("req", "-new", ...newKey, "-keyout", key, "-out", request, "-subj", `/CN=${name}`, "-addext", names);
    const dates = ["-startdate", stamp(from), "-enddate", stamp(to)];
    const by = selfSigned ? ["-selfsign", "-keyfile", key] : ["-cert", "ca.pem", "-keyfile", "ca.key"];
    openssl("ca", "-batch", "-notext", "-config", "ca.cnf", ...by, "-in", request, "-out", cert, ...dates);
    const [keyFile, certFile] = [join(folder, key), join(folder, cert)];
    return { keyFile, certFile, key: readFileSync(keyFile), cert: readFileSync(certFile) };
  };
  return { folder, caFile: join(folder, "ca.pem"), issue };
}

/** `20260131120000Z` */
function stamp(days: number): string {
  const time = new Date(Date.now() + days * 86_400_000).toISOString();
  return `${time.slice(0, 19).replace(/[-T:]/g, "")}Z`;
}
