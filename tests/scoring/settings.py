"""How many random cases the tests of the core try; OCPO_CASES multiplies them for a long run."""

import os

from hypothesis import settings

FACTOR = int(os.environ.get("OCPO_CASES", "1"))
MANY = settings(max_examples=300 * FACTOR, deadline=None)
