from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import adms_oper
from devices.driver import CommandResult

BODY = (
    b"USER PIN=982\tName=Richard\tPasswd=9822\tCard=13375590\tGrp=1\tTZ=\tPri=14\n"
    b"FP PIN=982\tFID=1\tSize=4\tValid=1\tTMP=AAAA\n"
    b"OPLOG 21\t14\t2026-11-20 08:30:00\t0\t0\t0\t0\n"
    b"OPLOG 4\t14\t2026-11-20 08:31:00\t0\t0\t0\t0\n"
)


def test_users_are_read_and_their_secrets_are_not_kept() -> None:
    found = adms_oper.operations(BODY)
    (user,) = found.users
    assert (user.code, user.name, user.card, user.admin) == ("982", "Richard", "13375590", True)
    assert b"9822" not in found.kept
    assert b"AAAA" not in found.kept
    assert b"Richard" in found.kept


def test_a_changed_clock_and_a_discarded_template_are_signals() -> None:
    codes = [signal.code for signal in adms_oper.operations(BODY).signals]
    assert codes == ["template_discarded", "clock_set"]


def test_results_are_read_one_per_line() -> None:
    body = b"ID=1&Return=0&CMD=DATA\nID=2&SN=X&Return=-1002&CMD=SHELL\nContent=junk\n"
    assert adms_oper.results(body) == (
        CommandResult(command_id="1", code=0, command="DATA"),
        CommandResult(command_id="2", code=-1002, command="SHELL"),
    )


def test_info_and_options_are_facts() -> None:
    facts = adms_oper.info("S", "Ver 6.8.0(build640),2,0,7,192.168.1.201,10,-1")
    assert (facts.firmware, facts.users, facts.records) == ("Ver 6.8.0(build640)", 2, 7)
    assert adms_oper.options(b"~DeviceName=F19,FirmVer=Ver 8") == {
        "DeviceName": "F19",
        "FirmVer": "Ver 8",
    }


@given(st.binary(max_size=300))
def test_any_body_is_read(body: bytes) -> None:
    adms_oper.operations(body)
    adms_oper.options(body)
    adms_oper.results(body)
