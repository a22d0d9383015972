"""The doors: sign in, the single-use link, sign out. Plain forms, so that they need no socket."""

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hr import door
from portal import guard, theme
from portal.widgets import say
from portal.widgets.markup import Node, div, el, icon, render
from rules.problem import Problem, Refused
from rules.text import Lang, Text

_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>{title}</title><link rel="manifest" href="/manifest.webmanifest">{head}</head>
<body class="door-page">{body}</body></html>"""
_BRAND = Text("留痕", "Liuhen")
_PROMISE = Text(
    "从指纹到工资条，步步留痕。", "HR that keeps the proof, from fingerprint to payslip."
)
_ENDED = Text("登录已结束，请重新登录。", "You have been signed out. Please sign in again.")
_NAME = Text("登录名", "Sign-in name")
_PASSWORD = Text("密码", "Password")
_NEW = Text("设一个密码（至少 12 个字符）", "Choose a password (at least 12 characters)")
_FORGOT = Text(
    "没有密码或忘了密码：请管理员发一个新的登录链接。",
    "No password, or forgotten: ask an administrator for a sign-in link.",
)
_MOST_BODY = 4096
_REFUSALS = {"too_many_tries": 429}


def install(web: FastAPI) -> None:
    """Add the doors; they are the only routes without a session."""
    web.add_api_route("/login", _login_page, methods=["GET"], include_in_schema=False)
    web.add_api_route("/login", _login, methods=["POST"], include_in_schema=False)
    web.add_api_route("/enter/{token}", _enter_page, methods=["GET"], include_in_schema=False)
    web.add_api_route("/enter/{token}", _enter, methods=["POST"], include_in_schema=False)
    web.add_api_route("/logout", _logout, methods=["POST"], include_in_schema=False)


async def _login_page(request: Request) -> Response:
    return _sign_in(request, note=_ENDED if "ended" in request.query_params else None)


async def _login(request: Request) -> Response:
    form = await _form(request)
    try:
        token = await door.sign_in(
            form.get("login", ""), form.get("password", ""), **_client(request)
        )
    except Refused as refused:
        return _sign_in(request, problem=refused.problem, login=form.get("login", ""))
    return _entered(token)


async def _enter_page(request: Request, token: str) -> Response:
    try:
        account = await door.link_account(token)
    except Refused as refused:
        return _sign_in(request, problem=refused.problem)
    return _choose(request, token, account.login)


async def _enter(request: Request, token: str) -> Response:
    form = await _form(request)
    try:
        account = await door.link_account(token)
    except Refused as refused:
        return _sign_in(request, problem=refused.problem)
    try:
        session = await door.use_link(token, form.get("password", ""), **_client(request))
    except Refused as refused:
        return _choose(request, token, account.login, problem=refused.problem)
    return _entered(session)


async def _logout(request: Request) -> Response:
    await door.sign_out(guard.token_of(request.cookies))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(guard.cookie_name(), path="/")
    return response


def _entered(token: str) -> Response:
    response = RedirectResponse("/", 303)
    guard.set_session(response, token)
    return response


async def lost(request: Request, _why: Exception) -> Response:
    """An address that leads nowhere: said in words, without building a page of the framework."""
    home = el("a", Text("回到首页", "Go to the start page"), href="/", cls="btn primary wide")
    said = Text("没有这个地址。", "There is nothing at this address.")
    title = Text("找不到", "Not found")
    return _page(request, title, el("p", said, cls="help"), home, status=404)


def _sign_in(
    request: Request, *, problem: Problem | None = None, note: Text | None = None, login: str = ""
) -> Response:
    fields = (
        _field(_NAME, "login", value=login, autocomplete="username"),
        _field(_PASSWORD, "password", type="password", autocomplete="current-password"),
    )
    return _page(
        request,
        Text("登录", "Sign in"),
        _form_of("/login", fields, Text("登录", "Sign in"), problem, note),
        el("p", _FORGOT, cls="help"),
        status=_REFUSALS.get(problem.code, 401) if problem else 200,
    )


def _choose(
    request: Request, token: str, login: str, *, problem: Problem | None = None
) -> Response:
    hello = Text("您好，{login}", "Hello {login}").format(login=login)
    fields = (_field(_NEW, "password", type="password", autocomplete="new-password"),)
    return _page(
        request,
        hello,
        _form_of(f"/enter/{token}", fields, Text("进入", "Enter"), problem, None),
        status=422 if problem else 200,
    )


def _form_of(
    action: str,
    fields: tuple[Node, ...],
    verb: Text,
    problem: Problem | None,
    note: Text | None,
) -> Node:
    said = div(problem.text, cls="door-problem", role="alert") if problem else None
    return el(
        "form",
        el("p", note, cls="help", role="status") if note else None,
        said,
        *fields,
        el("button", verb, cls="btn primary wide", type="submit"),
        method="post",
        action=action,
    )


def _field(label: Text, name: str, **attributes: str) -> Node:
    return el(
        "label",
        el("span", label),
        el("input", name=name, required=True, maxlength=256, autocapitalize="none", **attributes),
        cls="door-field",
    )


def _page(request: Request, title: Text, *body: Node, status: int = 200) -> Response:
    lang = _lang(request)
    with say.speaking(lang):
        inner = render(
            el(
                "section",
                div(icon("brand"), el("strong", _BRAND), cls="door-brand"),
                el("p", _PROMISE, cls="door-promise"),
                el("h1", title),
                *body,
                cls="door",
            )
        )
        html = _PAGE.format(
            lang=theme.html_lang(lang), title=say.t(_BRAND), head=theme.head(), body=inner
        )
    return HTMLResponse(html, status)


def _lang(request: Request) -> Lang:
    """Chinese, unless the browser asks for another language first."""
    wanted = request.query_params.get("lang") or request.headers.get("accept-language", "zh")
    return "zh" if wanted.lower().startswith("zh") else "en"


async def _form(request: Request) -> Mapping[str, str]:
    """The text fields of a small form; anything larger is nobody signing in."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _MOST_BODY:
        return {}
    return {k: v for k, v in (await request.form()).items() if isinstance(v, str)}


def _client(request: Request) -> dict[str, str]:
    host = request.client.host if request.client else ""
    return {"address": host, "agent": request.headers.get("user-agent", "")}
