"""The record as people see it: what happened, whether it is whole, and the proof of one event."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hr import installation
from hr.action import Work, not_found, query
from hr.actor import Actor
from hr.evidence import rfc3339
from hr.sequencer import note_key
from orm.models import Account, Checkpoint, Event, Leaf, Person
from rules import access
from rules.access import FieldGroup, Level, Permission
from rules.evidence.entry import salted_hash
from rules.evidence.kinds import sentence
from rules.evidence.proof import Proof
from rules.evidence.seal import Seal, seal
from rules.evidence.tree import Frontier, inclusion_proof, leaf_hash
from rules.text import Text

_PAGE = 50
_CHUNK = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One line of the record; `position` is its place in the tree, None while it waits."""

    id: str
    at: datetime
    kind: str
    text: Text
    actor: str
    subject: str
    position: int | None
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Whether the record is whole: counts, the signed head, and the first fault if any."""

    head: Text
    events: int
    sequenced: int
    waiting: int
    root: str
    signed_at: datetime | None
    key: str
    fault: Text | None


@query(Permission.EVIDENCE_VIEW, "证据", "Evidence")
async def timeline(
    work: Work, *, subject: str = "", before: str = "", kind: str = ""
) -> list[EventRow]:
    """Events newest first, 50 at a time; `before` is the id to go on from."""
    found = Event.filter(company_id=work.company_id)
    if subject:
        found = found.filter(subject=subject)
    if kind:
        found = found.filter(type__startswith=kind)
    if before:
        found = found.filter(id__lt=before)
    rows = await found.order_by("-id").limit(_PAGE)
    places = {
        one.event_id: one.position
        for one in await Leaf.filter(event_id__in=[row.id for row in rows])
    }
    names = await _names(work.company_id)
    return [
        EventRow(
            id=row.id,
            at=row.at,
            kind=row.type,
            text=sentence(row.type),
            actor=names.get(row.actor, "Liuhen"),
            subject=names.get(row.subject, ""),
            position=places.get(row.id),
            data=(row.data or "") if open_to(work.actor, row.type) else "",
        )
        for row in rows
    ]


@query(Permission.EVIDENCE_VIEW, "核验", "Verify")
async def whole(work: Work) -> Whole:
    """Recompute the tree from the events and compare it with every signed head."""
    company = work.company_id
    head = await Checkpoint.filter(company_id=company).order_by("-size").first()
    fault = await find_fault(company)
    events = await Event.filter(company_id=company).count()
    sequenced = head.size if head else 0
    waiting = max(0, events - sequenced)
    return Whole(
        head=_sentence(events, waiting, fault),
        events=events,
        sequenced=sequenced,
        waiting=waiting,
        root=head.root if head else "",
        signed_at=head.at if head else None,
        key=note_key(company, installation.current().vault.signing_key()).vkey(),
        fault=fault,
    )


@query(Permission.EVIDENCE_VIEW, "证明", "Proof")
async def proof(work: Work, event_id: str) -> str:
    """The proof file of one event (c2sp.org/tlog-proof@v1) against the newest head."""
    event = await Event.get_or_none(id=event_id, company_id=work.company_id)
    if event is None:
        raise not_found()
    return await proof_text(event)


@query(Permission.SELF, "证明印", "Seal")
async def seal_of(work: Work, subject: str, kind: str = "") -> Seal:
    """The seal of the newest event about a subject: recorded, sequenced; the rest is hollow."""
    if subject != work.actor.person_id and await Person.exists(id=subject):
        await work.person(subject, Permission.PERSON_VIEW)
    found = Event.filter(company_id=work.company_id, subject=subject)
    if kind:
        found = found.filter(type=kind)
    event = await found.order_by("-id").first()
    if event is None:
        return seal(recorded="")
    leaf = await Leaf.get_or_none(event_id=event.id)
    head = (
        await Checkpoint.filter(company_id=work.company_id, size__gt=leaf.position)
        .order_by("size")
        .first()
        if leaf
        else None
    )
    return seal(recorded=rfc3339(event.at), sequenced=rfc3339(head.at) if head else "")


_GROUPS = {"person.changed": FieldGroup.CONTACT}
"""Events whose data hold personal fields; every other kind holds none."""


def open_to(actor: Actor, kind: str) -> bool:
    """Whether an actor may read what an event of a kind holds; its place in the tree is open."""
    group = _GROUPS.get(kind)
    return group is None or access.level(actor.held, group, own=actor.is_machine) >= Level.VIEW


async def proof_text(event: Event) -> str:
    """Index, audit path and signed head of one event, as the file outsiders check."""
    leaf = await Leaf.get_or_none(event_id=event.id)
    head = await Checkpoint.filter(company_id=event.company_id).order_by("-size").first()
    if leaf is None or head is None or head.size <= leaf.position:
        raise not_found()
    hashes = await leaf_hashes(event.company_id, head.size)
    path = await asyncio.to_thread(inclusion_proof, hashes, leaf.position)
    return Proof(index=leaf.position, path=path, checkpoint=head.note).write()


async def leaf_hashes(company_id: str, size: int) -> list[bytes]:
    """The first `size` leaf hashes of a company's tree, in order."""
    rows = (
        await Leaf.filter(company_id=company_id, position__lt=size)
        .order_by("position")
        .values_list("hash", flat=True)
    )
    return [bytes(one) for one in rows]


