"""Figures about all terminals that only storage knows, for whoever watches the gateway."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.functions import Count

from hr import clock
from hr.gateway import storage
from orm.models import Terminal, TerminalCommand, TerminalGap


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Orders by state; pulled terminals: how many, never pulled, and the oldest pull's age (s)."""

    orders: dict[str, int]
    pulled_terminals: int
    never_pulled: int
    oldest_pull_seconds: float
    gaps_open: int


async def read() -> Figures:
    """Ask storage once; raises NotStoredError."""
    with storage():
        orders = (
            await TerminalCommand.annotate(many=Count("id"))
            .group_by("state")
            .values("state", "many")
        )
        pulls = await Terminal.filter(enabled=True, protocol="zk").values_list("last_pull_at")
        gaps = await TerminalGap.filter(settled_at=None).count()
    return Figures(
        orders={row["state"]: row["many"] for row in orders},
        pulled_terminals=len(pulls),
        never_pulled=sum(at is None for (at,) in pulls),
        oldest_pull_seconds=_age([at for (at,) in pulls if at]),
        gaps_open=gaps,
    )


def _age(times: list[datetime]) -> float:
    return (clock.now() - min(times)).total_seconds() if times else 0.0
