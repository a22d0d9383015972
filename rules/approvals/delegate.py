"""A standing delegation before it is kept: whom one may name."""

from rules.approvals.errors import refused
from rules.approvals.org import Delegation, Org


def check_delegation(org: Org, wanted: Delegation) -> None:
    """Refuse a delegation to oneself, to an inactive person, or one that ends before it starts."""
    if wanted.to == wanted.principal:
        raise refused("self_target", wanted.to)
    if not org.active(wanted.to):
        raise refused("inactive_target", wanted.to)
    if wanted.end < wanted.start:
        raise refused("bad_target", "end")
