"""`python install.py FILE...`: install complete lock files into this Python's environment, saying how far it is.

The standard library only: it runs before anything is installed. Nothing is resolved (`--no-deps`), so what installs
today installs in a year, and nothing is fetched that the files do not pin and hash, build tools included. `pip check`
then confirms that the files were complete.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
OPTIONS = ("--no-deps", "--require-hashes", "--no-build-isolation", "--use-pep517", "--progress-bar", "off")
# How pip begins the one line it gives each package: fetched, at hand, of another system, installed.
SEEN = ("Collecting ", "Processing ", "Ignoring ", "Requirement already satisfied")
SECONDS_BETWEEN_NEWS = 5.0


def main(files: list[str]) -> int:
    for file in files:
        if code := install(Path(file)):
            return code
    return subprocess.run([*PIP, "check"], check=False).returncode  # noqa: S603 (our own command)


def install(file: Path) -> int:
    """Install one file; return pip's exit code. What pip said is shown when it failed."""
    count = len(re.findall(r"^[A-Za-z0-9][^ ]*==", file.read_text(encoding="utf-8"), re.MULTILINE))
    say(f"Installing {file.name} (packages: {count}); up to a minute or two where they have to be downloaded.")
    began = told = time.monotonic()
    said, seen = [], 0
    command = [*PIP, "install", *OPTIONS, "--requirement", str(file)]
    with subprocess.Popen(  # noqa: S603 (pip, with our own files)
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            seen += line.startswith(SEEN)
            if line.startswith("Installing collected"):
                say(f"  all {seen} found after {time.monotonic() - began:.0f} s; unpacking them")
            elif seen < count and time.monotonic() - told > SECONDS_BETWEEN_NEWS:
                told = time.monotonic()
                say(f"  {seen} of {count} found")
    if pip.returncode:
        say("".join(said[-30:]))
    return pip.returncode


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
