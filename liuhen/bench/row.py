"""One line of a bench: what was measured, against which limit, and what is asked for."""

import json
import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`figure` and `limit` in `unit`; `ratio` is figure over limit unless `lower_is_better`.

    `target` is the bar of the ratio (None: only said); `note` says what the limit is.
    """

    name: str
    what: str
    figure: float
    limit: float
    unit: str
    target: float | None = None
    lower_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.figure / self.limit if self.limit else float("inf")

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None when there is none."""
        if self.target is None:
            return None
        return self.ratio <= self.target if self.lower_is_better else self.ratio >= self.target


def interleaved(
    ours: Callable[[], float], limit: Callable[[], float], rounds: int = 5
) -> tuple[float, float]:
    """Medians of two measurements taken in turn, A B A B, so that drift hits both."""
    pairs = [(ours(), limit()) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def show(rows: Sequence[Row], *, as_json: bool) -> None:
    """Print the table, or one JSON document with the machine's load beside it."""
    load = os.getloadavg()[0]
    if as_json:
        told = [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in rows]
        print(json.dumps({"load": load, "cores": os.cpu_count(), "rows": told}, indent=1))
        return
    print(f"load {load:.1f} on {os.cpu_count()} cores; medians of interleaved rounds")
    for row in rows:
        mark = {True: "met", False: "NOT MET", None: ""}[row.met]
        sign = "<=" if row.lower_is_better else ">="
        bar = f"{sign} {row.target:g}" if row.target is not None else "-"
        print(
            f"{row.name:<6} {row.what:<46} {row.figure:>12,.1f} {row.limit:>12,.1f} {row.unit:<10}"
            f" ratio {row.ratio:>6.2f}  target {bar:<7} {mark}"
        )
        if row.note:
            print(f"       {row.note}")
