"""States and kinds of background work in words; an unknown kind is shown by its code."""

from portal.widgets.chip import Tone
from rules.text import Text

STATES: dict[str, Text] = {
    "dead": Text("做不下去", "gave up"),
    "running": Text("正在做", "running"),
    "ready": Text("排队", "queued"),
    "scheduled": Text("到点再做", "scheduled"),
    "done": Text("做完", "done"),
    "cancelled": Text("已取消", "cancelled"),
}
TONES: dict[str, Tone] = {
    "dead": "wrong", "running": "info", "ready": "wait", "scheduled": "plain", "done": "good",
}  # fmt: skip
KINDS: dict[str, Text] = {
    "pay.shard": Text("算工资", "Compute pay"),
    "jobs.prune": Text("清理旧任务", "Clear old jobs"),
    "evidence.sequence": Text("证据排序与签名", "Sequence and sign evidence"),
    "attendance.judge": Text("重判考勤", "Judge days again"),
    "attendance.sweep": Text("查未到岗", "Look for absences"),
    "request.timers": Text("申请到点提醒", "Deadlines of requests"),
    "notice.send": Text("发通知", "Send notices"),
    "notice.query": Text("查回执", "Ask for receipts"),
    "notice.collect": Text("收退信", "Collect bounces"),
}
