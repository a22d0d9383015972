"""Formulas that use one another's results: the order to compute them in, or the cycle by name."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from rules.expression.evaluate import Step, evaluate
from rules.expression.grammar import check
from rules.expression.tree import Formula, Kind, Value, wrong
from rules.problem import Problem, Refused, refuse
from rules.text import plain


def in_order(sources: Mapping[str, str], names: Mapping[str, Kind]) -> dict[str, Formula]:
    """Check a set of named formulas with number results; return them in the order of computing."""
    known: dict[str, Kind] = {**names, **dict.fromkeys(sources, "number")}
    formulas = {name: _number(name, source, known) for name, source in sources.items()}
    needs = {name: formula.names & sources.keys() for name, formula in formulas.items()}
    try:
        return {name: formulas[name] for name in TopologicalSorter(needs).static_order()}
    except CycleError as cycle:
        path = " → ".join(cycle.args[1])
        raise refuse(
            "expression.cycle",
            f"公式互相引用：{path}",
            f"formulas need one another: {path}",
            where=cycle.args[1][0],
        ) from cycle


def compute(formulas: Mapping[str, Formula], values: Mapping[str, Value]) -> dict[str, Step]:
    """Use formulas in the order of `in_order`; a refusal names the formula it happened in."""
    found = dict(values)
    steps: dict[str, Step] = {}
    for name, formula in formulas.items():
        try:
            steps[name] = evaluate(formula, found)
        except Refused as refusal:
            raise _in(name, refusal) from refusal
        found[name] = steps[name].value
    return steps


def _number(name: str, source: str, known: Mapping[str, Kind]) -> Formula:
    try:
        formula = check(source, known)
        if formula.kind != "number":
            raise wrong("kind", 0, "结果不是数", "the result is not a number")
    except Refused as refusal:
        raise _in(name, refusal) from refusal
    return formula


def _in(name: str, refusal: Refused) -> Refused:
    problem = refusal.problem
    return Refused(
        Problem(
            code=problem.code,
            text=plain(f"{name}: ") + problem.text,
            where=f"{name}:{problem.where}",
            facts=problem.facts,
        )
    )
