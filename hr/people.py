"""People and units: who is this, what holds now, and what happened."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q

from hr import ids
from hr.action import Work, action, not_found, query
from hr.actor import subtree
from hr.views import shape
from notify import address
from notify.errors import SendError
from orm.models import Company, Person, Site, Unit
from rules import access, mask, naming
from rules.access import FieldGroup, Level, Permission, Scope
from rules.problem import Problem, Refused, refuse
from rules.text import Text

_SORTS = {"code", "name", "hired_on"}
_CONTACT = {"phone": mask.phone, "email": mask.email}
_LIMITS = {"name": 128, "position": 64, "phone": 32, "email": 254}
_PAGE_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    id: str
    code: str
    name: str
    unit: Text
    position: str
    site: Text
    hired_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    rows: tuple[PersonRow, ...]
    total: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """One person as this actor may see it; a hidden field is None, a masked one shows stars."""

    id: str
    code: str
    name: str
    unit: Text
    unit_id: str
    site: Text
    position: str
    manager: str
    manager_id: str | None
    hired_on: date
    left_on: date | None
    phone: str | None
    email: str | None
    editable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    id: str
    name: str
    label: Text
    parent_id: str | None
    site_id: str | None
    head_id: str | None


@query(Permission.PERSON_VIEW, "花名册", "People")
async def list_people(
    work: Work,
    *,
    search: str = "",
    unit_id: str | None = None,
    left: bool = False,
    sort: str = "code",
    descending: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> PeoplePage:
    """A page of people within reach; `sort` outside the allowed keys is refused."""
    if sort not in _SORTS:
        raise refuse("sort", "不能按这一列排序。", "This column cannot be sorted.", where=sort)
    found = Person.filter(await work.people(), left_on__isnull=not left)
    if unit_id:
        found = found.filter(unit_id=unit_id)
    if search.strip():
        found = found.filter(matching(search.strip()))
    total = await found.count()
    among = await found.distinct().values_list("unit_id", flat=True)
    rows = (
        await found.order_by(f"-{sort}" if descending else sort, "id")
        .offset(offset)
        .limit(min(limit, _PAGE_MOST))
    )
    units, sites = await unit_labels(work.company_id), await site_labels(work.company_id)
    return PeoplePage(
        total=total,
        units=len(among),
        rows=tuple(
            shape(PersonRow, one, unit=units[one.unit_id], site=sites[one.site_id]) for one in rows
        ),
    )


@query(Permission.PERSON_VIEW, "员工档案", "Employee file")
async def person(work: Work, person_id: str) -> PersonView:
    found = await work.person(person_id)
    return await _view(work, found)


@query(Permission.SELF, "我的档案", "My file")
async def myself(work: Work) -> PersonView:
    """One's own file, every field in the clear."""
    found = await Person.get_or_none(id=work.actor.person_id, company_id=work.company_id)
    if found is None:
        raise not_found()
    return await _view(work, found)


@query(Permission.SELF, "组织", "Organisation")
async def units(work: Work) -> list[UnitView]:
    """Every unit of the company: names are public inside it."""
    rows = await Unit.filter(company_id=work.company_id).order_by("sort", "id")
    return [shape(UnitView, one, label=_label(one)) for one in rows]


@query(Permission.SELF, "公司", "Company")
async def company_name(work: Work) -> tuple[str, str, bool]:
    """Name in both languages, and whether this is the demo company."""
    company = await Company.get(id=work.company_id)
    return company.name, company.name_en or company.name, company.is_demo


@action(Permission.PERSON_EDIT, "保存", "Save")
async def edit_person(work: Work, person_id: str, changes: Mapping[str, str]) -> None:
    """Change name, position, phone or e-mail; only the named fields, each within its limit."""
    found = await work.person(person_id)
    clean = {name: _clean(name, value) for name, value in changes.items()}
    before = {name: getattr(found, name) for name in clean}
    changed = {name: value for name, value in clean.items() if value != before[name]}
    if "name" in changed:
        changed["pinyin"] = pinyin(changed["name"])
    if changed:
        await Person.filter(id=found.id).update(**changed)
    await work.emit("person.changed", found.id, before=before, after=clean)


