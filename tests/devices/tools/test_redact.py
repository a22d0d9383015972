"""Nothing of a session remains, whatever held it; when something would, nothing is written."""

import json
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from devices.codecs import zk_record, zk_user
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame, comm_key
from devices.driver import User
from devices.tools import cases, redact, redact_zk
from devices.tools.fakes import UnredactableError

ZONE = ZoneInfo("Asia/Shanghai")
Json = dict[str, Any]


def adms(body: str, query: str = "SN=ACME4711&table=OPERLOG") -> Json:
    return {"id": "x", "source": "s", "real_device": True, "method": "POST",
            "path": f"/hushhush/iclock/cdata?{query}", "body": body}  # fmt: skip


def run(folder: Path, **files: list[Json]) -> dict[str, list[Json]]:
    cases.write(folder / "in", files)
    redact.folder(folder / "in", folder / "out", Random(1), ZONE)
    return {path.stem: cases.read(path) for path in (folder / "out").glob("*.json")}


def test_users_operations_and_templates_of_an_adms_terminal(tmp_path: Path) -> None:
    body = (
        "USER PIN=8801\tName=欧阳修\tPri=0\tPasswd=7788\tCard=13375590\tGrp=1\n"
        "FP PIN=8801\tFID=6\tSize=1200\tValid=1\tTMP=TYtTUzIx\n"
        "OPLOG 4 8801 2026-11-20 08:30:00 8801 0 0 0\n"
    )
    (case,) = run(tmp_path, adms_requests=[adms(body)])["adms_requests"]
    for secret in ("8801", "欧阳修", "7788", "13375590", "TYtTUzIx", "ACME4711", "hushhush"):
        assert secret not in json.dumps(case, ensure_ascii=False)
    user, template, operation = case["body"].splitlines()
    code = user.split("\t")[0].removeprefix("USER PIN=")
    assert template.startswith(f"FP PIN={code}\t")
    assert operation == f"OPLOG 4 {code} 2026-11-20 08:30:00 {code} 0 0 0"
    assert len(case["body"].encode()) == len(body.encode())
    assert case["expect"]["users"][0][0] == code


def test_rows_of_every_kind_keep_their_times_and_lose_their_people(tmp_path: Path) -> None:
    rows = "8801\t2026-11-20 08:30:00\t0\t1\njunk8801row\n\n8802\t2026-11-20 08:31:00\t1\t15\r\n"
    access = "time=2026-11-20 09:15:32\tpin=8801\tcardno=778899\tevent=0\tinoutstatus=0\tindex=21\n"
    first, second = run(
        tmp_path,
        adms_requests=[
            adms(rows, "SN=ACME4711&table=ATTLOG&Stamp=17"),
            adms(access, "SN=ACME4711&table=rtlog"),
        ],
    )["adms_requests"]
    assert [row[1] for row in first["expect"]["punches"]] == [
        "2026-11-20 08:30:00", "2026-11-20 08:31:00"
    ]  # fmt: skip
    assert first["expect"]["quarantined"] == 1
    assert "Stamp=17" in first["path"]
    assert first["body"].split("\t")[0] in second["body"]
    assert "778899" not in second["body"]


def user_talk(size: int, encoding: str) -> Json:
    people = (
        User(code="8801", name="欧阳修远", card="13375590", slot=1),
        User(code="8802", name="Josephine", slot=2),
    )
    body = b"".join(zk_user.encode(one, size, encoding) for one in people)
    buffer = len(body).to_bytes(4, "little") + body
    return talk(Code.USERTEMP_RRQ, buffer, users=2)


def talk(command: int, buffer: bytes, users: int = 0, records: int = 0) -> Json:
    sizes = [0] * 20
    sizes[4], sizes[8] = users, records
    counted = b"".join(number.to_bytes(4, "little") for number in sizes)
    asked = b"\x01" + command.to_bytes(2, "little") + bytes(8)
    half = len(buffer) // 2
    exchange = [
        (Code.CONNECT, b"", [(Code.ACK_UNAUTH, b"")]),
        (Code.AUTH, comm_key(445577, 9), [(Code.ACK_OK, b"")]),
        (Code.GET_FREE_SIZES, b"", [(Code.ACK_OK, counted)]),
        (Code.PREPARE_BUFFER, asked, [(Code.DATA, buffer[:half]), (Code.DATA, buffer[half:])]),
    ]  # fmt: skip
    turns = [
        {
            "client": frame(code, data).hex(),
            "device_chunks": [frame(*one).hex() for one in told],
        }
        for code, data, told in exchange
    ]
    return {"name": "x", "comm_key": 445577, "transport": "tcp", "turns": turns,
            "decoded_by_pyzk_0_9": "connected"}  # fmt: skip


def frame(code: int, data: bytes) -> bytes:
    return Frame(command=code, session=9, reply=1, data=data).encode()


