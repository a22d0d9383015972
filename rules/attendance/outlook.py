"""What comes next for a day: what holds now, and what would change it."""

from dataclasses import dataclass

from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a day stands with HR; `pending` is a day that is not over yet."""

    needs_hr: bool = False
    held: bool = False
    absent: bool = False
    accepted: bool = False
    closed: bool = False
    pending: bool = False


Outlook = tuple[Text, ...]
"""First what holds now, then what may follow; never empty."""

_CLOSED = Text("现在：这个月已关账，这一天不再变。", "Now: the month is closed, the day stays.")
_PROPOSAL = Text(
    "*有新事实时*：只生成一条待处理的提案，不改这一天。",
    "*New facts* become a proposal to decide on; the day is not edited.",
)
_PENDING = Text("现在：这一天还没过完。", "Now: the day is not over yet.")
_ACCEPTED = Text("现在：人事已按此认定。", "Now: HR has accepted it as it stands.")
_SETTLED = Text("现在：没有要您做的。", "Now: nothing is asked of you.")
_AGAIN = Text(
    "*新打卡或新审批到了*：这一天自动重判。", "*A new punch or approval* judges the day again."
)
_ABSENT = Text("现在：等您看，整天没有打卡。", "Now: waits for you; nobody punched all day.")
_OPEN = Text("现在：等您看，还缺一次打卡。", "Now: waits for you; a punch is missing.")
_HELD = Text(
    "现在：终端失联，不能判他没来。", "Now: a terminal was silent, so absence cannot be claimed."
)
_REFILL = Text(
    "*终端补传打卡*：这一天自动重判。", "*The terminal delivers late punches*: judged again."
)
_MENDED = Text(
    "*本人补卡或请假获批*：自动重判，不再等您。",
    "*A correction or leave is approved*: judged again, no longer waits.",
)
_STAND = Text(
    "*您按此认定*：按现在的判定计入工资。", "*You accept it*: it enters pay as judged now."
)
_NOTHING = Text("*什么都不做*：这个月关不了账。", "*Doing nothing*: the month cannot be closed.")


def outlook(day: Standing) -> Outlook:
    """Return what holds now and what may follow, in the order it matters."""
    if day.closed:
        return _CLOSED, _PROPOSAL
    if day.needs_hr:
        return _asked(day)
    if day.pending:
        return _PENDING, _AGAIN
    return (_ACCEPTED if day.accepted else _SETTLED), _AGAIN


def _asked(day: Standing) -> Outlook:
    if day.held:
        return _HELD, _REFILL, _STAND, _NOTHING
    return (_ABSENT if day.absent else _OPEN), _MENDED, _STAND, _NOTHING
