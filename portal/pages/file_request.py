"""Any form drawn from its fields: correction, overtime, and every form that is added later."""

from collections.abc import Mapping

from nicegui import ui

from hr import colleagues, requests
from hr.action import not_found
from portal.page import Group, Page, View
from portal.widgets.answer import answer_head
from portal.widgets.form import UPLOADS, FormView, written
from portal.widgets.terminals import dots
from portal.widgets.view import put
from rules.access import Permission
from rules.approvals.form import Form
from rules.approvals.forms import FORMS
from rules.field import Choice, Field, Values
from rules.problem import Refused
from rules.text import Text, join, plain

ASK = Text("填好提交，由{who}来批。", "Fill in and submit; decided by: {who}.")


async def build(view: View) -> None:
    form = next((one for one in FORMS if one.code == view.path["form"]), None)
    if form is None:
        raise not_found()
    fields = [field for field in form.fields if field.kind not in UPLOADS]
    start = _start(fields, view.query)
    steps = [node.name for node in form.flow.nodes if node.name]
    put(answer_head(form.title, ASK.format(who=join(steps, zh="、"))))
    with ui.element("div").classes("narrow"):
        FormView(
            fields,
            on_save=lambda values: _file(view, form, fields, values),
            values=start,
            choices=await _choices(view, fields),
            save=requests.file.spec.label,
            keep=f"file:{form.code}:{'/'.join(str(v) for v in start.values())}",
        )


async def _file(view: View, form: Form, fields: list[Field], values: Values) -> None:
    texts = {field.name: written(field, values.get(field.name)) for field in fields}
    filed = await view.ask(requests.file, form.code, texts)
    ui.navigate.to(f"/todo/{filed}?tab=mine")


def _start(fields: list[Field], query: Mapping[str, str]) -> dict[str, object]:
    """What the address fills in beforehand; a text that does not fit its field is left out."""
    found: dict[str, object] = {}
    for field in fields:
        try:
            value = field.parse(query.get(field.name, ""))
        except Refused:
            continue
        if value is not None:
            found[field.name] = value
    return found


async def _choices(view: View, fields: list[Field]) -> dict[str, list[Choice]]:
    """Colleagues for the fields that name a person."""
    asked = [field.name for field in fields if field.kind in {"person", "people"}]
    if not asked:
        return {}
    people = await view.ask(colleagues.colleagues)
    offered = [Choice(value=one.id, label=plain(dots([one.name, one.unit]))) for one in people]
    return dict.fromkeys(asked, offered)


PAGE = Page(
    path="/me/file/{form}",
    title=Text("填申请", "File a request"),
    symbol="form",
    group=Group.MINE,
    needs=Permission.REQUEST_FILE,
    build=build,
    menu=False,
)
