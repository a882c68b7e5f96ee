"""Who must do what because of a document: its citing sentences, counted by unit and by period."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ketluan.addresses import DOCUMENTS, notice_address, period_address
from ketluan.model import Citation, CitingSentence, Document, Relation
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_index import SentenceKey, sentence_key
from ketluan.pages.document_names import document_link
from ketluan.pages.tasks import NO_LINK, Link, TaskView
from ketluan.pages.text import Paragraph, sentence_pieces
from ketluan.pages.wording import RELATIONS, dated_notice_name
from ketluan.vietnamese import day_in_words

STANDARDS_ANCHOR: Final = "tieu-chuan"
_NO_TASK: Final = Link("Ngoài các nhiệm vụ")
_NO_LEAD: Final = Link("Chưa rõ đơn vị chủ trì")
_NO_PERIOD: Final = Link("Không theo kỳ nào")
_PLACES: Final = 10  # named in one sentence
_CHANGING: Final[tuple[Relation, ...]] = ("repeals", "replaces", "amends")


class Action(NamedTuple):
    """What a mention asks: the verb of its relation, and where in the document it points."""

    verb: str
    pinpoint: str
    is_short: bool
    guess: str


class Quotation(NamedTuple):
    """A sentence that cites a document, with every mention in it marked."""

    anchor: str
    number: int
    pieces: Paragraph
    actions: tuple[Action, ...]
    day: str
    task: Link
    notice: Link
    leads: tuple[Link, ...]
    sign_of: TaskView | None
    period: Link


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a unit or a period appears, and at which quotations."""

    title: Link
    count: int
    entries: tuple[Link, ...]


class Sentence(NamedTuple):
    """A sentence with all its mentions of one document; `number` counts those that cite it."""

    number: int
    mentions: tuple[CitingSentence, ...]

    @property
    def year(self) -> str:
        """The year of its notice."""
        return self.mentions[0].notice_id[:4]


def citing_sentences(document: Document) -> tuple[Sentence, ...]:
    """Return the sentences that cite the document, in order of time."""
    groups: dict[SentenceKey, list[CitingSentence]] = {}
    for one in document.citing:
        groups.setdefault(sentence_key(one), []).append(one)
    return tuple(Sentence(at, tuple(group)) for at, group in enumerate(groups.values(), start=1))


def quotations(
    sentences: Iterable[Sentence], known: Catalogue, views: Mapping[str, TaskView]
) -> tuple[Quotation, ...]:
    """Return the sentences as pages show them."""
    return tuple(_quotation(number, group, known, views) for number, group in sentences)


def _quotation(
    number: int,
    group: tuple[CitingSentence, ...],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Quotation:
    first = group[0]
    notice, view = known.notices[first.notice_id], views.get(first.task_id)
    task = known.tasks.get(first.task_id)
    own = tuple(one.citation for one in group)
    others = (c for c in known.cited.in_sentence[sentence_key(first)] if c not in own)
    period = task.period if task else None
    return Quotation(
        anchor=f"vd-{number}",
        number=number,
        pieces=sentence_pieces(first.sentence, own, others, known.documents),
        actions=tuple(dict.fromkeys(_action(citation) for citation in own)),
        day=day_in_words(notice.day) if notice.day else "chưa rõ ngày",
        task=Link(f"Nhiệm vụ {view.number}", view.address) if view else NO_LINK,
        notice=Link(dated_notice_name(notice), notice_address(notice.id)),
        leads=view.leads if view else (),
        sign_of=view,
        period=Link(period.label, period_address(period.id)) if period else _NO_PERIOD,
    )


def _action(citation: Citation) -> Action:
    guess = f"năm {citation.year} là suy đoán" if citation.year_from == "inferred" else ""
    return Action(RELATIONS[citation.relation], citation.pinpoint, citation.short, guess)


def by_unit(quoted: Iterable[Quotation]) -> tuple[Tally, ...]:
    """Return the quotations of each lead unit, the most called upon first."""
    rows: dict[Link, list[Quotation]] = {}
    for quote in quoted:
        nobody = _NO_LEAD if quote.sign_of else _NO_TASK
        for lead in dict.fromkeys(quote.leads) or (nobody,):
            rows.setdefault(lead, []).append(quote)
    return tuple(sorted(_tallies(rows), key=lambda row: -row.count))


def by_period(quoted: Iterable[Quotation]) -> tuple[Tally, ...]:
    """Return the quotations of each period, in order of time."""
    rows: dict[Link, list[Quotation]] = {}
    for quote in quoted:
        rows.setdefault(quote.period if quote.sign_of else _NO_TASK, []).append(quote)
    return _tallies(rows)


def _tallies(rows: Mapping[Link, list[Quotation]]) -> tuple[Tally, ...]:
    return tuple(
        Tally(
            title, len(found), tuple(Link(str(quote.number), f"#{quote.anchor}") for quote in found)
        )
        for title, found in rows.items()
    )


def cited_together(document: Document, known: Catalogue) -> tuple[tuple[Link, int], ...]:
    """Return what the same tasks cite with the number of those tasks, the most frequent first."""
    tasks = dict.fromkeys(one.task_id for one in document.citing if one.task_id)
    counts = Counter(key for task_id in tasks for key in known.cited.in_task[task_id])
    del counts[document.key]
    standards = {standard.key: standard for standard in known.archive.standards}
    found = sorted(counts, key=lambda key: (-counts[key], key))
    return tuple(
        (
            document_link(known.documents[key], known)
            if key in known.documents
            else Link(standards[key].number, f"{DOCUMENTS}#{STANDARDS_ANCHOR}"),
            counts[key],
        )
        for key in found
    )


def asked_changes(
    document: Document, known: Catalogue, views: Mapping[str, TaskView]
) -> tuple[tuple[str, tuple[Link, ...], int], ...]:
    """Return each change that tasks ask for (to replace, to amend …) with the first tasks that do.

    The number is that of further tasks.

    What a sentence says of two documents is a relation between them, shown as such.
    """
    told = {
        (link.relation, link.notice_id)
        for link in known.cited.links.get(document.key, ())
        if link.object == document.key
    }
    asked: dict[Relation, dict[Link, None]] = {}
    for one in document.citing:
        relation, view = one.citation.relation, views.get(one.task_id)
        if view and (relation, one.notice_id) not in told:
            name = f"nhiệm vụ {view.number}, {view.notice.text}"
            asked.setdefault(relation, {})[Link(name, view.address)] = None
    return tuple(
        (RELATIONS[one], tuple(asked[one])[:_PLACES], max(0, len(asked[one]) - _PLACES))
        for one in _CHANGING
        if one in asked
    )
