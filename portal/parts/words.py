"""Codes of terminals and records as sentences; a code without one is shown as it is."""

from rules.text import Text, plain

UNREAD = {
    "bad_time": Text("时间读不出", "the time cannot be read"),
    "bad_code": Text("人员编号太长或是空的", "the person code is empty or too long"),
    "no_person": Text("没有人员编号", "there is no person code"),
    "no_info": Text("消息里缺内容", "the message has no content"),
    "bad_json": Text("格式不对，读不开", "the format is broken"),
    "bad_message": Text("消息不完整", "the message is incomplete"),
    "not_text": Text("不是文字，疑似乱码", "this is no text"),
    "row_too_long": Text("一行太长，不像打卡", "the line is too long for a punch"),
    "unknown_table": Text("终端发来一种没见过的数据表", "a kind of table nobody knows"),
    "unknown_operator": Text("终端发来一种没见过的消息", "a kind of message nobody knows"),
    "identity_mismatch": Text("消息自称来自另一台终端", "it claims to come from another terminal"),
    "not_storable": Text("内容超出能存的范围", "a value is out of range"),
}
OUTAGE = {
    "silent": Text("没有心跳", "no sign of life"),
    "unreachable": Text("连不上", "could not be reached"),
    "auth_refused": Text("拒绝了通信密码", "it refused the communication key"),
    "wire_error": Text("发来的数据有误", "what it sent was broken"),
    "unsupported": Text("记录格式不认识", "its records have an unknown format"),
    "gateway_away": Text("是我们自己停了，不怪终端", "we were away ourselves"),
}
KNOCK = {
    "unknown terminal": Text("没有登记", "not enrolled"),
    "unknown serial": Text("没有登记", "not enrolled"),
    "wrong secret": Text("密码不对", "wrong secret"),
}


def say(table: dict[str, Text], code: str) -> Text:
    """The sentence of a code."""
    return table.get(code) or plain(code)
