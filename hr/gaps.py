"""Spans whose punches may be missing, for people: see them, look into them, say what was found."""

from dataclasses import dataclass
from datetime import datetime

from hr import terminals
from hr.action import Work, action, not_found, query
from hr.views import shape
from orm.models import Account, Person, TerminalGap
from rules.access import Permission
from rules.problem import refuse
from rules.text import Text

_MOST = 300
_LONGEST = 400

REASONS: dict[str, Text] = {
    "nothing_missing": Text("查过终端，没有缺", "checked on the terminal, nothing is missing"),
    "corrections": Text("已请员工补卡", "the people were asked for corrections"),
    "nobody_worked": Text("那段时间没人上班", "nobody worked then"),
    "lost": Text("确实丢了，无法找回", "lost for good"),
}
"""What somebody may have found; the terminal's own `read_again` stands beside them."""

READ_AGAIN = Text("重新读到了", "read again, complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One gap; `low` and `high` are device-local times or record numbers, as `kind` says."""

    id: str
    terminal_id: str
    terminal: str
    name: Text
    kind: str
    low: str
    high: str
    missing: int | None
    found_at: datetime
    settled_at: datetime | None
    settled_as: str
    settled_by: str
    note: str


@query(Permission.TERMINAL_VIEW, "缺口", "Gaps")
async def list_gaps(work: Work, *, settled: bool = False, terminal_id: str = "") -> list[Gap]:
    """Open or settled gaps, the newest first; of one terminal when it is named."""
    found = TerminalGap.filter(company_id=work.company_id, settled_at__isnull=not settled)
    if terminal_id:
        found = found.filter(terminal_id=terminal_id)
    rows = await found.order_by("-found_at", "-id").limit(_MOST)
    walls = await terminals.names(work.company_id)
    by = await _names({one.settled_by for one in rows if one.settled_by})
    return [
        shape(
            Gap,
            one,
            terminal=walls[one.terminal_id][0],
            name=walls[one.terminal_id][1],
            settled_by=by.get(one.settled_by or "", ""),
        )
        for one in rows
    ]


@action(Permission.TERMINAL_EDIT, "标记已看过", "Mark as looked at")
async def settle(work: Work, gap_id: str, found: str, note: str = "") -> None:
    """Say what was found about a gap; it stays on the list of the settled ones."""
    if found not in REASONS:
        raise refuse("reason", "请选一个原因。", "Choose a reason.", where="found")
    said = note.strip()
    if len(said) > _LONGEST:
        raise refuse(
            "too_long", "说明最多 400 个字。", "The note has 400 characters at most.", where="note"
        )
    changed = await TerminalGap.filter(
        id=gap_id, company_id=work.company_id, settled_at=None
    ).update(settled_at=work.now, settled_by=work.actor.account_id, settled_as=found, note=said)
    if not changed:
        raise not_found()
    await work.emit("gap.settled", gap_id, found=found, note=said)


async def _names(account_ids: set[str]) -> dict[str, str]:
    """Account id to the name of who it belongs to."""
    accounts = await Account.filter(id__in=list(account_ids))
    people = await Person.filter(id__in=[one.person_id for one in accounts if one.person_id])
    named = {one.id: one.name for one in people}
    return {one.id: named.get(one.person_id or "", one.login) for one in accounts}
