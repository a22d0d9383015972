"""The Prometheus text format, version 0.0.4: families of samples as lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One line: a value under its labels; `suffix` is `_bucket`, `_sum` or `_count`."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One metric with what it means; a family without samples is not shown."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    samples: Sequence[Sample]


class Histogram:
    """Seconds in fixed buckets; what is counted is the number of observations up to each bound."""

    BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

    def __init__(self) -> None:
        self._counts = [0] * len(self.BOUNDS)
        self._sum, self._count = 0.0, 0

    def observe(self, seconds: float) -> None:
        """Count one observation."""
        self._sum += seconds
        self._count += 1
        for at, bound in enumerate(self.BOUNDS):
            if seconds <= bound:
                self._counts[at] += 1

    def samples(self, labels: Mapping[str, str]) -> list[Sample]:
        """Return its lines: every bucket, the sum and the count."""
        buckets = [
            *zip(map(_number, self.BOUNDS), self._counts, strict=True),
            ("+Inf", self._count),
        ]
        found = [Sample(count, {**labels, "le": bound}, "_bucket") for bound, count in buckets]
        return [*found, Sample(self._sum, labels, "_sum"), Sample(self._count, labels, "_count")]


def render(families: Iterable[Family]) -> bytes:
    """Write families in their order."""
    lines: list[str] = []
    for one in families:
        if one.samples:
            text = one.help.replace("\\", r"\\").replace("\n", r"\n")
            lines += [f"# HELP {one.name} {text}", f"# TYPE {one.name} {one.kind}"]
            lines += [_line(one.name, sample) for sample in one.samples]
    return "".join(f"{line}\n" for line in lines).encode()


def _line(name: str, sample: Sample) -> str:
    pairs = ",".join(f'{key}="{value.translate(_ESCAPES)}"' for key, value in sample.labels.items())
    return f"{name}{sample.suffix}{{{pairs}}} {_number(sample.value)}".replace("{} ", " ")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
