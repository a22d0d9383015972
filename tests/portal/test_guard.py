"""The guard in front of every page: origins, sessions, headers, bodies, and errors in words."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import websockets
from playwright.async_api import Browser, expect

from hr import accounts, door
from hr.sessions import alive
from tests.hr import matrix
from tests.portal.harbour import Harbour, harbour
from tests.portal.wire import CLOSE, answered, flood, opened, pressed, shaken, socket
from tests.support.town import PASSWORD

EVIL = "http://evil.example"
WITHIN = 5.0
ERROR_WORDS = ("Traceback", ".py", "site-packages", "SELECT ", "sqlite", "Error(")


@pytest.fixture(scope="module", name="town")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    with harbour(tmp_path_factory.mktemp("guard"), matrix.build) as running:
        yield running


@pytest.fixture(scope="module", name="tls")
def _tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    """The same behind a proxy that ends TLS."""
    folder, where = tmp_path_factory.mktemp("tls"), "https://hr.example.cn"
    with harbour(folder, matrix.build, LIUHEN_PUBLIC_URL=where) as running:
        yield running


# --- sockets


async def test_a_socket_from_a_foreign_page_is_refused(town: Harbour) -> None:
    for headers in ({"Origin": EVIL}, {"Origin": "null"}, {"Origin": town.url + ".evil.example"}):
        with pytest.raises(websockets.InvalidStatus) as caught:
            async with socket(town, "ada", headers=headers):
                pass
        assert caught.value.response.status_code == 403


async def test_polling_from_a_foreign_page_is_refused(town: Harbour) -> None:
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    async with town.visitor("ada", origin=EVIL) as browser:
        for answer in (await browser.get(path), await browser.post(path, content="40")):
            assert answer.status_code == 403
            assert "access-control-allow-origin" not in answer.headers


async def test_a_page_is_driven_by_its_own_session(town: Harbour) -> None:
    client = await opened(town, "ada", "/me")
    async with socket(town, "ada", client=client) as wire:
        assert await shaken(wire, client) is True


async def test_another_sessions_page_cannot_be_joined(town: Harbour) -> None:
    client = await opened(town, "hana", "/people")
    with pytest.raises(AssertionError, match="handshake failed"):
        async with socket(town, "ada", client=client):
            pass
    async with socket(town, "ada") as wire:
        assert await shaken(wire, client) is False


async def test_an_event_for_another_sessions_page_is_dropped(town: Harbour) -> None:
    """The same press does nothing from another's socket and switches the language from her own."""
    victim, own = await opened(town, "hana", "/me"), await opened(town, "ada", "/me")
    async with socket(town, "hana", client=victim) as hers, socket(town, "ada", client=own) as wire:
        assert await shaken(hers, victim) is True
        assert await shaken(wire, own) is True
        press = pressed(victim, "language")
        await wire.send("42" + json.dumps(["event", press]))
        await asyncio.sleep(0.5)
        assert await language(town, "hana") == "zh"
        await hers.send("42" + json.dumps(["event", press]))
        await asyncio.sleep(2)
        assert await language(town, "hana") == "en"


async def test_a_torrent_of_large_frames_is_bounded(town: Harbour) -> None:
    client = await opened(town, "ada", "/me")
    async with socket(town, "ada", client=client) as wire:
        with pytest.raises(websockets.ConnectionClosed):
            await flood(wire)
    async with town.visitor(None) as browser:
        assert (await browser.get("/healthz")).text == "ok"


# --- requests


@pytest.mark.parametrize("path", ["/login", "/logout", "/enter/x", "/me", "/no/such/page"])
async def test_a_post_from_a_foreign_page_is_refused(town: Harbour, path: str) -> None:
    async with town.visitor("ada", origin=EVIL) as browser:
        assert (await browser.post(path, data={"login": "ada"})).status_code == 403
    async with town.visitor("ada", **{"sec-fetch-site": "cross-site"}) as browser:
        assert (await browser.post(path, data={"login": "ada"})).status_code == 403
    async with town.visitor("ada") as browser:
        assert (await browser.get("/me")).status_code == 200


async def test_only_get_opens_a_page(town: Harbour) -> None:
    async with town.visitor("hana") as browser:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = await browser.request(method, "/people")
            assert answer.status_code == 405


