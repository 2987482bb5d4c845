/** Opens encrypted connections. TLS is loaded with the first of them; what is trusted is read once for all that trust the same. */
import { isIP, type Socket } from "node:net";
import type { ConnectionOptions, SecureContext, TLSSocket } from "node:tls";
import type { TlsOptions } from "../../index.ts";

/** Sets of authorities that are kept; more than a configuration names. */
const MAX_CONTEXTS = 100;

export class TlsDoor {
  private readonly contexts = new Map<string, SecureContext>();

  /** The caller looks at the certificate itself, before anything is sent: see certificate.ts. */
  open(
    where: { readonly host: string; readonly port: number } | { readonly socket: Socket; readonly host: string },
    { authorities, serverName }: TlsOptions,
    more: ConnectionOptions = {},
  ): TLSSocket {
    const name = serverName ?? where.host;
    return process.getBuiltinModule("node:tls").connect({
      ...where,
      ...more,
      // A name cannot be asked for by address (RFC 6066 §3).
      ...(isIP(name) === 0 ? { servername: name } : {}),
      secureContext: this.contextOf(authorities),
      rejectUnauthorized: false,
    });
  }

  private contextOf(authorities: string | undefined): SecureContext {
    const key = authorities ?? "";
    let context = this.contexts.get(key);
    if (context === undefined) {
      if (this.contexts.size >= MAX_CONTEXTS) this.contexts.clear();
      const { createSecureContext } = process.getBuiltinModule("node:tls");
      context = createSecureContext(authorities === undefined ? {} : { ca: authorities });
      this.contexts.set(key, context);
    }
    return context;
  }
}
