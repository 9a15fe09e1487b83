"""Who of the people named is somebody the authority file knows, by full name; a surname alone never is."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.identify.clusters import Cluster
from onrecord.model import EntityKind, Story
from onrecord.rules.authority import Authority
from onrecord.rules.people import Person

ELSEWHERE = frozenset({"JRN", "EDU", "MED", "BUS", "CRM", "LAB", "REL"})
"""Sectors of what a text calls somebody (a journalist, a doctor) that make him another bearer of a minister's name."""


def know_people(clusters: Sequence[Cluster], stories: Sequence[Story], authority: Authority) -> None:
    """Note on clusters who they are, and their sex where the text does not say it.

    A surname in one story with the office that somebody named in full in another holds that day may be him.
    """
    people = [cluster for cluster in clusters if cluster.kind is EntityKind.PERSON and not cluster.is_gone]
    for cluster in people:
        cluster.known = _known(cluster, authority)
        if cluster.known is not None and cluster.known.sex and not cluster.sexes:
            cluster.sexes.add(cluster.known.sex)
    known = [cluster for cluster in people if cluster.known is not None]
    for cluster in people if known else ():
        if cluster.known is None and len(cluster.best.tokens) == 1:
            _note(cluster, known, stories, authority)


def _known(cluster: Cluster, authority: Authority) -> Person | None:
    """The one person with a full name of the cluster's whom the text does not contradict."""
    names = {named.folded for named, _ in cluster.names if len(named.tokens) > 1}
    found = {person.id: person for name in names for person in authority.people.named(name)}
    fitting = [person for person in found.values() if _fits(cluster, person)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(cluster: Cluster, person: Person) -> bool:
    countries = {named.country for named, _ in cluster.names if named.country}
    if countries and person.countries and not countries & person.countries:
        return False
    if cluster.sex and person.sex and cluster.sex != person.sex:
        return False
    offices = _shared_offices(cluster, person)
    if not offices and any(office.title and office.title.sector in ELSEWHERE for office in cluster.offices):
        return bool(countries & person.countries) and not person.needs_support
    return not person.needs_support or offices or bool(countries & person.countries)


def _shared_offices(cluster: Cluster, person: Person) -> bool:
    held = {word for term in person.terms for word in term.office.lower().replace("-", " ").split()}
    return any(office.title and set(office.title.words.replace("-", " ").split()) <= held for office in cluster.offices)


def _note(cluster: Cluster, known: Sequence[Cluster], stories: Sequence[Story], authority: Authority) -> None:
    """ "President Lula" in one story, Luiz Inácio Lula da Silva in another."""
    named = {person.id for person in authority.people.called(cluster.best.folded)}
    written = stories[cluster.best.story].written_on
    for other in known:
        person = other.known
        if person is None or other.best.story == cluster.best.story:
            continue
        is_his = person.id in named or cluster.best.folded == other.best.tokens[-1]
        term = person.term_on(written.value if written else None)
        if is_his and term is not None and _shared_offices(cluster, person) and _fits(cluster, person):
            cluster.refers(other, "the surname and the office of one named in full in another story")