@pytest.mark.parametrize("path", ["/login", "/me", "/healthz", "/people/nobody", "/enter/x", "/no"])
async def test_every_answer_carries_the_security_headers(town: Harbour, path: str) -> None:
    async with town.visitor("hana") as browser:
        found = (await browser.get(path)).headers
    assert "frame-ancestors 'none'" in found["content-security-policy"]
    assert "object-src 'none'" in found["content-security-policy"]
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "same-origin"
    assert found["cache-control"] == "no-store"
    assert "server" not in found
    assert "access-control-allow-origin" not in found


async def test_health_is_open_and_says_nothing(town: Harbour) -> None:
    async with town.visitor(None) as browser:
        answer = await browser.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize(
    "path", ["/login", "/enter/x", "/logout", "/hooks/sms_aliyun", "/hooks/no"]
)
async def test_ten_megabytes_get_a_short_answer(town: Harbour, path: str) -> None:
    async with town.visitor(None) as browser:
        for content in (b"x" * (10 << 20), chunks()):
            kind = {"content-type": "application/x-www-form-urlencoded"}
            answer = await browser.post(path, content=content, headers=kind)
            assert answer.status_code in {303, 401, 404, 413, 422, 503}
            assert len(answer.content) < 16_384
            assert_words_only(answer.text)


async def test_an_expired_link_says_what_to_do(town: Harbour) -> None:
    for language, words in (("zh-CN", "请找管理员要一个新的"), ("en", "Ask an administrator")):
        async with town.visitor(None, **{"accept-language": language}) as browser:
            answer = await browser.get("/enter/used-or-expired")
        assert answer.status_code == 401
        assert words in answer.text


async def test_an_address_that_leads_nowhere_says_so_and_costs_nothing(town: Harbour) -> None:
    """No page of the framework is built for it, and the log does not grow."""
    before = len((town.folder / "portal.log").read_bytes())
    for language, words in (("zh-CN", "没有这个地址"), ("en", "There is nothing at this address")):
        async with town.visitor("ada", **{"accept-language": language}) as browser:
            for path in ("/no/such/page", "/app/icon.svg/", "/_nicegui/3.18.0/resources/x/y"):
                answer = await browser.get(path)
                assert (answer.status_code, words in answer.text) == (404, True), path
                assert "client_id" not in answer.text
    assert len((town.folder / "portal.log").read_bytes()) == before


@pytest.mark.parametrize(
    "form",
    [
        b"login=%00&password=x",
        b"login=ada%00&password=x",
        b"login=%ff%fe&password=%ff",
        b"login=%ED%A0%80&password=x",
        b"login=" + b"\xe4\xbd" * 100 + b"&password=x",
        b"login=" + b"x" * 3000 + b"&password=x",
        b"login[]=ada&login=ada&login=rosa&password=",
        b"",
        b"&&&===",
    ],
)
async def test_odd_forms_at_the_door_are_answered_in_words(town: Harbour, form: bytes) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    async with town.visitor(None) as browser:
        answer = await browser.post("/login", content=form, headers=kind)
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert_words_only(answer.text)


async def test_odd_cookies_headers_and_addresses_are_answered_in_words(town: Harbour) -> None:
    odd = (
        {"cookie": 'liuhen="; liuhen=\\"x'},
        {"cookie": "liuhen=" + "x" * 7000},
        {"accept-language": "x" * 7000},
        {"origin": "http://[::1"},
        {"host": "evil.example"},
    )
    async with town.visitor(None) as browser:
        for headers in odd:
            answer = await browser.get("/me", headers=headers)
            assert answer.status_code in {200, 303, 400, 403}
            assert EVIL not in answer.headers.get("location", "")
            answer = await browser.post("/login", headers=headers, data={"login": "x"})
            assert answer.status_code in {401, 400, 403}
            assert_words_only(answer.text)


async def test_what_fails_is_said_without_a_trace(town: Harbour) -> None:
    async with town.visitor("hana") as browser:
        for path in (
            "/no/such/page",
            "/month?month=x",
            "/people?sort=person__name&offset=-1&limit=x",
            "/people?offset=99999999999999999999",
            "/_nicegui/none/resources/x/../../etc/passwd",
            "/_nicegui/3.18.0/components/%2e%2e%2fetc",
            "/_nicegui/3.18.0/dynamic_resources/x",
        ):
            answer = await browser.get(path)
            assert answer.status_code < 500, path
            shown = re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)
            assert_words_only(re.sub(r"<[^>]*>", "", shown))


