import pytest

from devices.codecs import adms_reply
from devices.codecs.adms_reply import Command, Options


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


def test_codes_of_an_access_terminal_are_stable() -> None:
    first = adms_reply.access_block("S1", Options(), registry=True)
    assert first == adms_reply.access_block("S1", Options(), registry=True)
    assert f"RegistryCode={adms_reply.registry_code('S1')}\n".encode() in first
    assert len(adms_reply.registry_code("S1")) == 32


def test_a_poll_carries_what_fits_and_ok_when_nothing_waits() -> None:
    assert adms_reply.poll(()) == b"OK"
    assert adms_reply.poll([Command(number=7, text="CHECK")]) == b"C:7:CHECK\n"
    many = adms_reply.poll([Command(number=n, text="x" * 300) for n in range(500)])
    assert len(many) <= adms_reply.MAX_POLL
    assert (
        len(adms_reply.poll([Command(number=n, text="x") for n in range(500)]).splitlines()) == 200
    )


def test_command_texts_are_as_firmware_reads_them() -> None:
    assert adms_reply.update_user("0017", "张三") == (
        "DATA UPDATE USERINFO PIN=0017\tName=张三\tPri=0\tPasswd=\tCard=\tGrp=1"
    )
    assert adms_reply.delete_user("0017") == "DATA DELETE USERINFO PIN=0017"
    assert adms_reply.query_punches("a", "b") == "DATA QUERY ATTLOG StartTime=a\tEndTime=b"


@pytest.mark.parametrize("name", ["a\tPri=14", "a\nC:1:REBOOT", "a\0"])
def test_a_name_cannot_smuggle_a_field_or_a_command(name: str) -> None:
    with pytest.raises(ValueError, match="Name may have no tab"):
        adms_reply.update_user("1", name)
