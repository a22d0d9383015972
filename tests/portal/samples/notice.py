"""A termination letter with the receipts of five channels, as in the reference picture."""

# ruff: noqa: E501 - sample sentences stand in one line each, in both languages

from portal.widgets.answer import answer_head
from portal.widgets.button import button, link
from portal.widgets.card import card
from portal.widgets.deadlines import Deadline, State, deadline_list
from portal.widgets.letter import Letter, effect, letter_paper
from portal.widgets.markup import Node, div, span
from portal.widgets.receipts import Channel, Fact, Stage, receipt_strip
from portal.widgets.seal import Proof, proof_seal
from portal.widgets.view import put
from rules.text import Text

LETTER = Letter(
    title="解除劳动合同通知书",
    issuer="深圳市衡舟精密仪器有限公司",
    number="衡舟人通〔2026〕第 017 号",
    greeting="周启明（工号 0009）：",
    paragraphs=(
        "您与本公司于 2025-09-15 签订劳动合同，任研发部开发经理。自 2026-10-16 起，您未到岗，也未办理请假手续。本公司分别于 10-20、10-23、11-02 向您发出返岗通知书，您均未返岗，亦未说明理由。",
        "依据《劳动合同法》第三十九条第（二）项，及您于 2025-09-15 签收的《员工手册》第 6.3 条，本公司决定自本通知送达之日起解除与您的劳动合同。公司已于 2026-11-13 将理由通知工会，工会无异议。",
        "请于 2026-12-03 前与许雯联系办理工作交接。离职证明、档案与社会保险关系转移由公司在解除后十五日内办理，不以交接为条件。",
        "如对本决定有异议，您可在一年内申请劳动仲裁。",
    ),
    date="2026 年 11 月 16 日",
)
P, Q, N, F = Fact.PROVEN, Fact.OPEN, Fact.NEVER, Fact.FAILED
CHANNELS = (
    ("app", "app", Text("应用内", "In the app"), Text("手机与网页", "phone and web"), ((P, "11-16 14:02:08"), (P, "14:02:08"), (P, "14:02:11"), (Q, ""), (Q, ""))),
    ("sms", "sms", Text("短信", "SMS"), "138 **** 6021", ((P, "14:02:08"), (P, "14:02:09"), (P, "14:02:31"), (N, ""), (N, ""))),
    ("mail", "mail", Text("邮件", "E-mail"), "zhouqm@…163.com", ((P, "14:02:08"), (P, "14:02:10"), (P, "14:02:12"), (Q, ""), (Q, ""))),
    ("chat", "chat", Text("企业微信", "WeCom"), "zhouqm", ((P, "14:02:08"), (F, Text("成员已停用", "member disabled")))),
    ("post", "post", Text("邮政 EMS", "Post, EMS"), "1128 4460 3390", ((P, "11-16 16:40"), (P, "11-16 18:05"), (P, "11-18 10:22"), (N, ""), (P, "11-18 10:22"))),
)  # fmt: skip
DEADLINES: tuple[tuple[str, str, str, str, str, str, State], ...] = (
    ("11-13 周五", "Fri 13 Nov", "告知工会，取得回执", "union told, receipt held", "完成 11-13 11:20", "done 13 Nov 11:20", "done"),
    ("11-16 周一", "Mon 16 Nov", "通知书五个渠道发出", "letter sent by five channels", "14:02 发出，3 秒首个送达；EMS 16:40 交寄", "sent 14:02, first delivery after 3 s; EMS posted 16:40", "done"),
    ("11-18 周三", "Wed 18 Nov", "本人送达，解除生效", "delivered in person, in force", "EMS 本人签收，投递员拍照存证", "signed for in person, photographed", "done"),
    ("11-20 今天", "today", "最后工资结清", "final pay", "等财务付款，彭静仪经办", "waits for finance, Peng Jingyi", "now"),
    ("12-03 前", "by 3 Dec", "离职证明、档案和社保转移", "certificate, file and insurance", "第 50 条，15 日；还有 13 天", "art. 50, 15 days; 13 left", "open"),
    ("12-03 前", "by 3 Dec", "工作交接", "handover", "不影响以上任何一项", "holds up none of the above", "open"),
)  # fmt: skip


def notice() -> None:
    put(
        answer_head(
            Text("通知书 ・ 衡舟人通〔2026〕017 ・ 周启明", "Notice, HZ 2026-017, Zhou Qiming"),
            Text("能证明 11-18 本人签收，解除已生效；手机端还没读。", "Proven: signed for in person on 18 Nov, so it is in force; not read on the phone yet."),
            (
                button(Text("补发一个渠道", "Add a channel"), act="add"),
                button(Text("导出争议包", "Export the pack"), act="pack", kind="primary", symbol="pack"),
            ),
        )
    )  # fmt: skip
    put(div(paper(), proofs(), cls="noticed"))


def paper() -> Node:
    return card(
        letter_paper(LETTER),
        title=Text("解除劳动合同通知书", "Letter of termination"),
        aside=Text("第 1 / 1 页 ・ 已盖章", "page 1 of 1, sealed"),
        foot=["SHA-256 7c1e 09af … d2b4", link(Text("下载 PDF", "Download PDF"), "/download")],
        cls="paper-card",
    )


def proofs() -> Node:
    return div(in_force(), receipts(), deadlines(), cls="stack")


def in_force() -> Node:
    reason = Text(
        "EMS 由*本人*签收是最早能证明的送达。短信 11-16 14:02 已到手机，但不能证明他看过，因此不用作生效时间。",
        "The EMS letter signed for *in person* is the earliest delivery that can be proven. The SMS reached the phone on 16 Nov 14:02, but nothing proves he saw it.",
    )
    when = Text("2026-11-18 周三 10:22", "Wed 2026-11-18 10:22")
    return effect(Text("法律上的生效时间", "In force at law from"), when, reason)


def receipts() -> Node:
    channels = [
        Channel(key=key, symbol=symbol, name=name, address=address, stages=[Stage(fact=f, words=w) for f, w in stages])
        for key, symbol, name, address, stages in CHANNELS
    ]  # fmt: skip
    return card(
        receipt_strip(channels),
        title=Text("五个渠道的回执", "Receipts of five channels"),
        aside=Text("实心是能证明的，空心不是", "filled is proven, hollow is not"),
        flush=True,
        cls="no-rule",
    )


def deadlines() -> Node:
    due = [
        Deadline(when=Text(wz, we), title=Text(tz, te), detail=Text(dz, de), state=state)
        for wz, we, tz, te, dz, de, state in DEADLINES
    ]
    seal = proof_seal(Proof(recorded=True, sequenced=True, stamped=True, witnessed=True))
    return card(
        deadline_list(due),
        title=Text("期限", "Deadlines"),
        aside=Text("到期前 3 天、1 天提醒许雯", "Xu Wen is reminded 3 days and 1 day before"),
        foot=[
            seal,
            span(Text("证据 38 条，含返岗通知 3 份", "38 records, with 3 return-to-work notices")),
        ],
        flush=True,
    )