async def find_fault(company_id: str) -> Text | None:
    """The first place where events, tree and signed heads do not agree, or None."""
    heads = {
        one.size: one.root
        for one in await Checkpoint.filter(company_id=company_id).order_by("size")
    }
    frontier = Frontier()
    position = 0
    while True:
        leaves = (
            await Leaf.filter(company_id=company_id, position__gte=position)
            .order_by("position")
            .limit(_CHUNK)
        )
        if not leaves:
            break
        events = {e.id: e for e in await Event.filter(id__in=[leaf.event_id for leaf in leaves])}
        ordered = [events.get(leaf.event_id) for leaf in leaves]
        frontier, bad = await asyncio.to_thread(_walk, frontier, leaves, ordered, heads)
        if bad is not None:
            return bad
        position = frontier.size
    if max(heads, default=0) > frontier.size:
        return _missing(frontier.size)
    signed = await Checkpoint.exists(company_id=company_id, size__gte=frontier.size)
    return None if signed or not frontier.size else _unsigned(max(heads, default=0))


def _walk(
    frontier: Frontier,
    leaves: Sequence[Leaf],
    events: Sequence[Event | None],
    heads: dict[int, str],
) -> tuple[Frontier, Text | None]:
    for leaf, event in zip(leaves, events, strict=True):
        if leaf.position != frontier.size or event is None:
            return frontier, _missing(frontier.size)
        if leaf_hash(event.leaf) != bytes(leaf.hash) or not _same_data(event):
            return frontier, _changed(leaf.position)
        frontier = frontier.append(bytes(leaf.hash))
        signed = heads.get(frontier.size)
        if signed is not None and signed != frontier.root().hex():
            return frontier, _changed(leaf.position)
    return frontier, None


def _same_data(event: Event) -> bool:
    """Whether the data beside the leaf is what the leaf holds the hash of; erased data passes."""
    if event.data is None or event.salt is None:
        return True
    told = json.loads(bytes(event.leaf))["data_sha256"]
    return bool(told == salted_hash(json.loads(event.data), bytes.fromhex(event.salt)))


def _changed(position: int) -> Text:
    return Text(
        f"第 {position} 条被改动过，从这里起不能再信。",
        f"Entry {position} was changed: nothing from here on can be trusted.",
    )


def _missing(position: int) -> Text:
    return Text(
        f"第 {position} 条不见了，从这里起不能再信。",
        f"Entry {position} is gone: nothing from here on can be trusted.",
    )


def _unsigned(position: int) -> Text:
    return Text(
        f"第 {position} 条起的签名不见了，从这里起不能再信。",
        f"The signature from entry {position} on is gone: nothing from here on can be trusted.",
    )


def _sentence(events: int, waiting: int, fault: Text | None) -> Text:
    if fault is not None:
        return fault
    if events == 0:
        return Text("还没有记录。", "Nothing is on record yet.")
    tail = (
        Text(f"，{waiting} 条正在排序。", f"; {waiting} are being sequenced.")
        if waiting
        else Text("，全部排序并签名。", ", all sequenced and signed.")
    )
    return (
        Text(f"记录完整：{events:,} 条一条不少", f"The record is whole: {events:,} entries") + tail
    )


async def _names(company_id: str) -> dict[str, str]:
    names = {one.id: one.name for one in await Person.filter(company_id=company_id)}
    for account in await Account.filter(company_id=company_id):
        names[account.id] = names.get(account.person_id or "", account.login)
    return names
