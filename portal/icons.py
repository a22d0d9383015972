"""Our own icon set: 16 px grid, 1.5 px stroke, round joins, drawn here and nowhere else.

Each value is the inside of an SVG symbol. `sprite` wraps them all.
"""

ICONS: dict[str, str] = {
    "brand": '<path d="M1.5 4h13M1.5 8h9M1.5 12h13"/><circle cx="13.2" cy="8" r="1.3" class="f"/>',
    "board": '<path d="M1.5 13.5h13M4 13.5V8M8 13.5V3M12 13.5V6"/>',
    "todo": '<rect x="2" y="2.5" width="12" height="11" rx="1"/><path d="m5 8 2.2 2.2L11 6"/>',
    "people": '<circle cx="6" cy="5" r="2.5"/><path d="M1.5 13.5v-1A3 3 0 0 1 4.5 9.5h3a3 3 0 0 1 3 3v1M10.5 2.8a2.5 2.5 0 0 1 0 4.5M12.3 9.8a3 3 0 0 1 2.2 2.9v.8"/>',
    "person": '<circle cx="8" cy="5" r="2.7"/><path d="M2.8 13.8v-.6A3.4 3.4 0 0 1 6.2 9.8h3.6a3.4 3.4 0 0 1 3.4 3.4v.6"/>',
    "moves": '<path d="M2.5 13V8.5a3 3 0 0 1 3-3H13M10.2 2.5l3 3-3 3"/>',
    "calendar": '<rect x="2" y="3.5" width="12" height="10.5" rx="1"/><path d="M2 6.8h12M5 1.8v3M11 1.8v3"/>',
    "leave": '<path d="M1.8 8.2a6.2 6.2 0 0 1 12.4 0zM8 8.2v4.3a1.5 1.5 0 0 0 3 0M8 2V1"/>',
    "terminal": '<rect x="4" y="1.5" width="8" height="13" rx="1"/><rect x="6" y="3.8" width="4" height="3.4"/><path d="M8 10.5v1"/>',
    "yen": '<path d="m3.5 2 4.5 5.5L12.5 2M8 7.5V14M4.5 8.5h7M4.5 11.3h7"/>',
    "mail": '<rect x="1.8" y="3.2" width="12.4" height="9.6" rx="1"/><path d="m2 4.5 6 4.4 6-4.4"/>',
    "proof": '<path d="M8 1.6 13.5 3.5v4.2c0 3.2-2.2 5.5-5.5 6.8-3.3-1.3-5.5-3.6-5.5-6.8V3.5z"/><path d="m5.7 8 1.7 1.7 3-3.2"/>',
    "flow": '<rect x="1.8" y="2" width="4.4" height="3.6"/><rect x="9.8" y="2" width="4.4" height="3.6"/><rect x="5.8" y="10.4" width="4.4" height="3.6"/><path d="M4 5.6V8h8V5.6M8 8v2.4"/>',
    "form": '<rect x="2.8" y="1.8" width="10.4" height="12.4" rx="1"/><path d="M5.5 5h5M5.5 8h5M5.5 11h3"/>',
    "search": '<circle cx="7" cy="7" r="4.7"/><path d="m10.5 10.5 3.7 3.7"/>',
    "moon": '<path d="M13.6 9.6A6 6 0 0 1 6.4 2.4a6 6 0 1 0 7.2 7.2z"/>',
    "sun": '<circle cx="8" cy="8" r="2.8"/><path d="M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13"/>',
    "globe": '<circle cx="8" cy="8" r="6.2"/><path d="M1.8 8h12.4M8 1.8c2.3 2 2.3 10.4 0 12.4-2.3-2-2.3-10.4 0-12.4z"/>',
    "check": '<path d="m3 8.3 3.2 3.2L13 4.5"/>',
    "close": '<path d="m3.5 3.5 9 9M12.5 3.5l-9 9"/>',
    "alert": '<path d="M8 2 14.8 13.8H1.2z"/><path d="M8 6.5v3.3M8 11.6v.3"/>',
    "wait": '<path d="M3.5 2h9M3.5 14h9M4.8 2c0 3 2 4 3.2 6-1.2 2-3.2 3-3.2 6M11.2 2c0 3-2 4-3.2 6 1.2 2 3.2 3 3.2 6"/>',
    "clock": '<circle cx="8" cy="8" r="6.2"/><path d="M8 4.3V8l2.6 1.6"/>',
    "info": '<circle cx="8" cy="8" r="6.2"/><path d="M8 7.3v3.7M8 4.8v.4"/>',
    "ring": '<circle cx="8" cy="8" r="6"/>',
    "proven": '<circle cx="8" cy="8" r="7" class="f"/><path d="m5 8.2 2.1 2.1L11 6.2" class="k"/>',
    "stop": '<circle cx="8" cy="8" r="6.2"/><path d="m5.7 5.7 4.6 4.6M10.3 5.7l-4.6 4.6"/>',
    "right": '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
    "left": '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
    "down": '<path d="M3.5 6 8 10.5 12.5 6"/>',
    "up": '<path d="M3.5 10 8 5.5l4.5 4.5"/>',
    "arrow": '<path d="M2.5 8h11M9.5 4l4 4-4 4"/>',
    "plus": '<path d="M8 2.5v11M2.5 8h11"/>',
    "minus": '<path d="M2.5 8h11"/>',
    "back": '<path d="M6 3 2.5 6.5 6 10M2.5 6.5h7a4 4 0 0 1 4 4V13"/>',
    "face": '<path d="M1.8 5V2.8a1 1 0 0 1 1-1H5M11 1.8h2.2a1 1 0 0 1 1 1V5M14.2 11v2.2a1 1 0 0 1-1 1H11M5 14.2H2.8a1 1 0 0 1-1-1V11M5.7 5.8v.9M10.3 5.8v.9M5.5 9.7a3.6 3.6 0 0 0 5 0"/>',
    "finger": '<path d="M2.5 10V8a5.5 5.5 0 0 1 11 0v2.5M5 13V8a3 3 0 0 1 6 0v3.5c0 1 0 1.5-.3 2.3M8 7.8v6.4"/>',
    "card": '<rect x="1.8" y="3" width="12.4" height="10" rx="1"/><path d="M1.8 6.3h12.4M4.3 10h3"/>',
    "password": '<rect x="1.8" y="4.5" width="12.4" height="7" rx="1"/><path d="M4.8 8h.4M7.8 8h.4M10.8 8h.4"/>',
    "phone": '<rect x="4" y="1.5" width="8" height="13" rx="1"/><path d="M7.3 12.3h1.4"/>',
    "silent": '<path d="M1.8 1.8l12.4 12.4M1.8 6.3A9 9 0 0 1 4.5 4.5M7.5 3.8a9 9 0 0 1 6.7 2.5M4.2 9a5.4 5.4 0 0 1 2.5-1.5M10.2 7.9A5.4 5.4 0 0 1 11.8 9M8 12.3v.3"/>',
    "signal": '<path d="M1.8 6.3a9 9 0 0 1 12.4 0M4.2 9a5.4 5.4 0 0 1 7.6 0M8 12.3v.3"/>',
    "app": '<rect x="2" y="2" width="4.6" height="4.6"/><rect x="9.4" y="2" width="4.6" height="4.6"/><rect x="2" y="9.4" width="4.6" height="4.6"/><rect x="9.4" y="9.4" width="4.6" height="4.6"/>',
    "sms": '<path d="M2 2.8h12v8.4H7.5L4.5 14v-2.8H2z"/>',
    "chat": '<path d="M6.3 10.2a5 5 0 0 1-2 .2L2.3 11.5l.3-2A4.2 4.2 0 0 1 1.5 6.5c0-2.5 2.2-4.3 5-4.3 2.4 0 4.4 1.3 4.9 3.3M6.7 9.8c0-2 1.8-3.5 4-3.5s4 1.5 4 3.5c0 1-.4 1.8-1 2.4l.2 1.6-1.6-.7a5 5 0 0 1-1.6.2c-2.2 0-4-1.5-4-3.5z"/>',
    "post": '<path d="M1.5 3.5h8v8h-8zM9.5 6.5h2.7l2.3 2.5v2.5h-5z"/><circle cx="4.5" cy="12" r="1.5"/><circle cx="11.7" cy="12" r="1.5"/>',
    "pack": '<path d="M8 1.5 14 4.7v6.6L8 14.5l-6-3.2V4.7zM2 4.7l6 3.3 6-3.3M8 8v6.5"/>',
    "home": '<path d="m2 7.5 6-5.5 6 5.5V14H2zM6.3 14v-4h3.4v4"/>',
    "slip": '<path d="M3 1.8h10v12.4l-2-1.3-1.5 1.3L8 12.9l-1.5 1.3L5 12.9l-2 1.3zM5.5 5h5M5.5 8h5"/>',
    "more": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "dots": '<path d="M3 8h.3M7.9 8h.3M12.7 8h.3"/>',
    "download": '<path d="M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11"/>',
    "upload": '<path d="M8 10.5v-8M4.5 5.5 8 2l3.5 3.5M2.5 13.5h11"/>',
    "filter": '<path d="M2 3h12L9.5 8.5V13l-3 1V8.5z"/>',
    "columns": '<rect x="2" y="2.5" width="12" height="11" rx="1"/><path d="M6 2.5v11M10 2.5v11"/>',
    "pen": '<path d="m2.5 13.5.7-3L11 2.7l2.3 2.3-7.8 7.8z"/>',
    "bin": '<path d="M2.5 4.5h11M6 4.5V2.5h4v2M4 4.5l.6 9.5h6.8l.6-9.5"/>',
    "lock": '<rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>',
    "gear": '<circle cx="8" cy="8" r="2.2"/><path d="M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4"/>',
    "print": '<path d="M4.5 6V2h7v4M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7V14h-7z"/>',
    "undo": '<path d="M3 3v4h4M3.3 7A5.5 5.5 0 1 1 2.6 10"/>',
    "refresh": '<path d="M13 3v3.5H9.5M12.8 6.5A5.4 5.4 0 1 0 13.3 9.5"/>',
    "clip": '<path d="m13 7.5-5.3 5.3a3.3 3.3 0 0 1-4.7-4.7l5.7-5.6a2.2 2.2 0 0 1 3.1 3.1L6.2 11.2a1.1 1.1 0 0 1-1.6-1.6L9.5 4.8"/>',
    "place": '<path d="M8 14.5C5 11.5 3.2 9 3.2 6.3a4.8 4.8 0 0 1 9.6 0C12.8 9 11 11.5 8 14.5z"/><circle cx="8" cy="6.3" r="1.6"/>',
    "key": '<circle cx="5" cy="11" r="3"/><path d="m7.2 8.8 6.3-6.3M11 5l2 2"/>',
    "out": '<path d="M6.5 2.5h-4v11h4M6.5 8h7M10.5 5l3 3-3 3"/>',
    "bell": '<path d="M3 11.5h10L12 10V7a4 4 0 0 0-8 0v3zM6.5 13.8h3M8 3V1.5"/>',
    "unknown": '<circle cx="8" cy="8" r="6.2"/><path d="M6.2 6.3A1.9 1.9 0 1 1 8 8.5v.9M8 11.3v.3"/>',
    "device-add": '<rect x="2" y="1.5" width="8" height="13" rx="1"/><path d="M12.5 6v5M10 8.5h5"/>',
}  # fmt: skip

