"""The core stands alone."""

import subprocess
import sys
from pathlib import Path

import assessments.scoring

FORBIDDEN = ("django", "pandas", "rest_framework", "celery", "scipy", "plotly")


def test_importing_it_brings_in_neither_web_nor_database() -> None:
    program = f"import sys, assessments.scoring; print([name for name in {FORBIDDEN} if name in sys.modules])"
    root = Path(assessments.scoring.__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
