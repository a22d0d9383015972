"""Every request and every socket shows a session; nothing is served without one, save the doors.

Websocket events bypass HTTP middleware, so a socket must come from our own origin, carry the
session of the page it drives, and dies with it (OWASP ASVS 4.4.2, 7.4.2).
"""

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit
from weakref import WeakSet

from nicegui import Client, background_tasks, core
from nicegui import nicegui as kernel
from socketio import exceptions as refusals
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hr import installation
from hr.actor import Visitor
from hr.sessions import alive
from portal.errors import every

_OPEN = ("/login", "/enter/", "/healthz", "/look/", "/_nicegui/", "/manifest", "/app/", "/hooks/")
_SOCKET = "/_nicegui_ws/"
_RELOAD = "Implicit handshake failed"
"""The refusal at which the browser's side loads the page anew, and so comes to the door."""

_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_TLS_ONLY = {"strict-transport-security": "max-age=31536000"}


def cookie_name() -> str:
    """`__Host-` where TLS is on; browsers refuse that prefix without it."""
    return "__Host-liuhen" if installation.current().settings.tls else "liuhen"


def set_session(response: Response, token: str) -> None:
    """Hand the browser its session token."""
    response.set_cookie(
        cookie_name(),
        token,
        httponly=True,
        secure=installation.current().settings.tls,
        samesite="lax",
        path="/",
    )


def token_of(cookies: dict[str, str]) -> str:
    return cookies.get(cookie_name(), "")


def visitor(request: Request) -> Visitor:
    """Whoever holds the cookie of this request."""
    return Visitor(token_of(request.cookies))


class Guard:
    """The outermost ASGI layer: origin, session, security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        outgoing = _with_headers(send)
        changing = request.method not in {"GET", "HEAD", "OPTIONS"}
        guarded = changing or scope["path"].startswith(_SOCKET)
        if guarded and not scope["path"].startswith("/hooks/") and not own_origin(request.headers):
            await PlainTextResponse("foreign origin", 403)(scope, receive, outgoing)
        elif is_open(scope["path"]) or await alive([token_of(request.cookies)]):
            await self.app(scope, receive, outgoing)
        else:
            await RedirectResponse("/login", 303)(scope, receive, outgoing)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if own_origin(Headers(scope=scope)):
            await self.app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 4403})


def is_open(path: str) -> bool:
    """Whether a path is served without a session: doors, assets, health."""
    return path.startswith(_OPEN)


def own_origin(headers: Headers) -> bool:
    """Whether a request comes from our own pages; without Origin it is not a browser's."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    allowed = {headers.get("host", ""), urlsplit(installation.current().settings.public_url).netloc}
    return _host(origin) in allowed - {""}


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # such as a broken IPv6 address
        return ""


def _with_headers(send: Send) -> Send:
    async def outgoing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"] = list(message.get("headers", []))
            have = {name.lower() for name, _ in headers}
            extra = _HEADERS | (_TLS_ONLY if installation.current().settings.tls else {})
            if b"cache-control" not in have:
                extra["cache-control"] = "no-store"
            headers += [(k.encode(), v.encode()) for k, v in extra.items()]
        await send(message)

    return outgoing


def watch_sockets() -> None:
    """Refuse frames that name another session's page, and close pages whose session ended."""
    core.sio.on("connect", _connect)
    core.sio.on("handshake", _handshake)
    for event in ("event", "javascript_response", "ack", "log"):
        core.sio.on(event, _only_own(getattr(kernel, f"_on_{event}")))
    background_tasks.create(every(2, close_ended), name="close ended sessions")


async def _connect(sid: str, environ: dict[str, Any], auth: object = None) -> None:
    query = parse_qs(environ.get("QUERY_STRING", ""))
    client = Client.instances.get(query.get("client_id", [""])[0])
    if client is not None and not await _may_drive(client, environ):
        raise refusals.ConnectionRefusedError(_RELOAD)
    await kernel._on_connect(sid, environ, auth)  # noqa: SLF001 - the kernel's own handler


async def _handshake(sid: str, data: dict[str, Any]) -> bool:
    client = Client.instances.get(data.get("client_id", ""))
    if client is None or not await _may_drive(client, core.sio.get_environ(sid)):
        return False
    return bool(await kernel._on_handshake(sid, data))  # noqa: SLF001 - the kernel's own handler


def _only_own(handle: Any) -> Any:  # noqa: ANN401 - socketio handlers are untyped
    def checked(sid: str, message: dict[str, Any]) -> Any:  # noqa: ANN401 - as the handler's
        if message.get("client_id") in core.sio.rooms(sid):
            return handle(sid, message)
        return None

    return checked


async def _may_drive(client: Client, environ: dict[str, Any] | None) -> bool:
    """Whether a socket carries the session its page was opened with, and that session is open."""
    cookie = SimpleCookie((environ or {}).get("HTTP_COOKIE", ""))
    token = token_of({name: morsel.value for name, morsel in cookie.items()})
    return token == token_of(client.request.cookies) and bool(await alive([token]))


async def close_ended() -> None:
    """Send every page of an ended session to the door, then drop its socket."""
    pages = {
        client: token_of(client.request.cookies)
        for client in list(Client.instances.values())
        if client.request is not None and not is_open(client.request.url.path)
    }
    good = await alive(pages.values())
    for client, token in pages.items():
        if token in good:
            continue
        if client.has_socket_connection and client not in _leaving:
            _leaving.add(client)
            client.open("/login?ended=1")
        else:
            await _drop(client)


async def _drop(client: Client) -> None:
    """Close the sockets of a page and forget it."""
    for _, wire in list(core.sio.manager.get_participants("/", client.id)):
        await core.sio.eio.disconnect(wire)
    client.delete()


_leaving: WeakSet[Client] = WeakSet()
