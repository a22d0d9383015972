"""Accounts and roles, as administrators see and change them."""

from dataclasses import dataclass
from datetime import datetime

from hr import door, ids, passwords
from hr.action import Work, action, not_found, query
from hr.people import unit_labels
from orm.models import Account, Company, Person, RoleGrant, Session, Unit
from rules import naming
from rules.access import Held, Permission, Role
from rules.problem import refuse
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantView:
    id: str
    role: Role
    unit: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    id: str
    login: str
    name: str
    person_id: str | None
    grants: tuple[GrantView, ...]
    disabled_at: datetime | None
    has_password: bool
    open_sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The signed-in account as the frame needs it."""

    account_id: str
    person_id: str | None
    name: str
    roles: tuple[Role, ...]
    held: frozenset[Held]
    lang: str
    theme: str
    company_id: str
    zone: str
    may: frozenset[Permission]


@query(Permission.SELF, "我", "Me")
async def me(work: Work) -> Me:
    account = await Account.get(id=work.actor.account_id)
    return Me(
        account_id=account.id,
        person_id=account.person_id,
        name=work.actor.name,
        roles=tuple(dict.fromkeys(one.role for one in work.actor.held)),
        held=frozenset(work.actor.held),
        lang=account.lang,
        theme=account.theme,
        company_id=account.company_id,
        zone=(await Company.get(id=account.company_id)).zone,
        may=frozenset(p for p in Permission if work.actor.may(p)),
    )


@query(Permission.ACCOUNT_VIEW, "用户与角色", "Users and roles")
async def list_accounts(work: Work) -> list[AccountView]:
    accounts = await Account.filter(company_id=work.company_id).order_by("login")
    ids_ = [one.id for one in accounts]
    names = dict(await Person.filter(company_id=work.company_id).values_list("id", "name"))
    units = await unit_labels(work.company_id)
    grants: dict[str, list[GrantView]] = {}
    for one in await RoleGrant.filter(account_id__in=ids_):
        view = GrantView(id=one.id, role=Role(one.role), unit=units.get(one.unit_id or ""))
        grants.setdefault(one.account_id, []).append(view)
    open_sessions: dict[str, int] = {}
    for account_id in await Session.filter(account_id__in=ids_, ended_at=None).values_list(
        "account_id", flat=True
    ):
        open_sessions[str(account_id)] = open_sessions.get(str(account_id), 0) + 1
    return [
        AccountView(
            id=one.id,
            login=one.login,
            name=names.get(one.person_id, one.login),
            person_id=one.person_id,
            grants=tuple(grants.get(one.id, [])),
            disabled_at=one.disabled_at,
            has_password=one.password_hash is not None,
            open_sessions=open_sessions.get(one.id, 0),
        )
        for one in accounts
    ]


@action(Permission.ACCOUNT_EDIT, "新建用户", "Create user")
async def create_account(work: Work, login: str, person_id: str | None = None) -> str:
    """Create an account without a password; returns its single-use link token."""
    name = passwords.canonical_login(login)
    if not name or len(name) > passwords.LONGEST_LOGIN:
        raise refuse(
            "login", "登录名要 1 到 128 个字符。", "A sign-in name has 1 to 128 characters."
        )
    if found := naming.wrong(name) or naming.spoofed(name):
        raise refuse("login", found.zh, found.en, where="login")
    if await Account.exists(login=name):
        raise refuse("login_taken", "这个登录名已经有人用了。", "This sign-in name is taken.")
    if person_id is not None:
        await work.person(person_id, Permission.PERSON_VIEW)
        if await Account.exists(person_id=person_id):
            raise refuse(
                "has_account",
                "这个人已经有账号了：发新的登录链接，或改他的角色。",
                "This person has an account: issue a new sign-in link, or change its roles.",
            )
    account = await Account.create(
        id=ids.new_id(),
        company_id=work.company_id,
        person_id=person_id,
        login=name,
        created_at=work.now,
    )
    await work.emit("account.created", account.id, person=person_id or "")
    return await door.new_link(account.id)


@action(Permission.ACCOUNT_EDIT, "发登录链接", "Issue sign-in link")
async def issue_link(work: Work, account_id: str) -> str:
    account = await _other(work, account_id)
    await work.emit("account.link_issued", account.id)
    return await door.new_link(account.id)


@action(Permission.ACCOUNT_EDIT, "停用", "Disable")
async def disable(work: Work, account_id: str) -> None:
    """Stop an account now: sessions end, open pages close within seconds."""
    account = await _other(work, account_id)
    await Account.filter(id=account.id).update(disabled_at=work.now)
    ended = await door.end_sessions(account.id, "disabled")
    await work.emit("account.disabled", account.id, sessions_ended=ended)


@action(Permission.ACCOUNT_EDIT, "启用", "Enable")
async def enable(work: Work, account_id: str) -> None:
    account = await _other(work, account_id)
    await Account.filter(id=account.id).update(disabled_at=None)
    await work.emit("account.enabled", account.id)


@action(Permission.ACCOUNT_EDIT, "授予角色", "Grant role")
async def grant(work: Work, account_id: str, role: Role, unit_id: str | None = None) -> None:
    account = await _other(work, account_id)
    if unit_id and not await Unit.exists(id=unit_id, company_id=work.company_id):
        raise not_found()
    await RoleGrant.create(
        id=ids.new_id(),
        account_id=account.id,
        role=role.value,
        unit_id=unit_id,
        granted_at=work.now,
        granted_by=work.actor.account_id,
    )
    await work.emit("role.granted", account.id, role=role.value, unit=unit_id or "")


@action(Permission.ACCOUNT_EDIT, "收回角色", "Revoke role")
async def revoke(work: Work, grant_id: str) -> None:
    found = await RoleGrant.get_or_none(id=grant_id)
    if found is None:
        raise not_found()
    account = await _other(work, found.account_id)
    await found.delete()
    await work.emit("role.revoked", account.id, role=found.role, unit=found.unit_id or "")


@action(Permission.SELF, "改密码", "Change password")
async def change_password(work: Work, old: str, new: str) -> None:
    """Change one's own password; every session ends, this one too."""
    account = await Account.get(id=work.actor.account_id)
    if not await passwords.matches(account.password_hash, old):
        raise refuse("wrong_password", "现在的密码不对。", "The present password is wrong.")
    if problem := passwords.weakness(new, account.login):
        raise refuse(problem.code, problem.text.zh, problem.text.en, where="new")
    await Account.filter(id=account.id).update(password_hash=await passwords.make_hash(new))
    await door.end_sessions(account.id, "password_changed")
    await work.emit("account.password_changed", account.id)


@action(Permission.SELF, "语言与外观", "Language and theme")
async def set_preferences(work: Work, lang: str, theme: str) -> None:
    if lang not in {"zh", "en"} or theme not in {"auto", "light", "dark"}:
        raise refuse("preferences", "没有这个选项。", "There is no such option.")
    await Account.filter(id=work.actor.account_id).update(lang=lang, theme=theme)
    await work.emit("account.preferences", work.actor.account_id, lang=lang, theme=theme)


async def _other(work: Work, account_id: str) -> Account:
    """Another account of this company; one's own rights are changed by somebody else."""
    account = await Account.get_or_none(id=account_id, company_id=work.company_id)
    if account is None:
        raise not_found()
    if account.id == work.actor.account_id:
        raise refuse(
            "own_account",
            "自己的账号和角色要由另一位管理员来改。",
            "Your own account and roles must be changed by another administrator.",
        )
    return account
