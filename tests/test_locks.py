"""The lock files are complete, pinned and hashed: what installs today installs in a year, wherever it is fetched."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements", "requirements-dev", "requirements-build")
# Every supported Python, and the systems that people work on.
ENVIRONMENTS = [
    {"python_version": python.rpartition(".")[0], "python_full_version": python, **system}
    for python in ("3.11.0", "3.11.7", "3.12.1", "3.13.1", "3.14.1")
    for system in (
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    )
]


def entries(name: str) -> list[str]:
    """Return the logical lines of a lock file, comments left out."""
    text = re.sub(r"(?m)^\s*#.*\n?", "", (ROOT / f"{name}.txt").read_text())
    return [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def locked(name: str) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for entry in entries(name):
        requirement = Requirement(entry.partition(" --hash")[0])
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def asked(name: str) -> list[Requirement]:
    """Return what an input file asks for, the files it includes too."""
    wanted = []
    for line in (ROOT / f"{name}.in").read_text().splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            wanted += asked(line.removeprefix("-r ").removesuffix(".in"))
        elif line:
            wanted.append(Requirement(line))
    return wanted


@cache
def needs(name: str) -> list[Requirement]:
    """Return what an installed package needs, markers included; nothing for one of another system."""
    try:
        return [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return []


def applies(requirement: Requirement, environment: dict[str, str], extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra})


def lacking(name: str, environment: dict[str, str]) -> set[str]:
    """Return what the file needs in an environment, through every extra that is asked for, and does not hold."""
    lock, lacks, seen = locked(name), set(), set()
    open_ends = [requirement for requirement in asked(name) if applies(requirement, environment)]
    while open_ends:
        wanted = open_ends.pop()
        key = canonicalize_name(wanted.name)
        pins = [pin for pin in lock.get(key, []) if applies(pin, environment)]
        if not any(wanted.specifier.contains(str(pin.specifier).removeprefix("=="), prereleases=True) for pin in pins):
            lacks.add(f"{wanted} on Python {environment['python_full_version']}, {environment['sys_platform']}")
        for extra in {"", *wanted.extras}:
            if (key, extra) not in seen:
                seen.add((key, extra))
                open_ends += [one for one in needs(key) if applies(one, environment, extra)]
    return lacks


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_pinned_and_hashed_and_names_no_place(name):
    for entry in entries(name):
        assert re.fullmatch(r"[a-z0-9-]+==[^ ]+( ; .+?)?( --hash=sha256:[0-9a-f]{64})+", re.sub(r" +", " ", entry)), (
            entry
        )
    assert "://" not in "".join(entries(name))


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda one: "-".join([*one.values()][1::3]))
def test_nothing_that_is_needed_is_missing(name, environment):
    """Extras included: a package asked for with one needs what the extra brings (`coverage[toml]`)."""
    assert lacking(name, environment) == set()


def test_the_smaller_lock_is_part_of_the_larger():
    """Whoever installs both in turn never installs a package twice."""
    assert set(entries("requirements")) <= set(entries("requirements-dev"))


@pytest.mark.parametrize("file", ["Makefile", "Dockerfile", "install.py"])
def test_whoever_installs_resolves_nothing_and_checks(file):
    """One way to install: the script, which neither resolves nor fetches build tools, and checks at the end."""
    text = (ROOT / file).read_text()
    if file == "install.py":
        for option in ("--no-deps", "--require-hashes", "--no-build-isolation", '"check"'):
            assert option in text
    else:
        assert "install.py requirements" in text
        assert "pip install" not in text


def test_images_are_named_by_an_exact_version():
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()
    images = re.findall(r"(?m)^\s*(?:image:|FROM)\s+(\S+)", text)
    assert len(images) == 3
    for image in images:
        assert re.search(r":\d+\.\d+", image), image


def test_zones_are_known_where_the_system_has_no_files_of_them():
    ask = "import zoneinfo; print('Asia/Dili' in zoneinfo.available_timezones())"
    without = {**os.environ, "PYTHONTZPATH": ""}
    told = subprocess.run([sys.executable, "-c", ask], env=without, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "True"
