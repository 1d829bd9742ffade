"""The folder that holds what an installation makes for itself: readable by its owner only, served by one at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

LOCK = "start.lock"
# What the workbench itself puts there; a folder that holds anything else is somebody's for other things too.
OWN_NAMES = ("ocpo.sqlite3", "secret_key", "sample_password", "static", "beat-schedule", LOCK)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Occupied(Exception):  # noqa: N818 (not a failure: another start has the folder)
    """Another start prepares or serves on this folder."""


def made_once(path: Path, make: Callable[[], str]) -> str:
    """Return the text kept at `path`, made by the first that asks and readable by its owner only.

    It appears whole or not at all: two first starts at once keep the same text, and a crash leaves no empty file.
    Errors: ValueError that names the file and the way out when it is empty or cannot be read.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename it never replaces what another start has just put there
        except OSError:
            if not path.exists():  # a file system without links
                draft.replace(path)
        draft.unlink(missing_ok=True)
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ValueError(f"{path} cannot be read ({reason}). Restore it, or remove it to have a new one made") from None
    if not text:
        raise ValueError(f"{path} is empty. Restore it, or remove it to have a new one made")
    return text


def made_private(path: Path) -> None:
    """Let a file exist, readable by its owner only if it is new: what creates it later keeps that mode."""
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT, 0o600))


@contextlib.contextmanager
def occupied(folder: Path) -> Iterator[None]:
    """Hold the folder as long as the context lasts, whatever ends the process. Errors: Occupied."""
    with open(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(lock.read().strip()) from None
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def tightened(folder: Path, *, is_ours: bool, files: Iterable[Path]) -> list[Path]:
    """Take the rights of others from what the workbench made; return what had any.

    The folder itself only if it is ours: made by us (`is_ours`), or holding nothing but what we put there.
    """
    made = [path for name in OWN_NAMES for path in folder.glob(f"{name}*")]
    if is_ours or {path for path in folder.iterdir() if not path.name.startswith(".")} <= set(made):
        made.insert(0, folder)
    return [path for path in dict.fromkeys([*made, *files]) if _is_taken_from_others(path)]


def _is_taken_from_others(path: Path) -> bool:
    try:
        found = path.stat()
        if found.st_uid != os.geteuid() or not found.st_mode & OTHERS:
            return False
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError:
        return False  # gone meanwhile, or on a file system without modes
    return True