@action(Permission.PERSON_EDIT, "新增员工", "Add employee")
async def add_person(
    work: Work, *, code: str, name: str, unit_id: str, hired_on: date, position: str = ""
) -> str:
    """Add an employee; returns the person's id."""
    unit = await _unit(work, unit_id)
    code, name = _clean_code(code), _clean("name", name)
    if await Person.exists(company_id=work.company_id, code=code):
        raise refuse("code_taken", "这个工号已经有人用了。", "This number is taken.", where="code")
    site = unit.site_id or (await Site.filter(company_id=work.company_id).first() or unit).id
    created = await Person.create(
        id=ids.new_id(),
        company_id=work.company_id,
        code=code,
        name=name,
        pinyin=pinyin(name),
        unit_id=unit_id,
        site_id=site,
        manager_id=unit.head_id,
        position=_clean("position", position),
        hired_on=hired_on,
        created_at=work.now,
    )
    await work.emit("person.added", created.id, code=code, name=name, unit=unit_id)
    return created.id


async def _unit(work: Work, unit_id: str) -> Unit:
    """A unit within reach; anybody else's does not exist for this actor."""
    found = await Unit.get_or_none(id=unit_id, company_id=work.company_id)
    for one in work.actor.reach(work.needs):
        if found and one.scope >= Scope.COMPANY:
            return found
        if found and one.unit_id and found.id in await subtree(work.company_id, one.unit_id):
            return found
    raise not_found()


async def unit_labels(company_id: str) -> dict[str, Text]:
    """Unit id to its name in both languages."""
    return {one.id: _label(one) for one in await Unit.filter(company_id=company_id)}


async def site_labels(company_id: str) -> dict[str, Text]:
    """Site id to its name in both languages."""
    return {one.id: _label(one) for one in await Site.filter(company_id=company_id)}


def _label(one: Unit | Site) -> Text:
    return Text(one.name, one.name_en or one.name)


async def site_names(company_id: str) -> dict[str, str]:
    """Site id to name."""
    return dict(await Site.filter(company_id=company_id).values_list("id", "name"))


def pinyin(name: str) -> str:
    """What the search box finds somebody by: reading, initials, name: `chensiyuan csy 陈思远`."""
    from pypinyin import Style, lazy_pinyin  # late: 55 MB that only a changed name needs

    syllables = lazy_pinyin(name, style=Style.NORMAL)
    read = "".join(syllables), "".join(s[:1] for s in syllables), name
    return naming.key(" ".join(read))[:256]


def matching(search: str) -> Q:
    word = naming.key(search)
    return Q(name__icontains=search) | Q(code__istartswith=word) | Q(pinyin__contains=word)


async def _view(work: Work, found: Person) -> PersonView:
    own = found.id == work.actor.person_id
    seen = access.level(work.actor.held, FieldGroup.CONTACT, own=own)
    contact = {name: _shown(getattr(found, name), seen, cover) for name, cover in _CONTACT.items()}
    manager = await Person.get_or_none(id=found.manager_id) if found.manager_id else None
    return shape(
        PersonView,
        found,
        unit=(await unit_labels(work.company_id))[found.unit_id],
        site=(await site_labels(work.company_id))[found.site_id],
        manager=manager.name if manager else "",
        editable=work.actor.may(Permission.PERSON_EDIT),
        **contact,
    )


def _shown(value: str, level: Level, cover: "mask.Cover") -> str | None:
    if level is Level.NONE:
        return None
    return cover(value) if level is Level.MASKED else value


def _clean(field: str, value: str) -> str:
    """A field as it is stored; an unknown field or an over-long or unprintable value is refused."""
    limit = _LIMITS.get(field)
    text = naming.line(value)
    if limit is None:
        raise refuse("field", "没有这个字段。", "There is no such field.", where=field)
    if len(text) > limit or (field == "name" and not text):
        raise refuse(
            "length", f"要在 1 到 {limit} 个字符之间。", f"1 to {limit} characters.", where=field
        )
    if found := naming.wrong(text) or (naming.spoofed(text) if field == "name" else None):
        raise Refused(Problem(code="control", text=found, where=field))
    return _reachable(field, text) if text and field in _READ else text


_READ = {"phone": lambda text: address.mobile(text, abroad=True), "email": address.mail_address}


def _reachable(field: str, text: str) -> str:
    """A phone number or mail address in the form the channels send to; else refused in words."""
    try:
        return _READ[field](re.sub(r"[ -]", "", text) if field == "phone" else text)
    except SendError as error:
        words = error.failure.say
        raise refuse(field, words.zh, words.en, where=field) from error


def _clean_code(code: str) -> str:
    text = code.strip()
    if not 0 < len(text) <= 32 or not text.isprintable():
        raise refuse("code", "工号要 1 到 32 个字符。", "1 to 32 characters.", where="code")
    return text
