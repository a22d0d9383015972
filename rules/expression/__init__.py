"""The one formula language: conditions, pay formulas, placeholders. No eval, no attributes, no I/O.

`check` a text when it is saved, `evaluate` it when it is used; both refuse with the position.
"""

from rules.expression.evaluate import Step, evaluate
from rules.expression.grammar import check
from rules.expression.together import compute, in_order
from rules.expression.tree import Formula, Kind, Value

__all__ = ["Formula", "Kind", "Step", "Value", "check", "compute", "evaluate", "in_order"]
