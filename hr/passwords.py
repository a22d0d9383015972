"""Passwords: argon2id in a thread, at most two at once, the same time for a name nobody has."""

import asyncio
import itertools
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from rules.problem import Problem
from rules.text import Text

SHORTEST, LONGEST = 12, 128
LONGEST_LOGIN = 128
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash("nobody has this password")
_slots = asyncio.Semaphore(2)


def canonical_login(login: str) -> str:
    """Sign-in names are compared in NFKC, case folded, without surrounding blanks."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def weakness(password: str, *names: str) -> Problem | None:
    """Why a password is not good enough, or None."""
    folded = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        text = Text("密码要 12 到 128 个字符。", "A password needs 12 to 128 characters.")
    elif len(set(folded)) < 5 or _is_run(folded):
        text = Text("密码太好猜，请换一个。", "This password is easy to guess; choose another.")
    elif any(name and name.casefold() in folded for name in names):
        text = Text(
            "密码里不要有登录名或公司名。",
            "Leave your sign-in name and the company name out of the password.",
        )
    else:
        return None
    return Problem(code="weak_password", text=text, where="password")


def _is_run(text: str) -> bool:
    return all(ord(b) - ord(a) in (0, 1, -1) for a, b in itertools.pairwise(text))


async def make_hash(password: str) -> str:
    """An argon2id hash of all bytes of the password."""
    async with _slots:
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; without a hash the same work is done and the answer is no."""
    async with _slots:
        fits = await asyncio.to_thread(_verify, password_hash or _nobody, password)
    return fits and password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
