"""Words for people come from Text, so that both languages are there."""

import ast
import re
from collections.abc import Iterator

from tests.arch.source import Source, called, find, product

SPOKEN = {
    "badge", "button", "checkbox", "chip", "date_input", "dropdown_button", "expansion", "input",
    "item", "item_label", "label", "link", "menu_item", "notification", "notify", "number",
    "page_title", "radio", "select", "step", "switch", "tab", "textarea", "time_input", "toggle",
    "tooltip", "upload",
}  # fmt: skip
SPOKEN_KEYWORDS = {"caption", "label", "message", "placeholder", "text", "title"}
CARRIERS = {"Text", "plain", "refuse", "counted"}
NAMES = re.compile("留痕|Liuhen|中文|English")  # the same in both languages
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN_PROP = re.compile(r"\b(?:label|placeholder|title|hint|alt)=\"?[^\W\d_]")


def literal_text(node: ast.AST) -> str:
    """Return the fixed text of a literal, an f-string or a sum of them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return NAMES.sub("", node.value)
    parts = (ast.JoinedStr, ast.BinOp, ast.IfExp, ast.BoolOp, ast.List, ast.Dict)
    return "".join(map(literal_text, ast.iter_child_nodes(node))) if isinstance(node, parts) else ""


def says_something_untranslated(node: ast.AST) -> str:
    name = called(node)
    if not isinstance(node, ast.Call) or not name:
        return ""
    tail = name.rsplit(".", 1)[-1]
    if tail == "props":
        text = "".join(map(literal_text, node.args))
        return f"props({text!r}) speaks one language" if SPOKEN_PROP.search(text) else ""
    if not (name == f"ui.{tail}" and tail in SPOKEN) and tail not in {"tooltip", "set_text"}:
        return ""
    spoken = [*node.args[:1], *(k.value for k in node.keywords if k.arg in SPOKEN_KEYWORDS)]
    words = [text for s in spoken if any(map(str.isalpha, text := literal_text(s)))]
    return f"{name}({words[0]!r}) is not a Text" if words else ""


def carries_both_languages(node: ast.AST) -> bool:
    """Accept a Text, or a tuple with Chinese and English side by side that becomes one."""
    if called(node).rsplit(".", 1)[-1] in CARRIERS:
        return True
    words = [literal_text(part) for part in node.elts] if isinstance(node, ast.Tuple) else []
    return any(map(CHINESE.search, words)) and any(w.strip().isascii() for w in words if w)


def chinese_outside_text(source: Source) -> Iterator[str]:
    carriers = filter(carries_both_languages, source.nodes())
    docstrings = (n.value for n in source.nodes() if isinstance(n, ast.Expr))
    fine = {id(inner) for outer in (*carriers, *docstrings) for inner in ast.walk(outer)}
    constants = (node for node in source.nodes() if isinstance(node, ast.Constant))
    for node in constants:
        if id(node) not in fine and CHINESE.search(literal_text(node)):
            yield f"{source.path}:{node.lineno}: {node.value!r} is not in a Text"


def test_no_literal_reaches_the_screen_except_through_text() -> None:
    found = find(product("portal"), says_something_untranslated)
    assert not found, "\n".join(found)


def test_no_chinese_stands_alone_in_the_portal() -> None:
    found = [line for source in product("portal") for line in chinese_outside_text(source)]
    assert not found, "\n".join(found)


def test_the_rule_sees_a_literal_and_lets_a_text_pass() -> None:
    said = {
        'ui.label("Save")': True,
        'ui.button(f"Save {n}")': True,
        'ui.input(label="Name")': True,
        'x.tooltip("Help")': True,
        'x.props("dense label=Name")': True,
        'ui.label(say(Text("保存", "Save")))': False,
        'ui.label("—")': False,
        'ui.icon("home")': False,
        'x.props("dense flat")': False,
    }
    for code, wrong in said.items():
        assert bool(says_something_untranslated(ast.parse(code, mode="eval").body)) is wrong, code
