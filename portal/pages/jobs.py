"""Background work: does it get done, what gave up, and how to mend it."""

from nicegui import ui

from hr import clock, jobs_view
from hr.action import Action
from hr.jobs.admin import JobRow
from hr.jobs_view import Queue, WorkerView
from portal.address import address
from portal.errors import tried
from portal.live import follow
from portal.page import Group, Page, View
from portal.parts.job_words import KINDS, STATES, TONES
from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.card import card
from portal.widgets.chip import filter_chip, state_chip
from portal.widgets.empty import empty_state
from portal.widgets.markup import Child, Node, div, el, icon, span
from portal.widgets.menu import menu
from portal.widgets.say import Words
from portal.widgets.sheet import SideSheet
from portal.widgets.show import ago, moment
from portal.widgets.table import Column, DataTable, Found, Look, Query, Row
from portal.widgets.toast import toast
from portal.widgets.view import put
from portal.widgets.why import facts
from rules.access import Permission
from rules.text import Text, plain

TITLE = Text("后台任务", "Background work")
COLUMNS = (
    Column(key="kind", label=Text("任务", "Job")),
    Column(key="state", label=Text("状态", "State"), width=130),
    Column(key="tries", label=Text("次数", "Tries"), align="end", width=90, phone=False),
    Column(key="when", label=Text("时间", "When"), width=210, phone=False),
    Column(key="error", label=Text("最后的错误", "Last error"), phone=False),
)
_ENDED = ("done", "dead", "cancelled")
_LIVE = 3


async def build(view: View) -> None:
    """The queue, followed while the page is open."""
    page = JobsPage(view)
    await page.beat()
    follow(page.beat, seconds=_LIVE)


