"""The plan as a whole: what each server lacks, and what each cooperative lacks on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.commons.contract import SERVICES
from services.commons.topology import Vhost, topology_of

from .step import Statement, Step


@dataclass(frozen=True)
class Plan:
    """What provisioning would do, in the order in which it does it."""

    statements: Sequence[Statement] = ()
    broker: Sequence[Step] = ()
    # (cooperative, service) whose database has no schema yet, or with ``migrate`` not the newest
    schemas: Sequence[tuple[str, str]] = ()
    # (cooperative, service) whose founding texts are not all there
    texts: Sequence[tuple[str, str]] = ()
    # kinds of process whose credentials file changes
    credentials: Sequence[str] = ()

    @property
    def steps(self) -> list[Step]:
        """Every step, as it is told to the operator."""
        told: list[Step] = [*self.statements, *self.broker]
        told += [Step("create", f"tables of {service} of {slug}") for slug, service in self.schemas]
        told += [Step("create", f"founding texts of {slug} for {service}") for slug, service in self.texts]
        told += [Step("correct", f"credentials of the {kind} process") for kind in self.credentials]
        return told

    @property
    def nothing_to_do(self) -> bool:
        """Whether everything is as it should be; what is merely kept for the operator's decision does not count."""
        return all(step.kind == "keep" for step in self.steps)


@dataclass(frozen=True)
class Links:
    """Which cooperatives of this installation exchange exports: each member with its federations."""

    federations: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, slug: str) -> list[str]:
        """List the federations of a cooperative and its members, as far as they are installed here."""
        upwards = [other for other in self.federations.get(slug, ()) if other in self.federations]
        downwards = [other for other, above in self.federations.items() if slug in above]
        return sorted(set(upwards) | set(downwards) - {slug})


def vhosts(links: Links, slugs: Iterable[str]) -> list[Vhost]:
    """Describe the vhost of each cooperative."""
    return [topology_of(slug, links.of(slug), SERVICES) for slug in slugs]
