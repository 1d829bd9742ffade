"""Which column of a table holds what: the id, the group, an indicator each."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from assessments.scoring import Framework
from assessments.tables.names import folded, plain
from assessments.tables.options import ReadOptions
from assessments.tables.problems import Problems, TableError
from assessments.tables.rows import MERGED

ID = "id"
# Names of columns of a period: units are best compared within one period.
PERIODS = ("year", "years", "period", "date", "quarter", "month", "wave", "round", "edition")


class Vocabulary:
    """The indicators of a framework by the names that a column may have: code or title, in any case and spacing."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.exact: dict[str, set[str]] = defaultdict(set)
        self.loose: dict[str, set[str]] = defaultdict(set)
        for indicator in framework.indicators:
            for name in (indicator.code, plain(indicator.title)):
                self.exact[name].add(indicator.code)
                self.loose[folded(name)].add(indicator.code)
        # A code wins over another indicator's title of the same text.
        self.exact.update({indicator.code: {indicator.code} for indicator in framework.indicators})

    def meant(self, name: str) -> set[str]:
        """The codes of the indicators that a column of that name may hold: none, one, or several."""
        return self.exact.get(name) or self.loose.get(folded(name)) or set()

    def near(self, name: str) -> str:
        """A hint for a name that is misspelt or has a unit in brackets; "" without one."""
        bare = self.meant(plain(re.split(r"[(\[,]", name)[0]))
        if len(bare) == 1:
            return f"Did you mean {next(iter(bare))!r}? "
        by_fold = {fold: next(iter(codes)) for fold, codes in self.loose.items() if len(codes) == 1}
        close = get_close_matches(folded(name), by_fold, n=1, cutoff=0.7)
        return f"Did you mean {by_fold[close[0]]!r}? " if close else ""

    def is_node(self, name: str) -> bool:
        return any(name == node.code or folded(name) == folded(node.title) for node in self.framework.nodes)


@dataclass(frozen=True)
class Layout:
    """What the cells of a row hold: `columns` are the indicators' places, `codes` their codes, in the file's order.

    `row` is the header's number in the file, `names` are the titles of all columns, `others` those of the ignored ones.
    """

    row: int
    names: tuple[str, ...]
    id_at: int
    group_at: int | None
    columns: tuple[int, ...]
    codes: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.names)

    @property
    def group(self) -> str | None:
        return None if self.group_at is None else self.names[self.group_at]


def layout(row: int, header: Sequence[str], vocabulary: Vocabulary, options: ReadOptions) -> Layout:
    """Find every column's role. Raises TableError with each column that has none, unless `options` ignores others."""
    names = [plain(name) for name in header]
    while names and not names[-1]:
        names.pop()
    id_at = _id_at(row, names, vocabulary, options)
    group_at = None if options.group is None else _named(row, names, options.group, "--group")
    if group_at == id_at:
        raise TableError([f"row {row}: {names[id_at]!r} is asked for as id and as group. Name two columns"])
    taken, others, problems = dict[str, int](), list[str](), Problems()
    for at, name in enumerate(names):
        if at in (id_at, group_at):
            continue
        meant = vocabulary.meant(name)
        if not meant and options.ignores_others:
            others.append(name)
        elif problem := _misnamed(at, names, meant, taken, vocabulary):
            problems.add(row, f"row {row}, column {at + 1}: {problem}", at)
        else:
            taken[next(iter(meant))] = at
    problems.refuse()
    return Layout(row, tuple(names), id_at, group_at, tuple(taken.values()), tuple(taken), tuple(filter(None, others)))


def _id_at(row: int, names: list[str], vocabulary: Vocabulary, options: ReadOptions) -> int:
    if options.id is not None:
        return _named(row, names, options.id, "--id")
    called = [at for at, name in enumerate(names) if name == ID] or [
        at for at, name in enumerate(names) if folded(name) == ID
    ]
    id_at = called[0] if called and not vocabulary.meant(ID) else 0
    if not names or vocabulary.meant(names[id_at]):
        raise TableError(
            [
                f"row {row}: there is no id column. Put the units' names into a first column called id, "
                "or name theirs by --id"
            ]
        )
    return id_at


def _named(row: int, names: list[str], asked: str, option: str) -> int:
    """The one column with the title that an option names."""
    places = [at for at, name in enumerate(names) if name == plain(asked)] or [
        at for at, name in enumerate(names) if folded(name) == folded(asked)
    ]
    if len(places) == 1:
        return places[0]
    if places:
        raise TableError([f"row {row}: {len(places)} columns are called {asked!r}, which {option} names. Rename one"])
    close = get_close_matches(folded(asked), {folded(name): name for name in names}, n=1)
    meant = next((name for name in names if close and folded(name) == close[0]), None)
    hint = f"Did you mean {meant!r}? " if meant else ""
    listed = ", ".join(name for name in names if name)
    raise TableError([f"row {row}: no column is called {asked!r}, which {option} names. {hint}There are {listed}"])


def _misnamed(at: int, names: list[str], meant: set[str], taken: dict[str, int], vocabulary: Vocabulary) -> str | None:
    name, code = names[at], vocabulary.framework.code
    if name.startswith(MERGED):
        return f"it is {name.removeprefix(MERGED[:2])}. Unmerge the cells and give each column its own name"
    if not name:
        return "it has no name. Write an indicator's code, or remove the column"
    if len(meant) > 1:
        return f"{name!r} may be any of {', '.join(sorted(meant))}. Write the code of the one that is meant"
    if not meant and name in names[:at]:
        return f"{name!r} stands in column {names.index(name) + 1} already. Remove one of them"
    if not meant:
        what = "a node" if vocabulary.is_node(name) else "no indicator"
        grouping = f", or add --group {name!r} to compare within each of them" if folded(name) in PERIODS else ""
        return (
            f"{name!r} is {what} of {code}. {vocabulary.near(name)}"
            f"Rename or remove the column, or add --ignore-other-columns{grouping}"
        )
    if (indicator := next(iter(meant))) in taken:
        before = taken[indicator]
        if names[before] == name:
            return f"{name!r} stands in column {before + 1} already. Remove one of them"
        return f"{name!r} is {indicator}, and so is {names[before]!r} in column {before + 1}. Remove one of them"
    return None
