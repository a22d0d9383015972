"""Under which codes people are on terminals: per group of terminals, past groups included."""

from collections import defaultdict
from collections.abc import Collection, Sequence

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
    holders: dict[tuple[str, str], str] = {}
    for one in await every.filter(code__in={one.code for one in mine}, valid_to=None):
        holders[one.code_group, one.code] = one.person_id
    found: Codes = defaultdict(set)
    for terminal in terminals:
        for one in mine:
            now = {holders.get((group, one.code)) for group in groups[terminal.id]}
            if one.code_group in groups[terminal.id] and now <= {None, one.person_id}:
                found[one.person_id, terminal.id].add(one.code)
    return found


async def _groups(terminals: Sequence[Terminal]) -> dict[str, set[str]]:
    groups = {one.id: {one.code_group} for one in terminals}
    for move in await TerminalMove.filter(terminal_id__in=list(groups)):
        groups[move.terminal_id].add(move.code_group)
    return groups
