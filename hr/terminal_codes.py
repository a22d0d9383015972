"""Under which codes people are on terminals: per group of terminals, past groups included."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from tortoise.expressions import Q

from hr import clock
from orm.models import CodeMapping, Terminal, TerminalMove

Codes = dict[tuple[str, str], set[str]]
"""(person id, terminal id) to codes."""


async def codes_on(people: Collection[str], terminals: Sequence[Terminal]) -> Codes:
    """Every code these people ever had on these terminals, except what is somebody else's now."""
    groups = await _groups(terminals)
    every = CodeMapping.filter(
        company_id__in={one.company_id for one in terminals},
        code_group__in={group for one in groups.values() for group in one},
    )
    mine = await every.filter(person_id__in=list(people))
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    held = Q(valid_to=None) | Q(valid_to__gt=clock.now())
    for one in await every.filter(held, code__in={one.code for one in mine}):
        holders[one.code_group, one.code].add(one.person_id)
    found: Codes = defaultdict(set)
    for terminal in terminals:
        for one in mine:
            here = groups[terminal.id]
            now = set[str]().union(*(holders[group, one.code] for group in here))
            if one.code_group in here and now <= {one.person_id}:
                found[one.person_id, terminal.id].add(one.code)
    return found


async def _groups(terminals: Sequence[Terminal]) -> dict[str, set[str]]:
    groups = {one.id: {one.code_group} for one in terminals}
    for move in await TerminalMove.filter(terminal_id__in=list(groups)):
        groups[move.terminal_id].add(move.code_group)
    return groups