@pytest.mark.parametrize(("size", "encoding"), [(72, "gbk"), (72, "utf-8"), (28, "gbk")])
def test_users_of_a_zk_terminal_in_both_sizes_and_code_pages(
    tmp_path: Path, size: int, encoding: str
) -> None:
    (told,) = run(tmp_path, zk_conversations=[user_talk(size, encoding)])["zk_conversations"]
    before = [frames(turn) for turn in user_talk(size, encoding)["turns"]]
    after = [frames(turn) for turn in told["turns"]]
    assert [[len(f.data) for f in turn] for turn in after] == [
        [len(f.data) for f in turn] for turn in before
    ]
    assert all(one.intact for turn in after for one in turn)
    whole = b"".join(one.data for one in after[3])
    people = zk_user.decode_list(whole, 2)
    names = [one.name for one in people]
    assert len(names[0]) == len("欧阳修远") if size == 72 else names[0]
    assert names[1].isascii()
    assert "Josephine"[: len(names[1])] != names[1]
    assert [one.code for one in people] == [row[1] for row in told["decoded_by_pyzk_0_9"]]
    auth = redact_zk.frames(bytes.fromhex(told["turns"][1]["client"]))[0]
    assert auth.data == comm_key(told["comm_key"], 9)
    assert told["comm_key"] != 445577


def frames(turn: Json) -> list[Frame]:
    return redact_zk.frames(bytes.fromhex("".join(turn["device_chunks"])))


@pytest.mark.parametrize("layout", ["16", "40", "49"])
def test_punches_of_a_zk_terminal_in_each_layout(tmp_path: Path, layout: str) -> None:
    rows = [
        zk_record.Row(uid=n, code=code, time=821_870_000 + n, verify=1, state=0)
        for n, code in enumerate((b"8801", b"8802", b"8801"))
    ]
    body = b"".join(zk_record.encode(row, layout) for row in rows)
    buffer = len(body).to_bytes(4, "little") + body
    (told,) = run(
        tmp_path, zk_conversations=[talk(Code.ATTLOG_RRQ, buffer, records=3)]
    )["zk_conversations"]  # fmt: skip
    first, second, third = told["decoded_by_pyzk_0_9"]["punches"]
    assert first[0] == third[0] != second[0]
    assert {first[0], second[0]}.isdisjoint({"8801", "8802"})


def test_templates_and_what_is_not_understood_lose_their_bytes(tmp_path: Path) -> None:
    template = b"TEMPLATE-OF-A-FINGER" * 3
    found = redact_zk.conversation(
        talk(Code.DB_RRQ, len(template).to_bytes(4, "little") + template), Same()
    )
    assert template[:8].hex() not in json.dumps(found)
    assert len(frames(found["turns"][3])[1].data) == 32


class Same:
    def replace(self, value: str) -> str:
        return value

    def known(self, value: str) -> str:
        return value


PUNCH: Json = {"facesluiceId": "T1", "VerifyStatus": 1, "RecordID": 1,
               "time": "2026-11-20 08:30:00"}  # fmt: skip


def recorded(info: Json) -> Json:
    payload = {"operator": "RecPush", "info": info}
    return {"id": "m", "source": "s", "real_device": True, "topic": "mqtt/face/T1/Rec",
            "payload": payload}  # fmt: skip


def test_a_name_in_a_field_nobody_knows_stops_everything(tmp_path: Path) -> None:
    info = {**PUNCH, "customId": "8801", "personName": "欧阳修远"}
    message = recorded({**info, "remark9": "致欧阳修远"})
    with pytest.raises(UnredactableError, match="still in the text"):
        run(tmp_path, mqtt_messages=[message])
    assert not (tmp_path / "out").exists()
    message["payload"] = {"operator": "RecPush", "info": info}
    (clean,) = run(tmp_path, mqtt_messages=[message])["mqtt_messages"]
    assert clean["payload"]["info"]["personName"] != "欧阳修远"
    assert clean["topic"].split("/")[2] == clean["payload"]["info"]["facesluiceId"]


def test_numbers_of_a_person_stay_numbers(tmp_path: Path) -> None:
    picture = "data:image/jpeg;base64,AAAA"
    info = {**PUNCH, "customId": 8801, "idCard": "110101199001011234", "pic": picture}
    message = recorded(info)
    (clean,) = run(tmp_path, mqtt_messages=[message])["mqtt_messages"]
    found = clean["payload"]["info"]
    assert isinstance(found["customId"], int)
    assert found["customId"] != 8801
    assert len(found["idCard"]) == 18
    assert found["pic"].endswith("/9j/2Q==")
    assert found["VerifyStatus"] == 1


def test_the_repositorys_own_recordings_can_be_redacted(tmp_path: Path) -> None:
    here = Path(__file__).parents[2] / "cases" / "devices"
    files = {name: cases.read(here / f"{name}.json")
             for name in ("zk_conversations", "adms_requests", "mqtt_messages")}  # fmt: skip
    found = run(tmp_path, **files)
    assert {name: len(many) for name, many in found.items()} == {
        name: len(many) for name, many in files.items()
    }


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnredactableError, match="none of"):
        redact.folder(tmp_path, tmp_path / "out", Random(1))
