"""My account: language, light or dark, password, signing out."""

from nicegui import ui

from hr import accounts
from portal.errors import tried
from portal.page import Group, Page, View
from portal.parts.mine import sign_out
from portal.widgets.answer import answer_head
from portal.widgets.card import card_box, section_title
from portal.widgets.form import FormView
from portal.widgets.markup import Child, Node, div, el
from portal.widgets.view import put
from rules.access import Permission
from rules.field import Field, Values
from rules.problem import refuse
from rules.text import Text, join

TITLE = Text("我的账号", "My account")
LANGS = {"zh": "中文", "en": "English"}
THEMES = {
    "auto": Text("跟随系统", "As the system"),
    "light": Text("浅色", "Light"),
    "dark": Text("深色", "Dark"),
}
FIELDS = (
    Field(
        name="old",
        kind="text",
        label=Text("现在的密码", "Present password"),
        required=True,
        secret=True,
    ),
    Field(
        name="new",
        kind="text",
        label=Text("新密码", "New password"),
        required=True,
        secret=True,
        help=Text("至少 12 个字符，一句话最好记", "At least 12 characters; a sentence is easiest"),
    ),
    Field(
        name="again",
        kind="text",
        label=Text("再输一次新密码", "New password again"),
        required=True,
        secret=True,
    ),
)
ENDS = Text(
    "改了以后，所有设备都要重新登录，这里也是。",
    "Afterwards every device has to sign in again, this one too.",
)


async def build(view: View) -> None:
    roles = join([role.label for role in view.me.roles], zh="、")
    put(answer_head(TITLE, Text(f"{view.me.name} ・ {roles.zh}", f"{view.me.name}, {roles.en}")))
    with ui.element("div").classes("narrow"):

        async def paint(theme: str) -> None:
            await view.ask(accounts.set_preferences, view.me.lang, theme)
            drawn.show(_preferences(view, theme))

        drawn = put(
            _preferences(view, view.me.theme),
            on={"lang": tried(lambda key: _speak(view, key)), "theme": tried(paint)},
        )
        with card_box(accounts.change_password.spec.label, cls="padded"):
            put(el("p", ENDS, cls="sub"))
            FormView(
                FIELDS,
                on_save=lambda values: _change(view, values),
                save=accounts.change_password.spec.label,
            )
        put(sign_out())


def _preferences(view: View, theme: str) -> Child:
    return [
        section_title(Text("语言", "Language")),
        div((_choice("lang", k, w, view.me.lang) for k, w in LANGS.items()), cls="choices"),
        section_title(Text("外观", "Look")),
        div((_choice("theme", k, w, theme) for k, w in THEMES.items()), cls="choices"),
    ]


def _choice(act: str, key: str, words: str | Text, now: str) -> Node:
    """A chip; the page script paints the picked look at once and keeps it in the browser."""
    return el(
        "button",
        words,
        cls="chip on" if key == now else "chip",
        type="button",
        aria_pressed="true" if key == now else "false",
        data_act=act,
        data_key=key,
        data_theme_pick=key if act == "theme" else None,
    )


async def _speak(view: View, lang: str) -> None:
    now = await view.ask(accounts.me)
    await view.ask(accounts.set_preferences, lang, now.theme)
    ui.navigate.reload()


async def _change(view: View, values: Values) -> None:
    if values["new"] != values["again"]:
        raise refuse(
            "again", "两次输入的新密码不一样。", "The new passwords differ.", where="again"
        )
    await view.ask(accounts.change_password, str(values["old"]), str(values["new"]))
    ui.navigate.to("/login?ended=1")


PAGE = Page(
    path="/me/account",
    title=TITLE,
    symbol="person",
    group=Group.MINE,
    needs=Permission.SELF,
    build=build,
)
