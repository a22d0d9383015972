"""The single sequencer: gives waiting events their place, and signs the new head."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tortoise.transactions import in_transaction

from hr import clock, ids
from orm.models import Checkpoint, Event, Leaf, PendingLeaf
from rules.evidence import checkpoint
from rules.evidence.note import Key
from rules.evidence.tree import Frontier, leaf_hash

_CHUNK = 2000


async def sequence(company_id: str, key: Ed25519PrivateKey) -> int:
    """Place up to one chunk of waiting events and sign one checkpoint; returns how many.

    Two sequencers at once cannot both succeed: (company, position) is unique.
    """
    async with in_transaction():
        waiting = await PendingLeaf.filter(company_id=company_id).order_by("event_id").limit(_CHUNK)
        if not waiting:
            return 0
        event_ids = [one.event_id for one in waiting]
        events = await Event.filter(id__in=event_ids).order_by("id")
        head = await Checkpoint.filter(company_id=company_id).order_by("-size").first()
        frontier = frontier_of(head)
        hashes = [leaf_hash(event.leaf) for event in events]
        await Leaf.bulk_create(
            Leaf(event_id=event.id, company_id=company_id, position=position, hash=leaf)
            for position, (event, leaf) in enumerate(
                zip(events, hashes, strict=True), start=frontier.size
            )
        )
        await PendingLeaf.filter(event_id__in=event_ids).delete()
        await _sign(company_id, frontier.extend(hashes), key)
        return len(events)


def frontier_of(head: Checkpoint | None) -> Frontier:
    """The frontier a checkpoint remembers; without one, the empty tree."""
    if head is None:
        return Frontier()
    return Frontier(size=head.size, peaks=tuple(bytes.fromhex(peak) for peak in head.frontier))


async def _sign(company_id: str, frontier: Frontier, key: Ed25519PrivateKey) -> None:
    head = checkpoint.at(frontier, origin(company_id))
    await Checkpoint.create(
        id=ids.new_id(),
        company_id=company_id,
        size=head.size,
        root=head.root.hex(),
        note=head.sign(note_key(company_id, key), key.sign),
        frontier=[peak.hex() for peak in frontier.peaks],
        at=clock.now(),
    )


def origin(company_id: str) -> str:
    """The name of a company's log."""
    return f"liuhen/{company_id}"


def note_key(company_id: str, key: Ed25519PrivateKey) -> Key:
    """The public key under the log's name: what outsiders must hold to check a head."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Key(name=origin(company_id), public=public)
