"""Coming in and going out: password, single-use link, sessions that end when they must."""

import secrets
from datetime import timedelta

from tortoise.transactions import in_transaction

from hr import clock, evidence, ids, inputs, passwords
from hr.actor import digest
from orm.models import Account, Company, LoginFailure, LoginLink, Session
from rules.problem import Refused, refuse

LINK_LIFE = timedelta(hours=24)
WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
TRIES_PER_ADDRESS = 50


async def sign_in(login: str, password: str, *, address: str, agent: str = "") -> str:
    """A new session token; the answer never says whether the name or the password was wrong."""
    inputs.check(login, password)
    name = passwords.canonical_login(login)
    await _throttle(name, address)
    known = len(name) <= passwords.LONGEST_LOGIN
    account = await Account.get_or_none(login=name, disabled_at=None) if known else None
    fits = await passwords.matches(account.password_hash if account else None, password)
    if account is None or not fits:
        await LoginFailure.create(
            id=ids.new_id(), login=name[:128], address=address, at=clock.now()
        )
        raise refuse(
            "wrong_login",
            "登录名或密码不对。忘了密码，请找管理员要一个新的登录链接。",
            "The sign-in name or the password is wrong. "
            "If you forgot it, ask an administrator for a new sign-in link.",
        )
    if passwords.outdated(account.password_hash or ""):
        account.password_hash = await passwords.make_hash(password)
        await account.save(update_fields=["password_hash"])
    return await _open(account, address=address, agent=agent, how="password")


async def link_account(token: str) -> Account:
    """The account a link is for; used and expired links are refused alike."""
    link = await LoginLink.get_or_none(token_hash=digest(token), used_at=None)
    account = (
        await Account.get_or_none(id=link.account_id, disabled_at=None)
        if link and link.expires_at > clock.now()
        else None
    )
    if account is None:
        raise refuse(
            "bad_link",
            "这个登录链接已经用过或过期了。请找管理员要一个新的。",
            "This sign-in link was used or has expired. Ask an administrator for a new one.",
        )
    return account


async def use_link(token: str, password: str, *, address: str, agent: str = "") -> str:
    """Set the first (or a new) password with a single-use link and come in."""
    inputs.check(password)
    account = await link_account(token)
    company = await Company.get(id=account.company_id)
    if problem := passwords.weakness(password, account.login, company.name):
        raise Refused(problem)
    password_hash = await passwords.make_hash(password)
    now = clock.now()
    async with in_transaction():
        used = await LoginLink.filter(token_hash=digest(token), used_at=None).update(used_at=now)
        if not used:
            await link_account(token)
        await Account.filter(id=account.id).update(password_hash=password_hash)
        await end_sessions(account.id, "password_changed")
        return await _open(account, address=address, agent=agent, how="link")


async def new_link(account_id: str) -> str:
    """A fresh single-use link token, good for 24 hours; older unused ones stop working."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    await LoginLink.filter(account_id=account_id, used_at=None).update(used_at=now)
    await LoginLink.create(
        id=ids.new_id(),
        account_id=account_id,
        token_hash=digest(token),
        expires_at=now + LINK_LIFE,
    )
    return token


async def sign_out(token: str) -> None:
    """End one session; ending it twice is harmless."""
    await Session.filter(token_hash=digest(token), ended_at=None).update(
        ended_at=clock.now(), end_reason="signed_out"
    )


async def end_sessions(account_id: str, reason: str) -> int:
    """End every open session of an account; sockets follow within seconds."""
    return await Session.filter(account_id=account_id, ended_at=None).update(
        ended_at=clock.now(), end_reason=reason
    )


async def _open(account: Account, *, address: str, agent: str, how: str) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    async with in_transaction():
        session = await Session.create(
            id=ids.new_id(),
            account_id=account.id,
            token_hash=digest(token),
            created_at=now,
            seen_at=now,
            address=address[:64],
            agent=agent[:256],
        )
        await evidence.record(
            account.company_id,
            kind="session.opened",
            subject=account.id,
            actor=account.id,
            at=now,
            data={"session": session.id, "address": address, "how": how},
        )
    return token


async def _throttle(login: str, address: str) -> None:
    since = clock.now() - WINDOW
    mine = await LoginFailure.filter(login=login[:128], at__gte=since).order_by("-at")
    wait = timedelta(0)
    if len(mine) >= FREE_TRIES:
        pause = timedelta(seconds=min(2 ** (len(mine) - FREE_TRIES), 300))
        wait = mine[0].at + pause - clock.now()
    if await LoginFailure.filter(address=address, at__gte=since).count() >= TRIES_PER_ADDRESS:
        wait = max(wait, WINDOW)
    if wait > timedelta(0):
        seconds = max(1, round(wait.total_seconds()))
        raise refuse(
            "too_many_tries",
            f"试的次数太多，请 {seconds} 秒后再试。",
            f"Too many tries. Wait {seconds} seconds and try again.",
        )
