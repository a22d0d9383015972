"""Law as dated data: the value of a parameter on a day in a place, with its source, or a Problem.

Nothing is guessed: a missing, expired or unconfirmed value stops the calculation with a task
for HR (design.md, law 5 of the house). Rows are never edited; a later row supersedes.
"""

from rules.params.row import Confidence, Parameter
from rules.params.seed import load
from rules.params.store import Params, places

__all__ = ["Confidence", "Parameter", "Params", "load", "places"]
