"""Hostile acts at the portal that go over the wire, against a real portal process."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
import websockets

from hr import accounts, door
from orm import sql
from portal.pages import PAGES
from tests.cases.hostile_lines import Json
from tests.portal import test_guard as guard
from tests.portal.harbour import Harbour
from tests.portal.wire import flood, opened, shaken, socket
from tests.support.town import PASSWORD

ADAPTER = Callable[[Harbour, Json], Awaitable[None]]


async def huge_password(portal: Harbour, _case: Json) -> None:
    async with portal.visitor(None) as browser:
        form = {"login": "ada", "password": "x" * (1 << 20)}
        answer = await browser.post("/login", data=form)
    assert answer.status_code in {401, 413}
    assert len(answer.content) < 16_384


async def a_link_is_bound_to_its_account(portal: Harbour, _case: Json) -> None:
    async with portal.storage():
        token = await door.new_link(portal.town.accounts["ben"])
    form = {"login": "rosa", "password": "a good enough password"}
    async with portal.visitor(None) as browser:
        answer = await browser.post(f"/enter/{token}", data=form)
        assert answer.status_code == 303
        page = await browser.get("/me/account")
    assert "ben" in page.text
    async with portal.storage():
        mine = await accounts.me(portal.town.of("rosa"))
    assert mine.name == "rosa"


async def the_host_header_is_not_believed(portal: Harbour, case: Json) -> None:
    host = case["input"].removeprefix("Host: ").split(" ")[0]
    async with portal.visitor(None) as browser:
        for path in ("/login", "/enter/x", "/me"):
            answer = await browser.get(path, headers={"host": host})
            assert host not in answer.text
            assert host not in answer.headers.get("location", "")


async def the_token_is_new(portal: Harbour, _case: Json) -> None:
    await guard.test_the_token_is_new_at_every_sign_in(portal)


async def signed_out_is_out(portal: Harbour, _case: Json) -> None:
    await guard.test_signing_out_ends_the_session_on_the_server(portal)


async def disabled_is_cut_off(portal: Harbour, _case: Json) -> None:
    await guard.test_a_disabled_users_raw_socket_is_closed(portal)


async def foreign_sockets_are_refused(portal: Harbour, case: Json) -> None:
    origin = case["input"].rpartition("Origin: ")[2]
    with pytest.raises(websockets.InvalidStatus) as caught:
        async with socket(portal, "ada", headers={"Origin": origin}):
            pass
    assert caught.value.response.status_code == 403


async def anothers_events_are_dropped(portal: Harbour, _case: Json) -> None:
    await guard.test_an_event_for_another_sessions_page_is_dropped(portal)


async def torrents_are_bounded(portal: Harbour, _case: Json) -> None:
    client = await opened(portal, "ada", "/me")
    async with socket(portal, "ada", client=client) as wire:
        assert await shaken(wire, client)
        with pytest.raises(websockets.ConnectionClosed):
            await flood(wire)
    await up(portal)


async def strangers_see_nothing(portal: Harbour, _case: Json) -> None:
    async with portal.visitor(None) as browser:
        for page in PAGES:
            answer = await browser.get(page.path.replace("{", "").replace("}", ""))
            assert (answer.status_code, answer.content) == (303, b""), page.path


async def one_stays_inside(portal: Harbour, case: Json) -> None:
    """Where one goes after signing in is ours to say."""
    path, _, query = case["input"].partition("?")
    target = f"{path}?{query}"
    async with portal.visitor(None) as browser:
        page = await browser.get(target)
        answer = await browser.post(target, data={"login": "ada", "password": PASSWORD})
    assert answer.headers["location"] == "/"
    assert query.partition("=")[2] not in page.text


async def framing_is_refused(portal: Harbour, _case: Json) -> None:
    async with portal.visitor(None) as browser:
        found = (await browser.get("/login")).headers
    assert "frame-ancestors 'none'" in found["content-security-policy"]


async def failures_say_no_more_than_a_number(portal: Harbour, _case: Json) -> None:
    """A table is gone: the page fails, in words."""
    async with portal.storage():
        await sql.connection().execute_script("ALTER TABLE site RENAME TO site_gone")
        try:
            async with portal.visitor("hana") as browser:
                answer = await browser.get("/people")
        finally:
            await sql.connection().execute_script("ALTER TABLE site_gone RENAME TO site")
    assert answer.status_code == 500
    guard.assert_words_only(answer.text)
    assert "site_gone" not in answer.text
    assert "no such table" not in answer.text


async def guessing_is_slowed_down(portal: Harbour, _case: Json) -> None:
    form = {"login": "nobody at all", "password": "wrong wrong wrong"}
    async with portal.visitor(None) as browser:
        statuses = [(await browser.post("/login", data=form)).status_code for _ in range(20)]
    assert statuses[:5] == [401] * 5
    assert set(statuses[5:]) == {429}


async def up(portal: Harbour) -> httpx.Response:
    async with portal.visitor(None) as browser:
        answer = await browser.get("/healthz")
    assert answer.text == "ok"
    return answer


ADAPTERS: tuple[tuple[str, str, ADAPTER], ...] = (
    ("auth", r"password \d+ MiB", huge_password),
    ("auth", "link of user A posted with user name of B", a_link_is_bound_to_its_account),
    ("auth", "^Host: ", the_host_header_is_not_believed),
    ("session", "cookie before login", the_token_is_new),
    ("session", "old cookie after logout", signed_out_is_out),
    ("session", "disabled while a page is open", disabled_is_cut_off),
    ("ws", "handshake with Origin: ", foreign_sockets_are_refused),
    ("ws", "of another client", anothers_events_are_dropped),
    ("ws", r"\d+ MB message", torrents_are_bounded),
    ("authz", "GET every route without login", strangers_see_nothing),
    ("redirect", r"^/login\?", one_stays_inside),
    ("headers", "frame the login page", framing_is_refused),
    ("errors", "force a 500", failures_say_no_more_than_a_number),
    ("rate", r"\d+ login", guessing_is_slowed_down),
)
