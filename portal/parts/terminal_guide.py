"""What to type into a terminal's own menu, step by step, and whether it has been heard yet."""

from hr.terminal_guide import Guide
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.why import note
from rules.text import Text

HEARD = Text("听到它了，已经连上。", "It has been heard: it is connected.")
WAITING = Text(
    "正在等它的第一声。这一行会自己变。", "Waiting for its first sign of life; this line changes."
)
REFUSED = Text(
    "它来过，但密码或设置不对，见终端页上的原因。",
    "It called, but secret or settings are wrong: see the reason on its page.",
)
NO_HOST = Text("本机在局域网里的地址", "the address of this machine in your network")
ONCE = Text(
    "密码只显示这一次。现在抄进终端；忘了就点“换新密码”。",
    "The secret is shown only now. Put it into the terminal; if it is lost, renew it.",
)


def guide(one: Guide, secret: str) -> list[Node]:
    """The steps for its protocol; `secret` is empty when it cannot be shown any more."""
    rows = _STEPS.get(one.protocol, _mqtt)(one, secret)
    return [
        el("ol", (el("li", row) for row in rows), cls="guide"),
        *([note(ONCE, symbol="key", tone="wait")] if secret and one.protocol != "zk" else []),
    ]


def alive_line(state: str) -> Node:
    """Whether the terminal was heard since it was enrolled."""
    if state == "online":
        return div(icon("check"), span(HEARD), cls="alive-line here", role="status")
    if state == "quarantined":
        return div(icon("alert", cls="tone-wrong"), span(REFUSED), cls="alive-line", role="status")
    return div(icon("wait", cls="tone-wait"), span(WAITING), cls="alive-line", role="status")


def _zk(_one: Guide, _secret: str) -> list[Child]:
    return [
        Text(
            "在终端“通讯设置 → 以太网”里看 IP 地址，和您填的一致；端口 4370。",
            "Under Comm. → Ethernet, compare the IP address with what you typed; port 4370.",
        ),
        Text(
            "“通讯设置 → 连接设置”里的通信密码要和您填的一样，没设过就是 0。",
            "Under Comm. → PC connection, the comm key must be what you typed; 0 when none is set.",
        ),
        Text(
            "不用填我们的地址：网关会去连它。", "Our address is not needed: the gateway calls it."
        ),
    ]


def _adms(one: Guide, secret: str) -> list[Child]:
    return [
        Text("打开“通讯设置 → 云服务器设置（ADMS）”。", "Open Comm. → Cloud server (ADMS)."),
        [Text("服务器地址：", "Server address: "), _host(one)],
        [Text("端口：", "Port: "), el("code", one.port)],
        [
            Text("通信密钥（ComKey）：", "Secret (ComKey): "),
            el("code", secret, cls="secret")
            if secret
            else Text("登记时显示的那个", "the one shown"),
        ],
        [
            Text(
                "没有通信密钥一项的机型，把密码写进服务器地址：",
                "Models without such a field take it in the server address: ",
            ),
            el("code", f"http://{one.host or '…'}:{one.port}/{secret or '…'}"),
        ],
        Text(
            "“启用域名”和“HTTPS”按上面的地址来选；保存后重启终端。",
            "Set domain name and HTTPS as the address says; save and restart the terminal.",
        ),
    ]


def _mqtt(one: Guide, secret: str) -> list[Child]:
    steps: list[Child] = [
        Text("打开网络设置里的 MQTT 一页。", "Open the MQTT page of its network settings."),
        [Text("服务器地址：", "Broker address: "), _host(one)],
        [Text("端口：", "Port: "), el("code", one.port)],
        [Text("用户名：", "User name: "), el("code", one.user)],
        [
            Text("密码：", "Password: "),
            el("code", secret, cls="secret")
            if secret
            else Text("登记时显示的那个", "the one shown"),
        ],
    ]
    if one.prefix:
        steps.append([Text("主题前缀：", "Topic prefix: "), el("code", one.prefix)])
    steps.append(
        Text(
            "把“断点续传”打开，网络断了的打卡才会补上来。",
            "Switch on resume from breakpoint, so that punches made offline are sent later.",
        )
    )
    return steps


def _host(one: Guide) -> Child:
    return el("code", one.host) if one.host else span(NO_HOST, cls="muted")


_STEPS = {"zk": _zk, "adms": _adms}
