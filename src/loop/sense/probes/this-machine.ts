/** Whether a host, as it stands in a declaration, is this machine by a loopback address or name. Others are not looked up. */
export function isThisMachine(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** The host where it is asked over the network; undefined for this machine. */
export function networkHost(host: string): string | undefined {
  return isThisMachine(host) ? undefined : host.toLowerCase();
}
