"""Hostile text: `--cases-hostile DIR`, text.jsonl; kept as typed and shown inert, or refused."""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

import pytest

from hr import accounts, ids, notices, people, search
from orm.models import Account, Person, Unit
from portal.widgets.markup import el, render
from rules.field import Field, parse_all
from rules.problem import Refused
from rules.text import Text
from tests.cases.hostile_lines import Json, lines, marked
from tests.cases.not_built import not_built
from tests.support.town import Town

UNBUILT = {
    "employee.id_card": "text_identity",
    "employee.bank_card": "text_identity",
    "notice.template": "text_templates",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--cases-hostile")
    metafunc.parametrize("case", marked(lines(folder / "text.jsonl"), area))


def area(case: Json) -> str:
    """What the product must have for a case to be tried."""
    if "input" not in case:
        return "text_bytes"  # text comes in as bytes of another encoding: import only
    if case["field"] in UNBUILT:
        return UNBUILT[case["field"]]
    return "text" if case["field"] in ADAPTERS else f"text {case['field']}"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an input; None: it was refused, and the field is as it was."""

    text: str | None


async def person_field(town: Town, name: str, text: str) -> Kept:
    """HR saves a field of Ada's file."""
    hana, ada = town.of("hana"), town.people["ada"]
    before = getattr(await Person.get(id=ada), name)
    try:
        await people.edit_person(hana, ada, {name: text})
    except Refused as refused:
        assert_says_why(refused)
        assert getattr(await Person.get(id=ada), name) == before
        return Kept(None)
    return Kept(getattr(await people.person(hana, ada), name))


async def number(town: Town, text: str) -> Kept:
    new = await people.add_person(
        town.of("hana"), code=text, name="New", unit_id=town.units["a"], hired_on=date(2026, 1, 1)
    )
    return Kept((await people.person(town.of("hana"), new)).code)


async def unit(town: Town, text: str) -> Kept:
    await Unit.create(id=ids.new_id(), company_id=town.company, name=text)
    return Kept(next(one.name for one in await people.units(town.of("ada")) if one.name == text))


async def login(town: Town, text: str) -> Kept:
    try:
        await accounts.create_account(town.of("rosa"), text)
    except Refused as refused:
        assert_says_why(refused)
        return Kept(None)
    return Kept((await Account.all().order_by("-id").first() or Account()).login)


async def body(town: Town, text: str) -> Kept:
    """An announcement is a notice; its addressee opens it."""
    draft = notices.Draft(person_id=town.people["ada"], title="t", body=text, channels=("inapp",))
    sent = await notices.send(town.of("hana"), draft)
    return Kept((await notices.my_notice(town.of("ada"), sent)).body)


async def searched(town: Town, text: str) -> Kept:
    """Nobody is found by marks of a query language, until somebody is called so."""
    hana = town.of("hana")
    assert (await people.list_people(hana, search=text)).total == 0
    assert await search.search(hana, text) == []
    await Person.filter(id=town.people["ada"]).update(name=f"a{text}b")
    assert (await people.list_people(hana, search=text)).total == 1
    return Kept(text)


def typed(kind: str) -> Callable[[Town, str], Awaitable[Kept]]:
    """A form's field of a kind, as it reads what was typed."""

    async def read(_town: Town, text: str) -> Kept:
        field = Field(name="it", kind=kind, label=Text("它", "it"))  # type: ignore[arg-type] # by name
        values, problems = parse_all((field,), {"it": text})
        return Kept(None) if problems else Kept(str(values["it"]))

    return read


ADAPTERS: dict[str, Callable[[Town, str], Awaitable[Kept]]] = {
    "employee.name": lambda town, text: person_field(town, "name", text),
    "employee.phone": lambda town, text: person_field(town, "phone", text),
    "employee.email": lambda town, text: person_field(town, "email", text),
    "employee.no": number,
    "department.name": unit,
    "user.login": login,
    "announcement.body": body,
    "search.q": searched,
    "payroll.amount": typed("money"),
    "date": typed("date"),
}


def verbatim(given: str, kept: str | None) -> bool:
    return kept == given


def trimmed(given: str, kept: str | None) -> bool:
    return kept == given.strip()


def composed(given: str, kept: str | None) -> bool:
    return kept is not None and kept != given and len(kept) < len(given)


def refused(_given: str, kept: str | None) -> bool:
    return kept is None


def normalised(given: str, kept: str | None) -> bool:
    """The same value, told by its digits (a country code may go)."""
    digits = ["".join(filter(str.isdigit, one)) for one in (given, kept or "")]
    return bool(digits[1]) and digits[0].endswith(digits[1])


def either(_given: str, _kept: str | None) -> bool:
    return True


EXPECTED: dict[str, Callable[[str, str | None], bool]] = {
    "accept_verbatim_render_inert": verbatim,
    "accept_trimmed": trimmed,
    "accept_nfc": composed,
    "accept_normalised": normalised,
    "accept_sanitised": verbatim,
    "accept_or_reject_clearly": either,
    "reject_error": refused,
    "reject_or_strip_visible_warning": refused,
    "reject_or_cap_combining": refused,
    "no_error_zero_or_literal_match": verbatim,
    "no_error_literal_match": verbatim,
}


async def test_text_is_kept_as_typed_and_inert_or_refused_in_words(town: Town, case: Json) -> None:
    fields = [case["field"], *filter(None, [case.get("field2")])]
    if area(case) != "text" or case["expect"] not in EXPECTED:
        not_built(area(case) if area(case) != "text" else f"text {case['expect']}")
    for field in fields:
        found = await ADAPTERS[field](town, case["input"])
        assert EXPECTED[case["expect"]](case["input"], found.text), (field, found)
        if found.text is not None:
            assert shown(found.text) == found.text


class _Reader(HTMLParser):
    """Reads markup as a browser does: what is a tag, and what is text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.data += [value or "" for name, value in attrs if name == "title"]

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def shown(text: str) -> str:
    """A text drawn by the portal, as a reader sees it; anything that is not text is a failure."""
    reader = _Reader()
    reader.feed(render(el("p", text, title=text)))
    reader.close()
    assert reader.tags == ["p"]
    assert len(reader.data) > 1
    assert reader.data[0] == text
    return "".join(itertools.islice(reader.data, 1, None))


def assert_says_why(refused_: Refused) -> None:
    said = refused_.problem.text
    assert said.zh
    assert said.en
    assert said.zh != said.en
