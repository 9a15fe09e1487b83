"""People by what they are called: an office, an age, a nation, a role, what the text says they do."""

from __future__ import annotations

from onrecord.identify.clusters import Cluster
from onrecord.identify.folding import fold
from onrecord.identify.looking import Story
from onrecord.identify.offices import LEAVING, Office
from onrecord.identify.phrases import PEOPLE, Phrase, phrase_text, title_of
from onrecord.model import EntityKind
from onrecord.rules.authority import Authority, Description, Role

Found = tuple[Cluster, str]
LESSER = frozenset("deputy vice assistant shadow acting junior under associate".split())
"""`the minister` is not the deputy minister."""
PAST = frozenset(("former", "ex", "ex-", "then", "late", "ousted", "outgoing"))
PUBLIC = frozenset(("GOV", "IGO", "LEG", "PTY", "MIL", "COP", "JUD", "REL"))
STATE = frozenset(("GOV", "LEG", "IGO"))
PERSONAL = ("ist", "man", "woman")
"""Endings of nouns that mean people."""
STEM = 4
"""Letters that a description must share with a word of the clause: banker and bank."""


def find_person(story: Story, phrase: Phrase) -> Found | None:
    """The person that a phrase stands for, with the reason."""
    annotation = story.scene.annotation
    word = annotation.words[phrase.noun]
    age = _age(story, phrase)
    if age:
        return _by_age(story, phrase, age)
    if word.xpos not in ("NN", "NNP", "JJ") or (phrase.owner is None and phrase.article == ""):
        return None
    is_name = word.text[0].isupper()
    nation = story.nations.of(word.text) or story.nations.of(f"{word.text}s") if is_name else None
    if nation is not None:
        return _by_nation(story, phrase, nation.key)
    text = phrase_text(annotation, phrase.words)
    return _by_name_of_work(story, phrase, text)


def _by_name_of_work(story: Story, phrase: Phrase, text: str) -> Found | None:
    authority = story.authority
    lemma = story.scene.annotation.words[phrase.noun].lemma.lower()
    title, role = title_of(text, authority), role_of(text, authority)
    described = authority.descriptions.get(lemma)
    is_office = (title is not None and title.is_office) or (described is not None and described.match == "office")
    if is_office and (found := _by_office(story, phrase, text, described)) is not None:
        return found, "office"
    if title is not None and title.sector in PUBLIC and _is_past(story, phrase):
        return None  # A former president who is not known to have been one is somebody else.
    is_public = title is not None and title.sector in PUBLIC
    is_person = is_office or role is not None or lemma in PEOPLE or lemma.endswith(PERSONAL)
    is_held = title is not None and title.sector in STATE  # the prime minister is no other minister
    if is_person and (found := _by_said(story, phrase, text, None if is_held else role)) is not None:
        return found, "what the text calls them"
    if role is not None and (found := _by_deed(story, phrase, text, role)) is not None:
        return found, "what they do"
    if role is not None and not is_public and (found := _by_role(story, phrase, text, role)) is not None:
        return found, "the only person"
    return None


def role_of(text: str, authority: Authority) -> Role | None:
    """The longest role that ends a phrase."""
    words = text.lower().split()
    for size in range(min(3, len(words)), 0, -1):
        found = authority.roles.get(" ".join(words[-size:]))
        if found is not None:
            return found
    return None


# --- offices --------------------------------------------------------------------------------------


