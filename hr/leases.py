"""Which gateway speaks with which pulled terminal: fair shares of those that live, by lease.

A gateway that is killed is missed after LENGTH, at once by those on its machine; its terminals go
to the others at their next round. One that stood still for longer than that finds `good_until`
passed and is silent.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tortoise.transactions import in_transaction

from hr import clock
from hr.gateway import storage
from orm import leases

LENGTH = timedelta(seconds=15)
RENEW_SECONDS = 5.0
_MARGIN_SECONDS = 3.0
"""We stop speaking so long before anybody else may begin: clocks differ, a frame is under way."""

_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a gateway holds: terminal -> token; `surplus` is to be left and then released.

    `good_until` is this process's monotonic second after which it must not speak any more.
    """

    tokens: Mapping[str, int]
    surplus: tuple[str, ...] = ()
    good_until: float


async def hold(
    node: str, terminals: Collection[str], gone: Callable[[str], bool] = lambda _: False
) -> Round:
    """Renew, take what is free up to our fair share; raises NotStoredError with nothing changed.

    `gone` says of another gateway whether it was a process that certainly runs no more.
    """
    began = clock.monotonic()
    with storage():
        async with in_transaction():
            await leases.guard()
            alive = [one for one in await leases.beat(node, _ms(LENGTH)) if not gone(one)]
            for dead in await leases.holders() - set(alive):
                if gone(dead):
                    await leases.leave(dead)
            tokens = await leases.renew(node, _ms(LENGTH))
            share = share_of(node, alive, len(terminals))
            room = share - len(tokens.keys() & set(terminals))
            if room > 0:
                tokens |= await leases.take(node, list(terminals), room, _ms(LENGTH))
            await leases.bury(_ms(_FORGOTTEN))
    return Round(
        tokens=tokens,
        surplus=surplus_of(tokens, terminals, share),
        good_until=began + LENGTH.total_seconds() - _MARGIN_SECONDS,
    )


async def release(node: str, terminals: Collection[str]) -> None:
    """Give terminals back at once; call it when nothing speaks with them any more."""
    if terminals:
        with storage():
            await leases.release(node, list(terminals))


async def leave(node: str) -> None:
    """Give everything back: this gateway stops."""
    with storage():
        async with in_transaction():
            await leases.leave(node)


def share_of(node: str, alive: Sequence[str], count: int) -> int:
    """How many of `count` terminals are a gateway's; the shares of all differ by one at most."""
    everybody = sorted({node, *alive})
    each, rest = divmod(count, len(everybody))
    return each + (everybody.index(node) < rest)


def surplus_of(held: Collection[str], wanted: Collection[str], share: int) -> tuple[str, ...]:
    """What to give back: terminals that are no longer served, then what exceeds the share."""
    ours = sorted(set(held) & set(wanted))
    return (*sorted(set(held) - set(wanted)), *ours[share:])


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
