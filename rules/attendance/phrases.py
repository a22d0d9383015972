"""The sentences of the explanation, by code."""

from rules.text import Text

PHRASES: dict[str, Text] = {
    "plan.fixed": Text(
        "排班是{shift} {start}–{end}，{grace}。", "The shift is {shift}, {start}–{end}, {grace}."
    ),
    "plan.flex": Text(
        "排班是弹性班{shift}，{start} 到 {latest} 之间上班，须满 {required}，{grace}。",
        "The shift is flexible ({shift}): start between {start} and {latest}, "
        "{required} owed, {grace}.",
    ),
    "plan.hours": Text(
        "排班是工时班{shift}，当天须满 {required}，不计迟到早退。",
        "The shift is {shift}: {required} are owed on the day, at any time.",
    ),
    "plan.rest": Text("这一天排的是休息。", "The day is planned as rest."),
    "plan.holiday": Text("这一天是法定节假日。", "The day is a statutory holiday."),
    "plan.holiday_off": Text(
        "这一天是法定节假日，{shift}不要求出勤。",
        "The day is a statutory holiday, so {shift} is not owed.",
    ),
    "plan.holiday_owed": Text(
        "这一天是法定节假日，出勤全部计为节假日加班。",
        "The day is a statutory holiday, so all work counts as holiday overtime.",
    ),
    "plan.none": Text("这一天没有排班。", "No shift was planned for the day."),
    "cover.leave": Text(
        "已批准的请假占应出勤时间 {minutes}。", "Approved leave covers {minutes} of the shift."
    ),
    "cover.on_duty": Text(
        "已批准的出差或外勤占应出勤时间 {minutes}。",
        "Approved duty elsewhere covers {minutes} of the shift.",
    ),
    "in.on_time": Text("第一次打卡 {at}，没有迟到。", "The first punch is at {at}, so on time."),
    "in.grace": Text(
        "第一次打卡 {at}，晚 {minutes}，在宽限以内，不算迟到。",
        "The first punch is at {at}, {minutes} after the start but within the grace, so not late.",
    ),
    "in.late": Text(
        "第一次打卡 {at}，晚 {minutes}，超过宽限，所以是迟到。",
        "The first punch is at {at}, {minutes} after the start and beyond the grace, so late.",
    ),
    "in.late_strict": Text(
        "第一次打卡 {at}，晚 {minutes}，所以是迟到。",
        "The first punch is at {at}, {minutes} after the start, so late.",
    ),
    "in.plain": Text("第一次打卡 {at}。", "The first punch is at {at}."),
    "out.on_time": Text("最后一次打卡 {at}，没有早退。", "The last punch is at {at}, not early."),
    "out.grace": Text(
        "最后一次打卡 {at}，早 {minutes}，在宽限以内，不算早退。",
        "The last punch is at {at}, {minutes} before the end but within the grace, so not early.",
    ),
    "out.early": Text(
        "最后一次打卡 {at}，早 {minutes}，所以是早退。",
        "The last punch is at {at}, {minutes} before the end, so left early.",
    ),
    "out.plain": Text("最后一次打卡 {at}。", "The last punch is at {at}."),
    "missing.in": Text("没有上班卡。", "There is no punch in."),
    "missing.out": Text("没有下班卡。", "There is no punch out."),
    "pending.none": Text(
        "班次还没结束，目前没有打卡。", "The shift is not over; there is no punch so far."
    ),
    "pending.some": Text(
        "班次还没结束，先不下结论。", "The shift is not over, so nothing is concluded yet."
    ),
    "absent.none": Text(
        "没有打卡，也没有批准的请假，所以是缺勤 {minutes}。",
        "There is no punch and no approved request, so {minutes} of absence.",
    ),
    "absent.rest": Text(
        "其余时间没有打卡，所以是缺勤 {minutes}。",
        "The rest of the shift has no punch, so {minutes} of absence.",
    ),
    "absent.rule": Text(
        "按公司规则，这一天记为缺勤。", "By the company's rule the day counts as absence."
    ),
    "half.rule": Text(
        "按公司规则，这一天记为半天。", "By the company's rule the day counts as half a day."
    ),
    "held.in": Text(
        "{due} 以前没有打卡。但{silence}，平时也用这台打卡，所以不判迟到，只记缺上班卡，等补卡。",
        "There is no punch before {due}. But {silence}, and this person uses it, "
        "so not late: only a punch in is missing, to be corrected.",
    ),
    "held.out": Text(
        "{due} 以后没有打卡。但{silence}，平时也用这台打卡，所以不判早退，只记缺下班卡，等补卡。",
        "There is no punch after {due}. But {silence}, and this person uses it, "
        "so not early: only a punch out is missing, to be corrected.",
    ),
    "held.absent": Text(
        "全天没有打卡。但{silence}，上下班都可能打不上卡，所以不判缺勤，等人核实。",
        "There is no punch all day. But {silence}, so neither end of the shift can be proven: "
        "absence is not concluded and somebody must check.",
    ),
    "held.pending": Text(
        "还没有打卡。但{silence}，所以现在无法判断。",
        "There is no punch yet. But {silence}, so nothing can be known now.",
    ),
    "work.total": Text("计工作 {minutes}。", "{minutes} count as worked."),
    "work.short": Text("比要求少 {minutes}。", "That is {minutes} short."),
    "ot.total": Text("其中加班 {minutes}。", "Overtime is {minutes}."),
}

SILENT = Text("{name} {start} 到 {end} 失联", "{name} was silent from {start} to {end}")
SILENT_STILL = Text("{name} {start} 起一直失联", "{name} has been silent since {start}")
GRACE = Text("宽限 {minutes}", "{minutes} of grace")
NO_GRACE = Text("没有宽限", "no grace")
