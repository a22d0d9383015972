"""Why a payslip differs from last month's: each difference with its reason, or none found."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from rules.payroll.fact import FACTS, Fact, show
from rules.payroll.slip import Law, Line, Payslip
from rules.text import Text, join

_FROM_TO = Text("{name}从 {before}到 {after}", "{name} from {before} to {after}")
_NEW = Text("新增{name} {after}", "new: {name} {after}")
_GONE = Text("不再有{name} {before}", "no longer: {name} {before}")
_RULE = Text("{key} 的规定从 {before} 变为 {after}", "the rule {key} went from {before} to {after}")
_FOLLOWS = Text("随{name}变化", "follows {name}")
NO_REASON = Text("找不到原因，请核对", "no reason found, please check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One line's part of the difference, in yuan; `known` is False when nothing explains it."""

    line: str
    text: Text
    amount: Decimal
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The difference of the gross: before, after, and reasons that sum to it."""

    before: Decimal
    after: Decimal
    reasons: tuple[Reason, ...]

    @property
    def amount(self) -> Decimal:
        """Return after less before."""
        return self.after - self.before

    @property
    def same(self) -> bool:
        """Say whether not a fen differs on any line."""
        return not self.reasons

    @property
    def unexplained(self) -> bool:
        """Say whether some line differs without a reason."""
        return any(not reason.known for reason in self.reasons)


def compare(before: Payslip, after: Payslip) -> Difference:
    """Compare the lines of the gross of two payslips of one person."""
    old, new = _gross_lines(before), _gross_lines(after)
    labels = {code: line.label for lines in (new, old) for code, line in lines.items()}
    deltas = {code: _amount(new.get(code)) - _amount(old.get(code)) for code in labels}
    changed = {code: labels[code] for code, delta in deltas.items() if delta}
    reasons = (
        _reason(code, deltas[code], _causes(old.get(code), new.get(code), changed))
        for code in changed
    )
    return Difference(before=before.gross, after=after.gross, reasons=tuple(reasons))


def _gross_lines(slip: Payslip) -> dict[str, Line]:
    return {line.code: line for line in slip.lines if line.kind in ("earning", "deduction")}


def _amount(line: Line | None) -> Decimal:
    return line.amount if line else Decimal(0)


def _reason(code: str, amount: Decimal, causes: list[Text]) -> Reason:
    text = join(causes, zh="；", en="; ") if causes else NO_REASON
    return Reason(line=code, text=text, amount=amount, known=bool(causes))


def _causes(old: Line | None, new: Line | None, changed: dict[str, Text]) -> list[Text]:
    return [*_facts(old, new), *_rules(old, new)] or _followed(new, changed)


def _facts(old: Line | None, new: Line | None) -> Iterable[Text]:
    """Changed inputs that a record vouches for; a value without a record explains nothing.

    A line that comes or goes is explained by its first input alone (two lates, not two lates
    and the charge for each).
    """
    before = {fact.code: fact for fact in old.facts} if old else {}
    after = {fact.code: fact for fact in new.facts} if new else {}
    texts = (_fact(c, before.get(c), after.get(c)) for c in dict.fromkeys([*after, *before]))
    found = (text for text in texts if text is not None)
    yield from found if old and new else islice(found, 1)


def _fact(code: str, old: Fact | None, new: Fact | None) -> Text | None:
    vouched = new or old
    if vouched is None or not vouched.source.ref or (old and new and old.value == new.value):
        return None
    kind = FACTS[code]
    before = show(kind.unit, old.value) if old else Text("", "")
    after = show(kind.unit, new.value) if new else Text("", "")
    if old and new:
        return _FROM_TO.format(name=kind.subject, before=_spaced(before), after=after)
    return (_NEW if new else _GONE).format(name=kind.subject, before=before, after=after)


def _spaced(before: Text) -> Text:
    """Chinese sets a space after a figure (96% 到), none after a word (1 次到)."""
    return Text(f"{before.zh} ", before.en) if before.zh[-1:].isascii() else before


def _rules(old: Line | None, new: Line | None) -> Iterable[Text]:
    before = {law.key: law for law in old.laws} if old else {}
    for law in new.laws if new else ():
        earlier = before.get(law.key)
        if earlier is not None and earlier.value != law.value:
            yield _RULE.format(key=law.key, before=_value(earlier), after=_value(law))


def _followed(new: Line | None, changed: dict[str, Text]) -> list[Text]:
    needed = new.needed if new else ()
    return [_FOLLOWS.format(name=changed[code]) for code, _ in needed if code in changed]


def _value(law: Law) -> str:
    return law.value if isinstance(law.value, str) else law.id
