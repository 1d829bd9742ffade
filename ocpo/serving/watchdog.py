"""Ends the supervisor's programs when the supervisor dies without a chance to do so itself (kill -9).

Run as a script with the standard library only, so that it starts at once. It reads the process groups to watch from
its standard input, one per line: `+123` when group 123 starts, `-123` when it has ended. The end of the input means
that the supervisor is gone: a pipe closes on every system, however its writer ends.
"""

import contextlib
import os
import signal
import sys
import time
from typing import TextIO

SECONDS_TO_END = 3.0


def groups_left(lines: TextIO) -> set[int]:
    """Read to the end of the lines; return the groups that were started and have not ended."""
    groups: set[int] = set()
    for line in lines:
        sign, group = line[0], int(line[1:])
        groups.add(group) if sign == "+" else groups.discard(group)
    return groups


def end(groups: set[int]) -> None:
    """Ask the groups to end, then kill what still runs."""
    for signum in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signum)
        if groups and signum == signal.SIGTERM:
            time.sleep(SECONDS_TO_END)


if __name__ == "__main__":
    end(groups_left(sys.stdin))