class JobsPage:
    """Filters in the address; a job opens beside the list."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.state, self.kind = view.query.get("state", ""), view.query.get("kind", "")
        self.queue: Queue | None = None
        self.chosen: JobRow | None = None
        acts = {"retry": tried(self._retry), "cancel": tried(self._cancel)}
        self.sheet = SideSheet(Text("一件任务", "One job"), on=acts)
        self.head = put(on={"all": tried(self._retry_all)})
        self.chips = put(on={"go": ui.navigate.to})
        self.table = DataTable(
            COLUMNS,
            self._load,
            on_open=tried(self._open),
            look=Look(caption=TITLE, compact=True, empty=_none()),
        )
        self.workers = put(cls="page-foot")

    async def beat(self) -> None:
        """Ask and draw what changed."""
        found = await self.view.ask(jobs_view.queue, state=self.state, kind=self.kind)
        if found == self.queue:
            return
        self.queue = found
        self.head.show(answer_head(TITLE, found.head, self._actions()))
        self.chips.show(self._filters(found))
        self.workers.show(_workers(found.workers))
        await self.table.refresh()

    def _actions(self) -> list[Node]:
        dead = self.state == "dead" and self.kind and self.queue and self.queue.rows
        if not dead or not self.view.may(jobs_view.retry_kind):
            return []
        label = Text("{kind}全部重试", "Retry all: {kind}").format(kind=_kind(self.kind))
        return [button(label, act="all", kind="primary", symbol="refresh")]

    def _filters(self, found: Queue) -> Node:
        states: list[tuple[str, Text]] = [("", Text("没做完", "unfinished")), *STATES.items()]
        kinds: list[tuple[str, Words]] = [("", Text("全部", "all"))]
        kinds += [(kind, _kind(kind)) for kind in found.kinds]
        return div(
            (
                filter_chip(
                    words,
                    act="go",
                    key=self._address(state=key),
                    on=key == self.state,
                    count=found.health.counts[key] if key else None,
                )
                for key, words in states
            ),
            menu(
                Text("任务：{kind}", "Job: {kind}").format(
                    kind=_kind(self.kind) if self.kind else Text("全部", "all")
                ),
                [(self._address(kind=key), words) for key, words in kinds],
                act="go",
                chosen=self._address(),
            ),
            cls="chips",
        )

    def _address(self, **changed: str) -> str:
        return address("/jobs", **({"state": self.state, "kind": self.kind} | changed))

    async def _load(self, query: Query) -> Found:
        rows = self.queue.rows if self.queue else ()
        part = rows[query.offset : query.offset + query.size]
        return Found(rows=[_row(self.view, one) for one in part], total=len(rows))

    async def _open(self, job_id: str) -> None:
        rows = self.queue.rows if self.queue else ()
        self.chosen = next((one for one in rows if one.id == job_id), None)
        if self.chosen:
            one = self.chosen
            head = div(el("h2", _kind(one.kind)), cls="sheet-title")
            self.sheet.show(head, _body(self.view, one), self._foot(one))

    def _foot(self, one: JobRow) -> list[Child] | None:
        if not self.view.may(jobs_view.retry):
            return None
        if one.state in ("dead", "cancelled"):
            return [button(jobs_view.retry.spec.label, act="retry", kind="primary")]
        if one.state in _ENDED:
            return None
        return [button(jobs_view.cancel.spec.label, act="cancel", kind="danger")]

    async def _retry(self, _key: str) -> None:
        await self._act(jobs_view.retry, Text("已重新排队。", "Queued again."))

    async def _cancel(self, _key: str) -> None:
        await self._act(jobs_view.cancel, Text("已取消。", "Cancelled."))

    async def _act(self, doing: Action[[str], None], said: Text) -> None:
        if self.chosen:
            await self.view.ask(doing, self.chosen.id)
            self.sheet.close()
            toast(said)
            await self.beat()

    async def _retry_all(self, _key: str) -> None:
        count = await self.view.ask(jobs_view.retry_kind, self.kind)
        toast(Text(f"{count} 件已重新排队。", f"{count} queued again."))
        await self.beat()


def _kind(kind: str) -> Text:
    return KINDS.get(kind) or plain(kind)


def _state(one: JobRow) -> Node:
    return state_chip(STATES.get(one.state, plain(one.state)), TONES.get(one.state, "plain"))


def _row(view: View, one: JobRow) -> Row:
    when = one.finished_at or one.run_at
    return Row(
        key=one.id,
        cells=(
            el("strong", _kind(one.kind)),
            _state(one),
            f"{one.attempt} / {one.max_attempts}",
            moment(view.local(when)),
            span(one.error[:120], cls="sub"),
        ),
    )


def _body(view: View, one: JobRow) -> list[Child]:
    pairs: list[tuple[Words, Child]] = [
        (Text("状态", "State"), _state(one)),
        (Text("种类", "Kind"), el("code", one.kind)),
        (Text("次数", "Tries"), f"{one.attempt} / {one.max_attempts}"),
        (Text("写下", "Written"), moment(view.local(one.created_at))),
        (Text("到点", "Due"), moment(view.local(one.run_at))),
        (Text("进程", "Worker"), one.worker or "–"),
        (Text("救回", "Rescued"), one.rescues),
        (Text("内容", "Args"), el("code", str(one.args), cls="hash")),
    ]
    if one.error:
        pairs.append((Text("错误", "Error"), el("code", one.error, cls="hash tone-wrong")))
    return [facts(pairs)]


def _workers(found: tuple[WorkerView, ...]) -> Node:
    alive = sum(one.alive for one in found)
    rows = (
        el(
            "li",
            icon(
                "check" if one.alive else "silent", cls="tone-good" if one.alive else "tone-wrong"
            ),
            span(f"{one.host} ・ {one.pid}", cls="grow"),
            span(ago(int((clock.now() - one.beat_at).total_seconds())), cls="sub"),
            cls="between",
        )
        for one in found
    )
    none = el("p", Text("没有进程报到过。", "No worker has reported."), cls="sub")
    return card(
        el("ul", rows, cls="plain-list") if found else none,
        title=Text("后台进程", "Workers"),
        aside=Text(f"{alive} 个在工作", f"{alive} alive"),
        cls="ruled padded",
    )


def _none() -> Node:
    return empty_state(
        Text("这里没有任务", "No job here"),
        Text(
            "要做的都做完了，或换一个状态、种类。", "All is done, or choose another state or kind."
        ),
        symbol="refresh",
    )


PAGE = Page(
    path="/jobs",
    title=TITLE,
    symbol="refresh",
    group=Group.SETUP,
    needs=Permission.JOB_VIEW,
    build=build,
)
