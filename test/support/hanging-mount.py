"""A file system that never answers, as NFS does without its server. hanging-mount.py FOLDER; unmounts when its input closes."""
import ctypes
import os
import sys

folder = sys.argv[1].encode()
libc = ctypes.CDLL(None, use_errno=True)
fuse = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0".encode()
if libc.mount(b"hanging", folder, b"fuse", 6, options) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
print("mounted", flush=True)
sys.stdin.read()
os.close(fuse)
libc.umount2(folder, 2)
