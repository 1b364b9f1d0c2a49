"""Becomes another program that cannot outlive its parent. Run by path with `python -S -E`: it imports nothing of ours.

    launcher.py PARENT_PID DEATH_SIGNAL UID:GID|- COMMAND...

The kernel sends DEATH_SIGNAL when the parent is gone, however it went (Linux; elsewhere this part is left out).
A change of user clears that wish, so it comes first; exec of an ordinary program keeps it.
"""

import ctypes  # before the user changes: the new one may not be able to read Python's library
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, signal, user, *command = arguments
    if user != "-":
        uid, gid = (int(part) for part in user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        die_with_parent(int(signal))
    # The parent may have died before the wish was made; then nobody would ever fulfil it.
    if os.getppid() != int(parent):
        raise SystemExit(1)
    try:
        os.execv(command[0], command)
    except OSError as error:
        raise SystemExit(f"{command[0]} cannot be run: {error.strerror}") from None


def die_with_parent(signal: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")


if __name__ == "__main__":
    main(sys.argv[1:])
