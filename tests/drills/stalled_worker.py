"""A real worker that stops in the middle of a run, so that it can be killed there without hooks in the product.

`python -m tests.drills.stalled_worker FUNCTION FLAG before|after embedded|celery`: the function, named by its dotted
path as its module's callers look it up, touches the flag file and then blocks, before or after it did its part.
"""

import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import django


def block_in(function: str, flag: Path, when: str) -> None:
    """Replace the function by one that says that it was reached and never returns."""
    module_name, _, name = function.rpartition(".")
    module = import_module(module_name)
    original = getattr(module, name)

    def stalled(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            original(*args, **kwargs)
        flag.touch()
        time.sleep(3600)

    setattr(module, name, stalled)


def main(function: str, flag: str, when: str, driver: str) -> None:
    django.setup()
    block_in(function, Path(flag), when)
    if driver == "celery":
        from ocpo.celery import app  # noqa: PLC0415 (Django must be set up first)

        app.worker_main(["worker", "--pool=solo", "--loglevel=WARNING", "--without-gossip", "--without-mingle"])
    else:
        from django.core.management import call_command  # noqa: PLC0415

        call_command("run_worker")


if __name__ == "__main__":
    main(*sys.argv[1:])
