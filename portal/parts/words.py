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
SIGNAL = {
    "log_filled_80": Text("记录存了八成，请安排清理", "its log is 80 % full: plan to clear it"),
    "log_filled_95": Text("记录快存满了，再不清理会丢", "its log is nearly full: act now"),
    "log_cleared_on_order": Text("按指令清空了记录，已先核对", "its log was cleared on order"),
    "data_cleared": Text("有人在终端上清空了数据", "somebody cleared its data at the terminal"),
    "log_deleted": Text("有人在终端上删除了记录", "somebody deleted records at the terminal"),
    "factory_reset": Text("有人恢复了出厂设置", "somebody reset it to factory settings"),
    "clock_set": Text("有人在终端上改了时间", "somebody set its clock at the terminal"),
    "zone_suspect": Text("时区像是设错了，打卡差整小时", "its time zone looks wrong"),
    "identity_mismatch": Text("消息自称来自另一台终端", "it claimed to be another terminal"),
    "token_mismatch": Text("登记口令对不上，可能是仿冒", "its token is wrong: perhaps an impostor"),
    "template_discarded": Text("发来生物模板，已丢弃不存", "it sent biometric templates: not kept"),
    "no_resume": Text("不支持断点续传，断线会丢打卡", "it does not resume after a break"),
    "alarm": Text("终端报警", "the terminal raised an alarm"),
}
KNOCK = {
    "unknown terminal": Text("没有登记", "not enrolled"),
    "unknown serial": Text("没有登记", "not enrolled"),
    "wrong secret": Text("密码不对", "wrong secret"),
}

GROUP = {"default": Text("默认", "the usual one")}
"""Groups of terminals; those that people made keep the name they gave."""


def say(table: dict[str, Text], code: str) -> Text:
    """The sentence of a code."""
    return table.get(code) or plain(code)
