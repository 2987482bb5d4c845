/** Where what is mounted, as the kernel lists it: asking for the list touches none of the file systems. */
import type { Files } from "#core/platform";

export interface Mount {
  readonly path: string;
  /** `ext4`, `nfs4`, `fuse.sshfs` … */
  readonly type: string;
}

const mostBytes = 4 * 1024 * 1024;
/** Their answers come from elsewhere, and may not come at all. */
const remoteTypes =
  /^(nfs|nfs4|cifs|smb3|smbfs|9p|ceph|afs|gfs2?|glusterfs|ocfs2|lustre|beegfs|virtiofs|davfs|fuse|fuseblk|fuse\..*)$/;

/** proc_pid_mountinfo(5): `36 35 98:0 /root /mount/point options … - type source options`, later ones on top of earlier ones. */
export async function mountOf(path: string, files: Files): Promise<Mount | undefined> {
  const text = await files.read("/proc/self/mountinfo", mostBytes).catch(() => "");
  let found: Mount | undefined;
  for (const line of text.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const mount = { path: plain(before.split(" ")[4] ?? ""), type: after.split(" ")[0] ?? "" };
    if (mount.path === "" || !isWithin(path, mount.path)) continue;
    if (found === undefined || mount.path.length >= found.path.length) found = mount;
  }
  return found;
}

export function mayHang({ type }: Mount): boolean {
  return remoteTypes.test(type);
}

/** Whether fstab(5) says that something belongs there: always, or only once somebody mounts it (`noauto`). */
export async function inFstab(path: string, files: Files): Promise<"always" | "noauto" | undefined> {
  const text = await files.read("/etc/fstab", mostBytes).catch(() => "");
  for (const line of text.split("\n")) {
    const [device = "", point = "", , options = ""] = line.trim().split(/\s+/);
    if (device === "" || device.startsWith("#") || plain(point) !== path) continue;
    return options.split(",").includes("noauto") ? "noauto" : "always";
  }
  return undefined;
}

function isWithin(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}

/** Spaces and the like are written as three octal digits. */
function plain(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
