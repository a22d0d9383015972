"""A strict reader of the Prometheus text format 0.0.4, written from its description."""

import re
from dataclasses import dataclass, field

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_HELP = re.compile(rf"# HELP ({_NAME}) (.*)")
_TYPE = re.compile(rf"# TYPE ({_NAME}) (counter|gauge|histogram)")
_PAIR = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
_SAMPLE = re.compile(
    rf"({_NAME})(?:\{{(.*)\}})? ([+-]?(?:[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?|Inf)|NaN)"
)
_SUFFIXES = {"histogram": ("_bucket", "_sum", "_count")}

Labels = tuple[tuple[str, str], ...]


class FormatError(ValueError):
    """A line that is not the format, or a metric that contradicts itself."""


@dataclass(slots=True)
class Read:
    """One family as read."""

    kind: str = ""
    help: str = ""
    samples: dict[tuple[str, Labels], float] = field(default_factory=dict)


def parse(text: str) -> dict[str, Read]:
    """Read a page; raises FormatError with the line."""
    if not text.endswith("\n"):
        raise FormatError("the last line has no end")
    families: dict[str, Read] = {}
    current = ""
    for line in text.splitlines():
        if found := _HELP.fullmatch(line):
            current = _new(families, found[1], _unescape(found[2]))
        elif found := _TYPE.fullmatch(line):
            _typed(families, current, found[1], found[2])
        else:
            _sample(families.get(current), current, line)
    for name, family in families.items():
        _judge(name, family)
    return families


def _new(families: dict[str, Read], name: str, text: str) -> str:
    if name in families:
        raise FormatError(f"{name} is described twice")
    families[name] = Read(help=text)
    return name


def _typed(families: dict[str, Read], current: str, name: str, kind: str) -> None:
    if name != current or families[name].kind or families[name].samples:
        raise FormatError(f"the type of {name} is out of place")
    families[name].kind = kind


def _sample(family: Read | None, name: str, line: str) -> None:
    found = _SAMPLE.fullmatch(line)
    if family is None or not family.kind or found is None:
        raise FormatError(f"out of place or no sample: {line!r}")
    if found[1] not in {name + suffix for suffix in _SUFFIXES.get(family.kind, ("",))}:
        raise FormatError(f"{found[1]} is not of {name}")
    key = (found[1], _labels(found[2] or ""))
    if key in family.samples:
        raise FormatError(f"{key} stands twice")
    family.samples[key] = float(found[3])


def _labels(text: str) -> Labels:
    found, at = [], 0
    while at < len(text):
        pair = _PAIR.match(text, at)
        if pair is None:
            raise FormatError(f"no labels: {text!r}")
        found.append((pair[1], _unescape(pair[2])))
        at = pair.end()
    if len({name for name, _ in found}) != len(found):
        raise FormatError(f"a label stands twice: {text!r}")
    return tuple(found)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


def _judge(name: str, family: Read) -> None:
    if not family.samples or not family.kind:
        raise FormatError(f"{name} has no samples or no type")
    if family.kind == "counter":
        if not name.endswith("_total"):
            raise FormatError(f"the counter {name} does not end in _total")
        if min(family.samples.values()) < 0:
            raise FormatError(f"the counter {name} is negative")
    if family.kind == "histogram":
        _judge_histogram(name, family)


def _judge_histogram(name: str, family: Read) -> None:
    series: dict[Labels, dict[float, float]] = {}
    for (sample, labels), value in family.samples.items():
        if sample == f"{name}_bucket":
            bound = float(dict(labels)["le"])
            rest = tuple(pair for pair in labels if pair[0] != "le")
            series.setdefault(rest, {})[bound] = value
    for rest, buckets in series.items():
        counts = [buckets[bound] for bound in sorted(buckets)]
        if counts != sorted(counts) or float("inf") not in buckets:
            raise FormatError(f"{name}{rest}: buckets that are no histogram")
        if family.samples.get((f"{name}_count", rest)) != buckets[float("inf")]:
            raise FormatError(f"{name}{rest}: the count is not the last bucket")
