"""Names cut between characters, codes a terminal can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr.terminal_names import fits, fitted

GBK = {"encoding": "gbk"}


@pytest.mark.parametrize(
    ("name", "protocol", "settings", "shown"),
    [
        ("欧阳陈思远测试姓名", "adms", {}, "欧阳陈思远测试姓"),
        ("欧阳陈思远测试姓名", "adms", GBK, "欧阳陈思远测试姓名"),
        ("欧阳陈思远测试姓名", "mqtt_face", {}, "欧阳陈思远测试姓名"),
        ("a\tPri=14\nC:1:REBOOT", "adms", {}, "a Pri=14 C:1:REBOOT"),
        ("  Anna  ", "zk", {}, "Anna"),
        ("x" * 99, "mqtt_face", {}, "x" * 31),
        ("👍" * 9, "zk", {}, "👍" * 6),
    ],
)
def test_a_name_fits_its_terminal(
    name: str, protocol: str, settings: dict[str, object], shown: str
) -> None:
    assert fitted(name, protocol, settings) == shown


@given(st.text(), st.sampled_from([("zk", 24), ("adms", 24), ("mqtt_face", 31)]), st.booleans())
def test_any_name_fits_and_is_a_beginning(name: str, room: tuple[str, int], gbk: bool) -> None:  # noqa: FBT001 - given
    protocol, most = room
    shown = fitted(name, protocol, GBK if gbk else {})
    assert len(shown.encode("gbk" if gbk else "utf-8", "replace")) <= most
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("code", "protocol", "settings", "fit"),
    [
        ("0017", "adms", {}, True),
        ("123456789", "adms", {}, True),
        ("1234567890", "adms", {}, False),
        ("A17", "adms", {}, False),
        ("A17", "adms", {"text_codes": True}, True),
        ("A17", "zk", {}, True),
        ("a_17-x", "mqtt_face", {}, True),
        ("a 17", "mqtt_face", {}, False),
        ("\uff11\uff17", "adms", {}, False),
        ("1" * 25, "zk", {}, False),
        ("", "zk", {}, False),
        ("1\n", "adms", {}, False),
    ],
)
def test_a_code_is_one_the_terminal_can_hold(
    code: str, protocol: str, settings: dict[str, object], *, fit: bool
) -> None:
    assert fits(code, protocol, settings) is fit
