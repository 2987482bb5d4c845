/** A real mail server (Exim) of a test's own: TLS, a log-in, and mailboxes in a folder. Needs root, as Debian builds it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pidOfChild, until } from "../../../src/core/platform/test/index.ts";
import { freePort } from "../ports.ts";

export interface MailServer {
  /** STARTTLS; log-in only after it. */
  readonly port: number;
  /** TLS from the first byte on. */
  readonly tlsPort: number;
  readonly caFile: string;
  readonly user: string;
  readonly password: string;
  /** What stands in the mailbox, whole. Resolves once there are so many. */
  mails(count: number): Promise<readonly string[]>;
}

const account = "Debian-exim";

export async function startMailServer(t: TestContext): Promise<MailServer> {
  const folder = mkdtempSync(join(tmpdir(), "chiron-mail-"));
  const owner = Number(execFileSync("/usr/bin/id", ["-u", account], { encoding: "utf8" }));
  const group = Number(execFileSync("/usr/bin/id", ["-g", account], { encoding: "utf8" }));
  for (const name of [".", "spool", "log", "mail"]) {
    mkdirSync(join(folder, name), { recursive: true, mode: 0o755 });
    chownSync(join(folder, name), owner, group);
  }
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync(
    "/usr/bin/openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "30", ...names],
    { stdio: "ignore" },
  );
  chownSync(key, owner, group);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const facts = { user: "chiron", password: "a-good-pass%word" };
  const conf = join(folder, "exim.conf");
  writeFileSync(conf, configuration({ folder, port, tlsPort, key, cert, ...facts }));
  const words = ["-C", conf, "-bdf", "-oP", join(folder, "exim.pid")];
  const child = spawn("/usr/sbin/exim4", words, { stdio: "ignore", detached: true });
  t.after(async () => {
    const group = pidOfChild(child);
    const ended = once(child, "exit");
    // With those of its children that still bring a mail to its box, which write to the folder.
    process.kill(-group, "SIGKILL");
    await ended;
    await until("all of it has ended", () => !hasAlive(group));
    rmSync(folder, { recursive: true, force: true });
  });
  const log = join(folder, "log", "mainlog");
  await until("the mail server listens", () => existsSync(log) && /listening for SMTP/.test(readFileSync(log, "utf8")));
  const inbox = join(folder, "mail", "new");
  const inInbox = () => (existsSync(inbox) ? readdirSync(inbox).sort() : []);
  return {
    port,
    tlsPort,
    caFile: cert,
    ...facts,
    async mails(count) {
      await until(`${count} mails`, () => inInbox().length >= count);
      return inInbox().map((name) => readFileSync(join(inbox, name), "utf8"));
    },
  };
}

/** Orphans that ended may stay as zombies for as long as the machine's first process likes. */
function hasAlive(group: number): boolean {
  const stats = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return stats.some((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [state, , processGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(processGroup) === group && state !== "Z";
    } catch {
      return false;
    }
  });
}

interface Facts {
  readonly folder: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly key: string;
  readonly cert: string;
  readonly user: string;
  readonly password: string;
}

function configuration({ folder, port, tlsPort, key, cert, user, password }: Facts): string {
  return `
primary_hostname = localhost
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port} : ${tlsPort}
tls_on_connect_ports = ${tlsPort}
tls_advertise_hosts = *
tls_certificate = ${cert}
tls_privatekey = ${key}
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  deny  message = log in first
        !authenticated = *
  defer local_parts = later
        message = come back later
  deny  local_parts = nobody
        message = there is no such mailbox
  accept
begin routers
all:
  driver = accept
  transport = inbox
begin transports
inbox:
  driver = appendfile
  directory = ${folder}/mail
  maildir_format
  user = ${account}
  envelope_to_add
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${user}}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
`;
}