def _by_office(story: Story, phrase: Phrase, text: str, described: Description | None) -> Cluster | None:
    wanted = _office_words(text)
    owner = story.key(story.scene.annotation.phrase(phrase.owner).text) if phrase.owner else None
    is_past = _is_past(story, phrase)
    fitting: list[Cluster] = []
    unsure: list[Cluster] = []
    for cluster in story.before(phrase.noun, EntityKind.PERSON):
        held = [office for office in story.profiles[cluster].offices if _takes(wanted, office, described)]
        held = [office for office in held if not is_past or _was_held(story, cluster, office)]
        if not held:
            continue
        owners = {story.key(office.nation.name if office.nation else office.owner) for office in held if office.owner}
        is_former = not is_past and all(_was_held(story, cluster, office) for office in held)
        if not is_former and (owner is None or owner in owners | _nations(story, cluster)):
            fitting.append(cluster)
        elif not owners or is_former:
            unsure.append(cluster)
    found = story.only(fitting or unsure, phrase.noun)
    return found or (None if is_past or owner is None else _by_table(story, phrase, wanted, owner))


def _nations(story: Story, cluster: Cluster) -> set[str]:
    """Whose the text says somebody to be, else whose office the authority file knows."""
    said = set(story.profiles[cluster].nations)
    return said or set(cluster.known.countries if cluster.known else ())


def _by_table(story: Story, phrase: Phrase, wanted: tuple[str, ...], owner: str) -> Cluster | None:
    """`the UK prime minister` for one whom only the authority file knows to be it: on the story's day or, without one, ever."""
    written = story.scene.story.written_on
    fitting = [
        cluster
        for cluster in story.before(phrase.noun, EntityKind.PERSON)
        if cluster.known is not None and not story.profiles[cluster].offices
        for term in cluster.known.terms
        if term.country == owner and _office_words(term.office) == wanted
        if written is None or term.covers(written.value[:10])
    ]
    return story.only(list(dict.fromkeys(fitting)), phrase.noun)


def _office_words(text: str) -> tuple[str, ...]:
    plain = fold(text).replace("defense", "defence").replace("-", " ").replace("centre", "center")
    return tuple(word for word in plain.split() if word not in ("of", "the"))


def _takes(wanted: tuple[str, ...], office: Office, described: Description | None) -> bool:
    """True when a description may take up an office: same last word, no word more, and never a deputy's."""
    held = _office_words(office.text)
    title = _office_words(office.title.words) if office.title else held[-1:]
    head = office.title.words if office.title else " ".join(title)
    if (
        described is not None
        and described.match == "office"
        and len(wanted) == 1
        and (head in described.stands_for or office.text.lower() in described.stands_for)
    ):
        return not set(held) & LESSER
    if wanted[-len(title) :] != title:
        return False
    return set(wanted) <= set(held) and not (set(held) & LESSER) - set(wanted)


def _is_past(story: Story, phrase: Phrase) -> bool:
    """`the former president`."""
    words = story.scene.annotation.words
    return any(words[number].text.lower() in PAST for number in range(phrase.first, phrase.noun))


def _was_held(story: Story, cluster: Cluster, office: Office) -> bool:
    """`the former president Olen Tarn`, `Tarn, who was president until 2018`, `Tarn resigned as president`."""
    if office.is_past:
        return True
    return bool(story.profiles[cluster].subject_of & LEAVING) and office.phrase is not None


# --- age and nation -------------------------------------------------------------------------------


def _age(story: Story, phrase: Phrase) -> str | None:
    """The number of `the 54-year-old`."""
    words = story.scene.annotation.words
    text = words[phrase.noun].text.lower()
    if text.endswith("-year-old"):
        return text.partition("-")[0]
    if text == "old" and phrase.noun >= 4 and words[phrase.noun - 2].text.lower() == "year":
        return words[phrase.noun - 4].text
    return None


def _by_age(story: Story, phrase: Phrase, age: str) -> Found | None:
    people = story.before(phrase.noun, EntityKind.PERSON)
    aged = [cluster for cluster in people if age in story.profiles[cluster].said]
    if len(aged) == 1:
        return aged[0], "age"
    near = [cluster for cluster in story.near(phrase.first, 1) if cluster.kind is EntityKind.PERSON]
    if len(near) == 1 and not aged and not any(word.isdigit() for word in story.profiles[near[0]].said):
        return near[0], "age, the only person near"
    return None


