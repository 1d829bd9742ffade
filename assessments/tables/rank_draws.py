"""The ranks of a large table's units over many draws, in a temporary file where memory is too small."""

import shutil
import tempfile

import numpy as np

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.ranks import intervals_of_ranks, ranks
from assessments.tables.problems import TableError

# Bytes of draws that are held in memory; more than that lie in a temporary file.
MOST_IN_MEMORY = 2**29
# Numbers looked at together.
TOGETHER = 2**21


class RankDraws:
    """The headline's draws of all units, put in unit by unit, ranked draw by draw."""

    def __init__(self, units: int, draws: int) -> None:
        # Draw by draw, as they are ranked: a draw of all units is one stretch of memory or file.
        self.shape, size = (draws, units), 8 * draws * units
        self.held = np.empty(self.shape) if size <= MOST_IN_MEMORY else None
        if self.held is not None:
            return
        folder = tempfile.gettempdir()
        if shutil.disk_usage(folder).free < size:
            raise TableError([f"the draws need {size / 2**30:.1f} GB in {folder}. Make room, or ask for fewer --draws"])
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - it goes with this object

    @property
    def drawn(self) -> Array:
        """[draws, units]; a file is mapped again at each use, so that parts used before do not stay in memory."""
        if self.held is not None:
            return self.held
        return np.memmap(self.file, dtype=np.float64, mode="r+", shape=self.shape)

    def put(self, rows: slice, headline: Array, is_ranked: Mask) -> None:
        """`headline` is [units, draws] for the units of `rows`. A unit that is not `is_ranked` gets no rank."""
        self.drawn[:, rows] = np.where(is_ranked[:, np.newaxis], headline, np.nan).T

    def intervals(self) -> tuple[Array, Array]:
        """The 5th and 95th percentile of each unit's rank: two [units]. Call it once: the ranks replace the draws."""
        draws, units = self.shape
        for start in range(0, draws, step := max(1, TOGETHER // max(1, units))):
            some = self.drawn[start : start + step]
            some[:] = ranks(some.T).T
        lower, upper = np.empty(units), np.empty(units)
        for start in range(0, units, step := max(1, TOGETHER // draws)):
            rows = slice(start, start + step)
            observed = np.nan_to_num(self.drawn[:, rows].T).astype(np.int32, order="C")
            lower[rows], _, upper[rows] = intervals_of_ranks(observed)
        return lower, upper
