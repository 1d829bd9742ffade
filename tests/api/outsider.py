"""A stranger's recomputation of a score from its working alone: plain Python, nothing of this project imported.

Written from the method's description, not from the engine. Values are floats or arrays of draws: the rules are the
same for both.
"""

import hashlib
import json
from functools import reduce

import numpy as np
import yaml
from scipy.special import betainc, betaincinv

EXPONENTS = {"arithmetic": 1.0, "quadratic": 2.0}


def digest(working):
    """SHA-256 over framework, ratings, engine version, seed and draws."""
    written = json.dumps(working["inputs"], sort_keys=True)
    head = {
        "engine": working["engine_version"],
        "framework": hashlib.sha256(working["framework"]["text"].encode()).hexdigest(),
        "inputs": {},
        "seed": working["seed"],
        "settings": {"draws": working["draws"], "ratings": written},
    }
    return hashlib.sha256(json.dumps(head, sort_keys=True).encode()).hexdigest()


class Outsider:
    def __init__(self, working):
        self.framework = yaml.safe_load(working["framework"]["text"])
        self.nodes = {node["code"]: node for node in self.framework["nodes"]}
        self.inputs, self.seed, self.draws = working["inputs"], working["seed"], working["draws"]
        self.rows, self.asked = {}, []
        for row in self.inputs["ratings"]:
            self.rows.setdefault(row["indicator"], []).append(row)
        for item in self.framework["indicators"]:
            in_phase = self.inputs["phase"] is None or self.inputs["phase"] in item.get(
                "phases", [self.inputs["phase"]]
            )
            answers = {row["answer"] for row in self.rows.get(item["code"], [])}
            if in_phase and answers != {"not-applicable"}:
                self.asked.append(item["code"])

    def values(self, leaves):
        """The values of the nodes from those of the leaves; what is absent is left out."""
        found = dict(leaves)
        for code in self.nodes:
            self._value(code, found)
        return found

    def _value(self, code, found):
        if code not in found and code in self.nodes:
            node = self.nodes[code]
            if node["rule"] == "mitigated":
                of, by = self._value(node["of"], found), self._value(node["by"], found)
                found[code] = None if of is None or by is None else of * (1 - node["max"] * by / 100)
            else:
                children = [(self._value(child, found), weight) for child, weight in node["children"].items()]
                found[code] = self._mean(node, [(x, w) for x, w in children if x is not None and w > 0])
        return found.get(code)

    def _mean(self, node, children):
        if not children:
            return None
        if node["rule"] == "maximum":
            return reduce(np.maximum, [x for x, _ in children])
        p = EXPONENTS.get(node["rule"]) or node["exponent"]
        return (sum(w * x**p for x, w in children) / sum(w for _, w in children)) ** (1 / p)

    def points(self):
        """The point value of every node."""
        best = {
            code: [row["best"] for row in self.rows.get(code, []) if row["best"] is not None] for code in self.asked
        }
        return self.values({code: 25 * sum(given) / len(given) for code, given in best.items() if given})

    def intervals(self):
        """The 5th and 95th percentile of the draws of every node."""
        drawn = self.values({code: self._draws(code) for code in self.asked})
        return {code: np.quantile(x, [0.05, 0.95]) for code, x in drawn.items() if x is not None}

    def _draws(self, code):
        """A Latin hypercube of the indicator's own: shares (k + 0.5) / n in the order of PCG64's raw numbers."""
        words = np.frombuffer(hashlib.sha256(code.encode()).digest(), dtype="<u4").tolist()
        raw = np.random.PCG64(np.random.SeedSequence([self.seed, *words])).random_raw(self.draws)
        rank = np.argsort(np.argsort(raw, kind="stable"))
        return 25 * self._quantiles(code, (rank + 0.5) / self.draws)

    def _quantiles(self, code, shares):
        given = [row for row in self.rows.get(code, []) if row["best"] is not None]
        if not given:
            return 4 * shares
        ranges = [self._range(row) for row in given]
        if len(ranges) == 1:
            (low, best, high), (a, b) = ranges[0], self._shape(*ranges[0])
            return low + (high - low) * betaincinv(a, b, shares) if low < high else np.full(shares.shape, best)
        below, above = np.zeros(shares.shape), np.full(shares.shape, 4.0)
        for _ in range(60):  # halving: the level below which the mixture has this share
            middle = (below + above) / 2
            is_low = sum(self._below(middle, *one) for one in ranges) / len(ranges) < shares
            below, above = np.where(is_low, middle, below), np.where(is_low, above, middle)
        return below

    def _below(self, level, low, best, high):
        if low == high:
            return (level >= best) * 1.0
        return betainc(*self._shape(low, best, high), np.clip((level - low) / (high - low), 0, 1))

    def _shape(self, low, best, high):
        """PERT: a beta distribution on low to high."""
        place = (best - low) / (high - low) if low < high else 0.0
        return 1 + 4 * place, 5 - 4 * place

    def _range(self, row):
        margin = self.framework["margins"]["levels"][row["confidence"]]
        low = row["lowest"] if row["lowest"] is not None else max(0.0, row["best"] - margin)
        high = row["highest"] if row["highest"] is not None else min(4.0, row["best"] + margin)
        return low, row["best"], high
