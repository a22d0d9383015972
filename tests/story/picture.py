"""Pictures that are kept, and small: a palette of 256 colours is all that a calm page needs."""

import base64
import struct
import zlib

from playwright.async_api import Page

_MAIN = ("board", "month", "notice", "payslip", "todo")
KEPT = frozenset(
    [f"{name}-zh-light-desktop" for name in (
        "accounts", "day", "evidence", "jobs", "notice-new", "pay-run", "people", "request",
        "terminals", "terminal", "terminal-enrol", "gaps", "orders", "codes", "codes-listed",
        "unreadable", "unassigned", *_MAIN,
    )]
    + [f"{name}-zh-light-phone" for name in (
        "codes", "leave", "my-days", "my-notice", "my-payslip", "my-space", "request", "terminal",
    )]
    + [f"{name}-zh-dark-desktop" for name in _MAIN]
    + ["my-space-zh-dark-phone", "terminal-zh-dark-desktop"]
    + [f"{name}-en-light-desktop" for name in ("evidence", "terminal", *_MAIN)]
    + [f"{name}-en-light-phone" for name in ("leave", "my-payslip", "my-space")]
)  # fmt: skip
"""What `make screens` writes: every page of the story once, the main ones in each variant."""

_PALETTE = """async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const paint = new OffscreenCanvas(image.width, image.height).getContext('2d');
  paint.drawImage(image, 0, 0);
  const bytes = paint.getImageData(0, 0, image.width, image.height).data;
  const pixels = new Uint32Array(bytes.buffer), count = new Map();
  for (const one of pixels) count.set(one, (count.get(one) || 0) + 1);
  const parts = (one) => [one & 255, (one >> 8) & 255, (one >> 16) & 255];
  const often = [...count].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([one]) => one);
  const table = often.map(parts), place = new Map(often.map((one, i) => [one, i]));
  for (const one of count.keys()) if (!place.has(one)) {
    const [r, g, b] = parts(one);
    let best = 0, least = Infinity;
    table.forEach(([x, y, z], i) => {
      const far = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
      if (far < least) { least = far; best = i; }
    });
    place.set(one, best);
  }
  const indices = Uint8Array.from(pixels, (one) => place.get(one));
  let text = '';
  for (let i = 0; i < indices.length; i += 32768)
    text += String.fromCharCode(...indices.subarray(i, i + 32768));
  return [image.width, image.height, table.flat(), btoa(text)];
}"""


async def smaller(page: Page, png: bytes) -> bytes:
    """The same picture with a palette; the browser counts the colours."""
    width, height, table, packed = await page.evaluate(_PALETTE, base64.b64encode(png).decode())
    pixels = base64.b64decode(packed)
    lines = (b"\0" + pixels[at : at + width] for at in range(0, width * height, width))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(table)),
            _chunk(b"IDAT", zlib.compress(b"".join(lines), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
