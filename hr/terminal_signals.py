"""What a terminal did that a person must hear of: a full log, a set clock, a foreign identity."""

import json
from dataclasses import dataclass
from datetime import datetime

from hr import terminals
from hr.action import Work, query
from orm.models import Event
from rules.access import Permission

_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One signal; `code` is the protocol's word, `detail` what was seen, as technicians say it."""

    at: datetime
    code: str
    detail: str


@query(Permission.TERMINAL_VIEW, "终端的异常", "Odd things on it")
async def told(work: Work, terminal_id: str) -> list[Told]:
    """The last 20, the latest first."""
    found = await terminals.mine(work, terminal_id)
    rows = (
        await Event.filter(
            company_id=work.company_id, subject=found.id, type="terminal.signal", data__isnull=False
        )
        .order_by("-id")
        .limit(_MOST)
    )
    return [Told(at=one.at, **json.loads(one.data or "{}")) for one in rows]
