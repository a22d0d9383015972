"""The portal as one ASGI application: doors, pages, guard, health."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from nicegui import core, ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from hr import accounts
from hr.action import denied
from hr.actor import one_look
from portal import door, frame, guard, hooks, pwa, theme
from portal.errors import outcome
from portal.page import Page, View
from portal.pages import PAGES
from portal.widgets import say
from portal.widgets.empty import error_state, no_permission
from rules.problem import Problem, Refused
from rules.text import Text

_STATUS = {"no_permission": 403, "not_found": 404, "failed": 500}


def build() -> guard.Guard:
    """The whole portal; storage is open before it serves."""
    web = FastAPI(lifespan=_life, docs_url=None, redoc_url=None, openapi_url=None)
    web.add_api_route("/healthz", _health, include_in_schema=False)
    door.install(web)
    pwa.install(web)
    hooks.install(web)
    for page in PAGES:
        _route(page, PAGES)
    ui.run_with(
        web,
        title="留痕 Liuhen",
        viewport="width=device-width, initial-scale=1, viewport-fit=cover",
        dark=None,
        reconnect_timeout=20,
        tailwind=False,
        show_welcome_message=False,
    )
    core.app.add_exception_handler(404, door.lost)
    theme.install()
    return guard.Guard(web)


@asynccontextmanager
async def _life(_app: FastAPI) -> AsyncIterator[None]:
    guard.watch_sockets()
    yield


def _route(page: Page, pages: Sequence[Page]) -> None:
    @ui.page(page.path, response_timeout=20)
    async def show(request: Request) -> Response | None:
        with one_look():
            return await _show(page, pages, request)


async def _show(page: Page, pages: Sequence[Page], request: Request) -> Response | None:
    visitor = guard.visitor(request)
    try:
        me = await accounts.me(visitor)
    except Refused:
        return RedirectResponse("/login", 303)
    if page.path == "/" and page.needs not in me.may:
        return RedirectResponse("/me", 303)
    view = View(
        visitor=visitor, me=me, path=dict(request.path_params), query=dict(request.query_params)
    )
    say.speak("en" if me.lang == "en" else "zh")
    ui.page_title(say.t(Text(f"{page.title.zh} ・ 留痕", f"{page.title.en} - Liuhen")))
    ui.query("html").props(f"lang={theme.html_lang('en' if me.lang == 'en' else 'zh')}")
    with frame.framed(page, pages, view, await frame.company_of(view)):
        return await _fill(page, view, request)


async def _fill(page: Page, view: View, request: Request) -> Response | None:
    """Build the page; a refusal is shown in its place with the right status."""
    problem = await outcome(lambda: _build(page, view))
    return _refusal(problem, request) if problem else None


async def _build(page: Page, view: View) -> None:
    if page.needs not in view.me.may:
        raise denied(page.needs)
    await page.build(view)


def _refusal(problem: Problem, request: Request) -> Response:
    draw = no_permission if problem.code == "no_permission" else error_state
    draw(problem)
    status = _STATUS.get(problem.code, 409)
    return ui.context.client.build_response(request, status)


async def _health() -> Response:
    return PlainTextResponse("ok")