# --- sessions


async def test_the_cookie_is_out_of_scripts_reach(town: Harbour) -> None:
    cookie = (await signed_in(town, "ada")).headers["set-cookie"]
    assert cookie.startswith("liuhen=")
    assert {"httponly", "samesite=lax", "path=/"} <= flags(cookie)
    assert not {"secure", "domain", "max-age", "expires"} & {f.split("=")[0] for f in flags(cookie)}


async def test_behind_tls_the_cookie_is_bound_to_the_host(tls: Harbour) -> None:
    answer = await signed_in(tls, "ada", origin="https://hr.example.cn")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-liuhen=")
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= flags(cookie)
    assert answer.headers["strict-transport-security"].startswith("max-age=")


async def test_the_token_is_new_at_every_sign_in(town: Harbour) -> None:
    planted = {"cookie": "liuhen=planted-by-somebody"}
    first = (await signed_in(town, "ada", **planted)).cookies["liuhen"]
    second = (await signed_in(town, "ada", cookie=f"liuhen={first}")).cookies["liuhen"]
    assert len({first, second, "planted-by-somebody"}) == 3
    async with town.storage():
        assert await alive(["planted-by-somebody"]) == set()


async def test_signing_out_ends_the_session_on_the_server(town: Harbour) -> None:
    token = (await signed_in(town, "ada")).cookies["liuhen"]
    async with town.visitor(None, cookie=f"liuhen={token}") as browser:
        assert (await browser.get("/me")).status_code == 200
        assert (await browser.post("/logout")).status_code == 303
        assert (await browser.get("/me")).status_code == 303


async def test_two_browsers_of_one_person_are_two_sessions(town: Harbour) -> None:
    one = (await signed_in(town, "ada")).cookies["liuhen"]
    two = (await signed_in(town, "ada")).cookies["liuhen"]
    async with town.storage():
        await door.sign_out(one)
        assert await alive([one, two]) == {two}


async def test_a_disabled_users_open_page_closes(town: Harbour, chromium: Browser) -> None:
    context = await chromium.new_context(base_url=town.url)
    token = town.town.of("ben").token
    await context.add_cookies([{"name": "liuhen", "value": token, "url": town.url}])
    page = await context.new_page()
    await page.goto("/me")
    await expect(page.locator("#main")).to_be_visible()
    async with town.storage():
        await accounts.disable(town.town.of("rosa"), town.town.accounts["ben"])
    await expect(page).to_have_url(f"{town.url}/login?ended=1", timeout=WITHIN * 1000)
    await context.close()


async def test_a_disabled_users_raw_socket_is_closed(town: Harbour) -> None:
    """A client that ignores being sent to the door is cut off all the same."""
    client = await opened(town, "cleo", "/me")
    async with socket(town, "cleo", client=client) as wire:
        assert await shaken(wire, client) is True
        async with town.storage():
            await accounts.disable(town.town.of("rosa"), town.town.accounts["cleo"])
        async with asyncio.timeout(2 * WITHIN):
            with contextlib.suppress(websockets.ConnectionClosed):
                while await answered(wire) != CLOSE:
                    pass
    async with socket(town, "cleo", client=client) as wire:
        assert await shaken(wire, client) is False


async def test_nothing_of_a_session_lies_in_the_frameworks_files(town: Harbour) -> None:
    tokens = [one.token.encode() for one in town.town.visitors.values()]
    stores = [one for one in files(town.folder) if not one.name.startswith("liuhen.db")]
    assert stores
    assert not [path for path in stores if any(one in path.read_bytes() for one in tokens)]


# --- how it is asked


async def language(town: Harbour, login: str) -> str:
    async with town.storage():
        return (await accounts.me(town.town.of(login))).lang


async def signed_in(town: Harbour, login: str, **headers: str) -> httpx.Response:
    async with town.visitor(None, **headers) as browser:
        answer = await browser.post("/login", data={"login": login, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return answer


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def flags(cookie: str) -> set[str]:
    return {one.strip().lower() for one in cookie.split(";")[1:]}


async def chunks() -> AsyncIterator[bytes]:
    for _ in range(10):
        yield b"x" * (1 << 20)


def assert_words_only(text: str) -> None:
    assert not [one for one in ERROR_WORDS if one in text]
