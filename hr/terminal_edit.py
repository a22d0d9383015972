"""Changing an enrolled terminal: name, place, address, protocol settings, secret, group.

The gateway takes a change up within two seconds. Nobody reads a secret back: it is made anew.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from hr import code_spans, ids, installation, terminals
from hr.action import Work, action, not_found, query
from hr.people import site_labels
from hr.secrets import terminal_place
from hr.terminal_forms import ProtocolForm, protocol_form
from hr.zones import known_zone
from orm.models import Site, Terminal, TerminalMove
from rules.access import Permission
from rules.field import Choice, validate_all
from rules.problem import Refused, refuse

_NOTES = "gateway"
_MOST_KEY = 999_999
_GROUP = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class EditForm:
    """A terminal's own values, what its protocol asks, and what there is to choose from."""

    code: str
    name: str
    name_en: str
    site_id: str
    address: str
    zone: str
    protocol: ProtocolForm
    settings: Mapping[str, object]
    sites: tuple[Choice, ...]
    group: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What somebody typed over it; `settings` are those of the protocol, all of them."""

    code: str
    name: str
    name_en: str
    site_id: str
    address: str
    zone: str
    settings: Mapping[str, object] = field(default_factory=dict)


@query(Permission.TERMINAL_EDIT, "修改终端", "Change terminal")
async def edit_form(work: Work, terminal_id: str) -> EditForm:
    one = await terminals.mine(work, terminal_id)
    groups = await Terminal.filter(company_id=work.company_id).values_list("code_group", flat=True)
    sites = await site_labels(work.company_id)
    return EditForm(
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        site_id=one.site_id,
        address=one.address,
        zone=one.zone,
        protocol=protocol_form(one.protocol),
        settings={key: value for key, value in one.settings.items() if key != _NOTES},
        sites=tuple(Choice(value=key, label=name) for key, name in sites.items()),
        group=one.code_group,
        groups=tuple(sorted({str(name) for name in groups})),
    )


@action(Permission.TERMINAL_EDIT, "保存", "Save")
async def edit(work: Work, terminal_id: str, to: Changed) -> None:
    """Write the changed values; what the gateway has learnt about the terminal stays."""
    one = await terminals.mine(work, terminal_id)
    await _check(work, one, to)
    fields = protocol_form(one.protocol).settings
    known = {each.name: to.settings.get(each.name, each.default) for each in fields}
    if problems := validate_all(list(fields), known):
        raise Refused(problems[0])
    kept = {key: value for key, value in one.settings.items() if key not in known}
    await Terminal.filter(id=one.id).update(
        code=to.code.strip(),
        name=to.name.strip(),
        name_en=to.name_en.strip(),
        site_id=to.site_id,
        address=to.address.strip(),
        zone=to.zone,
        settings=kept | known,
    )
    await work.emit(
        "terminal.changed",
        one.id,
        before={"name": one.name, "address": one.address, "zone": one.zone, "site": one.site_id},
        after={"name": to.name, "address": to.address, "zone": to.zone, "site": to.site_id},
    )


@action(Permission.TERMINAL_EDIT, "换新密码", "Renew the secret")
async def renew_secret(work: Work, terminal_id: str, key: int | None = None) -> str:
    """Make a new secret and return it, this once; a pulled terminal takes the numeric `key`.

    The old one is refused from now on, so the terminal is silent until it knows the new one.
    """
    one = await terminals.mine(work, terminal_id)
    dials = protocol_form(one.protocol).dials
    if dials and (key is None or not 0 <= key <= _MOST_KEY):
        raise refuse(
            "key", "通信密码是 0 到 999999 的数字。", "The key is 0 to 999999.", where="secret"
        )
    secret = str(key) if dials else secrets.token_hex(8)
    box = installation.current().vault.seal(secret, place=terminal_place(one.id))
    await Terminal.filter(id=one.id).update(secret_box=box)
    await work.emit("terminal.secret_renewed", one.id)
    return secret


@action(Permission.TERMINAL_EDIT, "换分组", "Move to another group")
async def move(work: Work, terminal_id: str, code_group: str) -> int:
    """From now on the terminal's codes are those of another group; returns how many attached.

    What it sent before keeps its owners; only punches without an owner are looked up anew.
    """
    one = await terminals.mine(work, terminal_id)
    name = code_group.strip()
    if not 0 < len(name) <= _GROUP or not name.isprintable():
        raise refuse(
            "group", "分组名要 1 到 32 个字符。", "A group has 1 to 32 characters.", where="group"
        )
    if name == one.code_group:
        raise refuse("same", "它已经在这个分组里。", "It is in this group already.", where="group")
    before = one.code_group
    await Terminal.filter(id=one.id).update(code_group=name)
    await TerminalMove.create(
        id=ids.new_id(),
        terminal_id=one.id,
        code_group=name,
        since=work.now,
        made_by=work.actor.account_id,
    )
    one.code_group = name
    attached = await code_spans.adopt(one)
    await work.emit("terminal.moved", one.id, before=before, after=name, punches=attached)
    return attached


async def _check(work: Work, one: Terminal, to: Changed) -> None:
    code = to.code.strip()
    if not 0 < len(code) <= 32 or not 0 < len(to.name.strip()) <= 64 or len(to.name_en) > 64:
        raise refuse("name", "请填编号和名称。", "Give a code and a name.", where="name")
    same = Terminal.filter(company_id=work.company_id, code=code).exclude(id=one.id)
    if await same.exists():
        raise refuse("code_taken", "这个编号已经有了。", "This code is taken.", where="code")
    if not await Site.exists(id=to.site_id, company_id=work.company_id):
        raise not_found()
    if len(to.address) > 128:
        raise refuse("address", "地址太长。", "The address is too long.", where="address")
    known_zone(to.zone)
