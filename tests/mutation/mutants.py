"""The mutants of a module: cosmic-ray's operators, and one for numpy's opposites."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, zip_longest

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider
from parso.python.tree import Name
from parso.tree import NodeOrLeaf

PAIRS = (
    ("minimum", "maximum"),
    ("fmin", "fmax"),
    ("min", "max"),
    ("argmin", "argmax"),
    ("any", "all"),
    ("floor", "ceil"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("sum", "prod"),
    ("cumsum", "cumprod"),
)
OPPOSITES = {**dict(PAIRS), **{second: first for first, second in PAIRS}}


class SwapOpposite(Operator):
    """Call the opposite function: the largest for the smallest, any for all."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        if isinstance(node, Name) and is_call_of_an_opposite(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Name, index: int) -> Name:
        node.value = OPPOSITES[node.value]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


def is_call_of_an_opposite(name: Name) -> bool:
    return name.value in OPPOSITES and not name.is_definition() and name.get_next_leaf() == "("


# Replacements that are no more than a type error (+ by <<) would only flatter the tests.
FAMILIES = {
    "ReplaceBinaryOperator": (("Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow"), ("BitOr", "BitAnd", "BitXor")),
    "ReplaceComparisonOperator": (("Eq", "NotEq", "Lt", "LtE", "Gt", "GtE"), ("Is", "IsNot")),
}
OPERATORS: dict[str, type[Operator]] = {
    name: OperatorProvider()[name]
    for name in (
        *(
            f"{kind}_{one}_{other}"
            for kind, families in FAMILIES.items()
            for family in families
            for one, other in permutations(family, 2)
        ),
        "ReplaceUnaryOperator_Delete_USub",
        "ReplaceUnaryOperator_Delete_Invert",
        "ReplaceUnaryOperator_Delete_Not",
        "AddNot",
        "ReplaceTrueWithFalse",
        "ReplaceFalseWithTrue",
        "ReplaceAndWithOr",
        "ReplaceOrWithAnd",
        "ReplaceBreakWithContinue",
        "ReplaceContinueWithBreak",
        "ExceptionReplacer",
        "NumberReplacer",
        "RemoveDecorator",
        "ZeroIterationForLoop",
    )
} | {"SwapOpposite": SwapOpposite}


@dataclass(frozen=True)
class Place:
    """Where one operator can change a module: its so-manieth occurrence there."""

    path: str
    operator: str
    occurrence: int


@dataclass(frozen=True)
class Mutant:
    path: str
    line: int
    was: str
    becomes: str
    source: str

    @property
    def change(self) -> tuple[str, str, str]:
        """What is changed, wherever the line may have moved to."""
        return self.path, self.was, self.becomes


def places(path: str, source: str) -> list[Place]:
    nodes = list(ast_nodes(get_ast(source)))
    return [
        Place(path, name, occurrence)
        for name, operator in OPERATORS.items()
        for occurrence, _ in enumerate(position for node in nodes for position in operator().mutation_positions(node))
    ]


def mutant(place: Place, source: str) -> Mutant | None:
    """The mutant at a place; None where the change is no program, or one that does the same."""
    try:
        mutated = mutate_code(source, OPERATORS[place.operator](), place.occurrence)
        is_changed = program(mutated) != program(source)
    except (SyntaxError, AttributeError):
        # The latter from cosmic-ray, which cannot replace every caught exception whose name has a dot.
        return None
    return made(place.path, source, mutated) if is_changed else None


def made(path: str, source: str, mutated: str) -> Mutant:
    before, after = (
        [(at, line.strip()) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
        for text in (source, mutated)
    )
    pairs = zip_longest(before, after, fillvalue=(0, ""))
    line, was, becomes = next((one[0], one[1], other[1]) for one, other in pairs if one[1] != other[1])
    return Mutant(path, line, was, becomes, mutated)


def program(source: str) -> str:
    """The syntax of a module without what only its readers use: annotations, and `*` or `/` among parameters."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.arguments):
            node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
            node.defaults += [default for default in node.kw_defaults if default]
            node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
    return ast.dump(tree)
