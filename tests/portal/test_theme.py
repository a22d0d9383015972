"""The tokens are the only place with colours, and every pair one reads is readable."""

import re

import pytest

from portal import theme
from portal.icons import GLYPHS, ICONS, MARKS, sprite

PORTAL = theme.STATIC.parent
SHEETS = [
    (name, (theme.STATIC / f"{name}.css").read_text(encoding="utf-8")) for name in theme.SHEETS
]
INK = [
    (ink, ground)
    for ink in ("ink", "ink-2", "ink-3")
    for ground in ("paper", "surface", "sunk", "hover")
]
TONES = [(tone, f"{tone}-weak") for tone in ("good", "wait", "wrong", "info", "accent")]
ON_PAPER = [
    (tone, ground)
    for tone in ("good", "wait", "wrong", "info", "accent")
    for ground in ("paper", "surface")
]
CHOSEN = [
    ("ink", "accent-weak"),
    ("ink-2", "accent-weak"),
    ("ink-2", "wait-weak"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
]
READ = [*INK, *TONES, *ON_PAPER, *CHOSEN]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ, ids=str)
def test_text_is_readable_on_its_ground(tokens: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_the_edge_of_a_field_is_visible(tokens: dict[str, str]) -> None:
    assert contrast(tokens["field"], tokens["surface"]) >= 3


def test_both_themes_say_the_same_names() -> None:
    assert set(theme.LIGHT) == set(theme.DARK)


@pytest.mark.parametrize(("name", "css"), SHEETS, ids=[name for name, _ in SHEETS])
def test_a_sheet_knows_no_colour_no_size_and_no_radius(name: str, css: str) -> None:
    told = re.findall(
        r"#[0-9a-fA-F]{3,8}\b(?=[;,\s}])|\brgba?\(|\bhsla?\(|gradient|font-size:\s*[1-9]|border-radius:\s*[1-9]",
        css,
    )
    assert told == [], name  # fmt: skip


def test_every_variable_that_is_used_is_defined() -> None:
    """A token, a variable of a sheet, or a number that a widget places."""
    css = theme.stylesheet()
    python = "".join(path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.py"))
    calls = re.findall(r"\bplace\((.*)", python)
    placed = {name for call in calls for name in re.findall(r"(\w+)=", call)}
    defined = set(re.findall(r"--([\w-]+):", css)) | placed
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) - defined == set()


def test_braces_of_the_stylesheet_are_balanced() -> None:
    assert theme.stylesheet().count("{") == theme.stylesheet().count("}")


def test_only_the_five_sizes_and_the_phone_size_exist() -> None:
    sizes = sorted(value for name, value in theme.SHAPE.items() if name.startswith("fs-"))
    assert sizes == ["12px", "13px", "14px", "16px", "20px", "28px"]


def test_the_address_names_the_content() -> None:
    assert re.search(r"/look/liuhen\.[0-9a-f]{12}\.css", theme.head())


def test_the_script_carries_every_symbol_once() -> None:
    for kind, sheet in (("i", ICONS), ("m", MARKS), ("g", GLYPHS)):
        for name in sheet:
            assert sprite().count(f'id="{kind}-{name}"') == 1
    assert "__SPRITE__" not in theme.script()


@pytest.mark.parametrize("name", sorted(ICONS))
def test_an_icon_stays_on_its_grid(name: str) -> None:
    absolute = re.findall(r'\b(?:c?x|c?y)="([\d.]+)"', ICONS[name])
    assert all(0 <= float(number) <= 16 for number in absolute)
    assert "style" not in ICONS[name]
    assert "#" not in ICONS[name]
