"""What people see when something is refused or fails: words, what to do, a short id to quote."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from nicegui import ui

from hr import ids
from portal.widgets.say import t
from rules.problem import Problem, Refused
from rules.text import Text

log = logging.getLogger("liuhen.portal")
FAILED = Text(
    "这一步没有完成，数据没有改变。请再试一次；还不行，把编号 {id} 告诉管理员。",
    "This was not done and nothing changed. Try again; if it fails again, give {id} to your "
    "administrator.",
)


def say_problem(problem: Problem) -> str:
    """The problem and what to do about it, in the reader's language."""
    return t(problem.text) + (f" {t(problem.hint)}" if problem.hint else "")


def toast(words: str, *, wrong: bool = False) -> None:
    """A short message at the foot of the page."""
    ui.notify(words, position="bottom", classes="toast toast-wrong" if wrong else "toast")


async def attempt(doing: Callable[[], Awaitable[object]]) -> bool:
    """Run a handler; a refusal is said, a failure is logged and quoted. True when it was done."""
    try:
        await doing()
    except Refused as refused:
        if refused.problem.code == "signed_out":
            ui.navigate.to("/login?ended=1")
        else:
            toast(say_problem(refused.problem), wrong=True)
        return False
    except Exception as error:  # noqa: BLE001 - the portal's one supervisor
        toast(t(FAILED.format(id=quote(error))), wrong=True)
        return False
    return True


async def outcome(doing: Callable[[], Awaitable[object]]) -> Problem | None:
    """Run something for its page: None when done, else what to show in its place."""
    try:
        await doing()
    except Refused as refused:
        return refused.problem
    except Exception as error:  # noqa: BLE001 - the portal's one supervisor
        return Problem(code="failed", text=FAILED.format(id=quote(error)))
    return None


def tried(handle: Callable[[str], Awaitable[object]]) -> Callable[[str], Awaitable[None]]:
    """A handler of a view that says its refusals."""

    async def run(key: str) -> None:
        await attempt(lambda: handle(key))

    return run


async def every(seconds: float, beat: Callable[[], Awaitable[None]]) -> None:
    """Run `beat` for ever, `seconds` apart; one that fails is logged and the next one comes."""
    while True:
        try:
            await beat()
        except Exception as error:  # noqa: BLE001 - the portal's one supervisor
            quote(error)
        await asyncio.sleep(seconds)


def quote(error: Exception) -> str:
    """Log an unexpected error under a short id and return the id."""
    number = ids.new_id()[-6:]
    log.error("error %s", number, exc_info=error)
    return number
