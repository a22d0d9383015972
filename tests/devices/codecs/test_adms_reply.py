from hashlib import md5

import pytest

from devices.codecs import adms_reply
from devices.codecs.adms_order import update_user
from devices.codecs.adms_reply import Command, Options
from devices.driver import User


def test_the_option_block_asks_for_the_whole_log_until_a_stamp_is_known() -> None:
    block = adms_reply.option_block("S1", Options(), {}, "2.4.0").decode().splitlines()
    assert block[0] == "GET OPTION FROM: S1"
    assert "ATTLOGStamp=0" in block
    known = adms_reply.option_block("S1", Options(), {"ATTLOG": "9999"}, "").decode()
    assert "\nStamp=9999\n" in known


def test_photos_and_templates_are_not_asked_for() -> None:
    flags = adms_reply.option_block("S1", Options(), {}).decode().partition("TransFlag=")[2]
    assert "Photo" not in flags.splitlines()[0]
    assert "FP" not in flags.splitlines()[0]


@pytest.mark.parametrize(
    ("push", "names"),
    [
        ("", ["Stamp=7", "OpStamp=0", "PhotoStamp=9999"]),
        ("1.0.1", ["Stamp=7", "OpStamp=0", "PhotoStamp=9999"]),
        ("2.4.1", ["ATTLOGStamp=7", "OPERLOGStamp=0", "ATTPHOTOStamp=None"]),
        ("Ver 2.0.22-20161201", ["ATTLOGStamp=7", "OPERLOGStamp=0", "ATTPHOTOStamp=None"]),
        ("3.1.2", ["ATTLOGStamp=7", "OPERLOGStamp=0", "ATTPHOTOStamp=None"]),
    ],
)
def test_each_dialect_has_its_own_stamps_and_never_both(push: str, names: list[str]) -> None:
    block = adms_reply.option_block("S1", Options(), {"ATTLOG": "7"}, push).decode()
    assert [line for line in block.splitlines() if "Stamp=" in line] == names


def test_codes_of_an_access_terminal_are_stable_and_nobody_can_guess_them() -> None:
    first = adms_reply.access_block("S1", Options(), secret="x", registry=True)
    assert first == adms_reply.access_block("S1", Options(), secret="x", registry=True)
    assert f"RegistryCode={adms_reply.registry_code('S1', 'x')}\n".encode() in first
    assert f"SessionID={adms_reply.session_id('S1', 'x')}\n".encode() in first
    assert len(adms_reply.registry_code("S1", "x")) == 32
    assert adms_reply.registry_code("S1", "x") != adms_reply.registry_code("S1", "y")


def test_the_cookie_token_is_the_md5_of_the_three_codes() -> None:
    codes = adms_reply.registry_code("S1", "x") + "S1" + adms_reply.session_id("S1", "x")
    assert adms_reply.token("S1", "x") == md5(codes.encode(), usedforsecurity=False).hexdigest()


def test_a_poll_carries_what_fits_and_ok_when_nothing_waits() -> None:
    assert adms_reply.poll(()) == b"OK"
    assert adms_reply.poll([Command(number=7, text="CHECK")]) == b"C:7:CHECK\n"
    many = adms_reply.poll([Command(number=n, text="x" * 300) for n in range(500)])
    assert len(many) <= adms_reply.MAX_POLL
    assert (
        len(adms_reply.poll([Command(number=n, text="x") for n in range(500)]).splitlines()) == 200
    )


def test_two_hundred_of_the_longest_orders_fit_into_one_poll() -> None:
    user = User(code="9" * 24, name="陈" * 8, card="4294967295")
    many = [Command(number=10**6 + n, text=update_user(user)) for n in range(200)]
    assert len(adms_reply.poll(many).splitlines()) == 200


def test_a_name_goes_out_in_the_code_page_of_its_terminal() -> None:
    order = [Command(number=1, text=update_user(User(code="17", name="陈思远")))]
    assert "Name=陈思远\t".encode() in adms_reply.poll(order)
    assert "Name=陈思远\t".encode("gb18030") in adms_reply.poll(order, "gb18030")