def _by_nation(story: Story, phrase: Phrase, key: str) -> Found | None:
    """`the Norwegian`: the person whom the text says to be of that country, else the only person."""
    if phrase.article not in ("the", "this") or story.scene.annotation.words[phrase.noun].relation == "amod":
        return None
    people = story.before(phrase.noun, EntityKind.PERSON)
    of_it = [cluster for cluster in people if key in story.profiles[cluster].nations]
    if of_it:
        found = story.only(of_it, phrase.noun)
        return (found, "nation") if found is not None else None
    if len(people) == 1 and not story.profiles[people[0]].nations and people[0] in story.near(phrase.noun, 3):
        return people[0], "nation, the only person"
    return None


# --- roles ----------------------------------------------------------------------------------------


def _people(story: Story, phrase: Phrase, role: Role | None) -> list[Cluster]:
    """People whom a phrase does not contradict: of its sex, of its owner's country."""
    people = story.before(phrase.noun, EntityKind.PERSON)
    if role is not None and role.sex:
        people = [cluster for cluster in people if story.sexes.get(cluster, role.sex) == role.sex]
    if phrase.owner is None:
        return people
    owner = story.nations.of(story.scene.annotation.phrase(phrase.owner).text)
    if owner is None:
        return []
    of_it = [cluster for cluster in people if owner.key in story.profiles[cluster].nations]
    return of_it or [cluster for cluster in people if not story.profiles[cluster].nations]


def _by_said(story: Story, phrase: Phrase, text: str, role: Role | None) -> Cluster | None:
    """The text calls just one person so: `Orsk, a nurse`, `Father Keel` for the priest."""
    words = set(fold(text).split())
    people = _people(story, phrase, role)
    noun = story.scene.annotation.words[phrase.noun].lemma.lower()
    fitting = [
        cluster
        for cluster in people
        if words - {noun} <= story.profiles[cluster].said and noun in story.called(cluster)
    ]
    if not fitting and role is not None:
        fitting = [cluster for cluster in people if story.called(cluster) & (role.titles | {role.word})]
    if not fitting or (len(fitting) > 1 and story.is_brought_in(noun, phrase.noun)):
        return None
    return story.only(fitting, phrase.noun)


def _by_deed(story: Story, phrase: Phrase, text: str, role: Role) -> Cluster | None:
    """What just one person does or suffers makes them it: the coach coached, the victim was stabbed, the author has a novel."""
    people = _people(story, phrase, role)
    if story.is_brought_in(story.scene.annotation.words[phrase.noun].lemma.lower(), phrase.noun):
        return None
    fitting = [cluster for cluster in people if _does(story, cluster, role)]
    if not fitting:
        fitting = [cluster for cluster in people if _shares_stem(text, story.profiles[cluster].around)]
    return story.only(fitting, phrase.noun)


def _does(story: Story, cluster: Cluster, role: Role) -> bool:
    profile = story.profiles[cluster]
    return bool(
        profile.subject_of & role.subject_of or profile.object_of & role.object_of or profile.around & role.owns
    )


def _shares_stem(text: str, around: set[str]) -> bool:
    last = text.lower().split()[-1]
    return any(len(word) >= STEM and last.startswith(word) and last != word for word in around)


def _by_role(story: Story, phrase: Phrase, text: str, role: Role) -> Cluster | None:
    """The only person so far, spoken of just before, of whom nothing else is known to be."""
    people = _people(story, phrase, role)
    if phrase.owner is not None or len(people) != 1 or people[0] not in story.near(phrase.noun, 2):
        return None
    noun = story.scene.annotation.words[phrase.noun].lemma.lower()
    known = {
        word for word in story.called(people[0]) if word in story.authority.roles or word in story.authority.titles
    }
    is_named_only = len(story.before(phrase.noun, EntityKind.PERSON)) == 1 or role.sex is not None
    if known or not is_named_only or story.is_brought_in(noun, phrase.noun):
        return None
    return people[0]
