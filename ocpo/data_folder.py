"""The data folder of an installation. Only its owner may read it, and only one start at a time may use it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

LOCK = "start.lock"
# Names of files that the workbench makes. A folder that holds others is also used for something else.
OWN_NAMES = ("ocpo.sqlite3", "secret_key", "sample_password", "static", "beat-schedule", LOCK)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class FolderInUse(Exception):  # noqa: N818 (not a failure: another start has the folder)
    """Another start uses this folder."""


def read_or_create(path: Path, make: Callable[[], str]) -> str:
    """Return the text stored at `path`. If there is none, store what `make` returns, readable by the owner only.

    Two first starts at the same time get the same text, and a crash leaves no empty file. Raises ValueError, which
    names the file and what to do, if the file is empty or cannot be read.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename, it never replaces the file that another start has just made
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


def create_private(path: Path) -> None:
    """Create a file that only its owner may read, if it does not exist. Whoever writes it later keeps that mode."""
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT, 0o600))


@contextlib.contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Lock the folder while the context lasts; the system frees it however the process ends. Raises FolderInUse."""
    with open(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(lock.read().strip()) from None
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def restrict_permissions(folder: Path, *, is_ours: bool, files: Iterable[Path]) -> list[Path]:
    """Remove the permissions of group and others from what the workbench made; return the paths that had any.

    The folder itself is changed only if it is ours: made by us (`is_ours`), or holding only files that we made.
    """
    made = [path for name in OWN_NAMES for path in folder.glob(f"{name}*")]
    if is_ours or {path for path in folder.iterdir() if not path.name.startswith(".")} <= set(made):
        made.insert(0, folder)
    return [path for path in dict.fromkeys([*made, *files]) if _restrict_path(path)]


def _restrict_path(path: Path) -> bool:
    try:
        found = path.stat()
        if found.st_uid != os.geteuid() or not found.st_mode & OTHERS:
            return False
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError:
        return False  # gone meanwhile, or on a file system without modes
    return True
