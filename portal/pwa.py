"""Installable on a phone: manifest, icon and a worker that keeps only the static look offline."""

from fastapi import FastAPI
from nicegui import ui
from starlette.responses import JSONResponse, Response

from portal import theme

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<rect width="64" height="64" rx="14" fill="{ground}"/>'
    '<path d="M14 22h36M14 32h24M14 42h36" stroke="{ink}" stroke-width="5" stroke-linecap="round"/>'
    '<circle cx="48" cy="32" r="4" fill="{ink}"/></svg>'
)
_HEAD = """<link rel="manifest" href="/manifest.webmanifest">
<link rel="apple-touch-icon" href="/app/icon.svg">
<script>navigator.serviceWorker?.register("/app/worker.js", { scope: "/" });</script>"""
_WORKER = """
const CACHE = 'liuhen-look';
self.addEventListener('fetch', event => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== 'GET' || !path.startsWith('/look/')) return;
  event.respondWith(caches.open(CACHE).then(async cache => {
    const kept = await cache.match(event.request);
    if (kept) return kept;
    const fresh = await fetch(event.request);
    if (fresh.ok) cache.put(event.request, fresh.clone());
    return fresh;
  }));
});
"""


def install(web: FastAPI) -> None:
    """Serve the three files a phone asks for, and name them on every page."""
    ui.add_head_html(_HEAD, shared=True)
    web.add_api_route("/manifest.webmanifest", _manifest, include_in_schema=False)
    web.add_api_route("/app/icon.svg", _icon, include_in_schema=False)
    web.add_api_route("/app/worker.js", _worker, include_in_schema=False)


async def _manifest() -> Response:
    manifest = {
        "name": "留痕 Liuhen",
        "short_name": "留痕",
        "start_url": "/me",
        "scope": "/",
        "display": "standalone",
        "background_color": theme.LIGHT["paper"],
        "theme_color": theme.LIGHT["paper"],
        "icons": [{"src": "/app/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return JSONResponse(manifest, media_type="application/manifest+json")


async def _icon() -> Response:
    svg = _ICON.format(ground=theme.LIGHT["accent"], ink=theme.LIGHT["on-accent"])
    return Response(svg, media_type="image/svg+xml")


async def _worker() -> Response:
    return Response(_WORKER, media_type="text/javascript", headers={"Service-Worker-Allowed": "/"})