MARKS: dict[str, str] = {
    "here": '<rect width="10" height="14" rx="1.5" class="f"/>',
    "missing": '<rect x=".75" y=".75" width="8.5" height="12.5" rx="1.5"/><path d="M5 3.7v3.8M5 9.7v.6"/>',
    "unknown": '<rect x=".75" y=".75" width="8.5" height="12.5" rx="1.5" stroke-dasharray="2 1.5"/><path d="M3.4 5.4A1.6 1.6 0 1 1 5 7.2v.6M5 9.8v.4"/>',
    "leave": '<rect x=".75" y=".75" width="8.5" height="12.5" rx="1.5"/><path d="M2.6 10.8 7.4 3.2"/>',
    "travel": '<rect x=".75" y=".75" width="8.5" height="12.5" rx="1.5"/><path d="M2.6 7h4.6M5.4 5l2 2-2 2"/>',
    "later": '<rect x=".75" y=".75" width="8.5" height="12.5" rx="1.5"/><path d="M5 6.7v.6"/>',
}  # fmt: skip

# One day, one stroke, on a 24 by 24 cell: the left half says how it began, the right how it ended.
GLYPHS: dict[str, str] = {
    "plain": '<path d="M4 12h16" class="thin"/>',
    "start": '<path d="M4 12h8" class="thin"/>',
    "end": '<path d="M12 12h8" class="thin"/>',
    "late": '<path d="M10 7v10M10 12h2"/>',
    "early": '<path d="M14 7v10M12 12h2"/>',
    "no-in": '<circle cx="6" cy="12" r="2.5"/><path d="M8.5 12H12"/>',
    "no-out": '<circle cx="18" cy="12" r="2.5"/><path d="M12 12h3.5"/>',
    "full-start": '<path d="M4 12h8"/>',
    "full-end": '<path d="M12 12h8"/>',
    "absent": '<path d="m8 8 8 8M16 8l-8 8"/>',
    "over": '<path d="M13 8h7"/>',
    "over-plain": '<path d="M4 14h16" class="base"/><path d="M12 10h8"/>',
    "future": '<circle cx="12" cy="12" r="1" class="faint"/>',
}  # fmt: skip


def sprite() -> str:
    """Return the sheet of all symbols: `i-` icons, `m-` marks, `g-` day strokes; pages carry it once."""
    symbols = "".join(
        f'<symbol id="{kind}-{name}" viewBox="0 0 {size}">{body}</symbol>'
        for kind, size, sheet in (
            ("i", "16 16", ICONS),
            ("m", "10 14", MARKS),
            ("g", "24 24", GLYPHS),
        )
        for name, body in sheet.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" aria-hidden="true">{symbols}</svg>'
