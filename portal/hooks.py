"""One route for all vendors' receipts: `/hooks/{channel}`. What is not signed stays a hint."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from hr import hints

_MOST_BODY = 256 * 1024


def install(web: FastAPI) -> None:
    """Add the route; providers check it with a GET and push with POST."""
    web.add_api_route("/hooks/{channel}", _hear, methods=["GET", "POST"], include_in_schema=False)


async def _hear(request: Request, channel: str) -> Response:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BODY:
            return Response(status_code=413)
    reply = await hints.hear(
        channel,
        method=request.method,
        body=bytes(body),
        url=str(request.url),
        headers=dict(request.headers),
    )
    return Response(reply.body, reply.status, media_type=reply.media_type)
