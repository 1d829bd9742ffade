"""Ends the supervisor's programs when the supervisor dies without a chance to do so itself (kill -9).

Run as a script: standard library only, so that it starts at once. It reads the process groups to watch from its
standard input, one a line: `+123` when group 123 starts, `-123` when it has ended. The end of the input means that
the supervisor is gone. A pipe does that on every system, and for the children of children as well.
"""

import contextlib
import os
import signal
import sys
import time
from typing import TextIO

SECONDS_TO_END = 3.0


def groups_left(lines: TextIO) -> set[int]:
    """Return the groups that were started and not ended when the lines stop."""
    groups: set[int] = set()
    for line in lines:
        sign, group = line[0], int(line[1:])
        groups.add(group) if sign == "+" else groups.discard(group)
    return groups


def end(groups: set[int]) -> None:
    """Ask the groups to end, then end what is still there."""
    for signum in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signum)
        if groups and signum == signal.SIGTERM:
            time.sleep(SECONDS_TO_END)


if __name__ == "__main__":
    end(groups_left(sys.stdin))
