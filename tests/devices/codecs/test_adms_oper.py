import pytest
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


def test_a_result_may_come_one_pair_a_line_and_be_followed_by_options() -> None:
    body = b"ID=9\nReturn=0\nCMD=INFO\n~DeviceName=F19\nUserCount=7\nTransactionCount=23\n"
    assert adms_oper.results(body) == (CommandResult(command_id="9", code=0, command="INFO"),)
    facts = adms_oper.facts("S", adms_oper.options(body))
    assert (facts.name, facts.users, facts.records) == ("F19", 7, 23)


def test_several_results_of_both_forms_are_told_apart() -> None:
    body = b"ID=1&Return=0&CMD=DATA\nID=2\nReturn=-1\nCMD=SHELL\nContent=x\nID=3&Return=5&CMD=DATA"
    assert [(one.command_id, one.code) for one in adms_oper.results(body)] == [
        ("1", 0), ("2", -1), ("3", 5),
    ]  # fmt: skip


@pytest.mark.parametrize("body", [b"Return=0&CMD=DATA", b"ID=1", b"ID=1&Return=x", b"ID=&Return=0"])
def test_half_a_result_is_none(body: bytes) -> None:
    assert adms_oper.results(body) == ()


def test_users_of_access_terminals_are_read_by_their_own_names() -> None:
    row = b"user uid=5\tcardno=77\tpin=982\tpassword=1234\tname=\xd5\xc5\xc8\xfd\tprivilege=14"
    found = adms_oper.operations(row)
    (user,) = found.users
    assert (user.code, user.name, user.card, user.admin) == ("982", "张三", "77", True)
    assert b"1234" not in found.kept


@pytest.mark.parametrize(
    ("code", "signal"),
    [("13", "data_cleared"), ("21", "clock_set"), ("22", "factory_reset"), ("23", "log_deleted")],
)
def test_every_fraud_code_is_a_signal_and_others_are_none(code: str, signal: str) -> None:
    row = f"OPLOG {code}\t14\t2026-11-20 08:30:00\t0\t0\t0\t0\nOPLOG 6\t14\t2026-11-20 08:30:00"
    (found,) = adms_oper.operations(row.encode()).signals
    assert found.code == signal
    assert "2026-11-20 08:30:00" in found.detail


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
