"""Searching an open index: selecting, ranking, counting, showing."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from heapq import nsmallest
from itertools import islice, takewhile
from typing import Final

from ketluan.addresses import DOCUMENTS, notice_address, thread_address
from ketluan.search.catalogue import Catalogue, squeezed
from ketluan.search.explaining import missing_numbers, nothing_matches, nothing_passes
from ketluan.search.facets import facets
from ketluan.search.filters import Condition, conditions, passing
from ketluan.search.highlighting import Wanted, excerpt, marked, marks
from ketluan.search.matching import Matcher, Matches, need_of
from ketluan.search.meaning import Meaning
from ketluan.search.ordering import Order, Ranked, rounded
from ketluan.search.postings import Postings
from ketluan.search.query import Query, parse_query
from ketluan.search.ranking import NO_SCORES, Mask, ordinals_of
from ketluan.search.readings import Readings
from ketluan.search.records import Named, Record
from ketluan.search.relaxing import Answer, Relaxing
from ketluan.search.request import (
    PAGE_SIZE,
    CitedDocument,
    Hit,
    HitFacts,
    SearchRequest,
    SearchResult,
    Suggestion,
)
from ketluan.search.similar import SimilarTasks, likest, task_ordinal, traits_of
from ketluan.status import Status
from ketluan.vietnamese import nfc

_OTHERS_SHOWN: Final = 5  # of each kind beside the tasks


class SearchIndex:
    """An open generation of the index. Safe for threads; `close` when nobody searches any more."""

    def __init__(
        self, catalogue: Catalogue, postings: Postings, readings: Readings, generation: str
    ) -> None:
        self.catalogue = catalogue
        self.generation = generation
        self._facts: dict[int, HitFacts] = {}  # of records that were shown
        self._postings = postings
        self._matcher = Matcher(catalogue, postings)
        meaning = Meaning(catalogue, postings, self._matcher)
        self._relaxing = Relaxing(catalogue, meaning)
        self._readings = readings

    def close(self) -> None:
        """Close the files of the index. Its memory is free as soon as nobody holds it."""
        self.catalogue.forget()
        self._postings.close()
        self._readings.close()

    def search(self, request: SearchRequest, today: date) -> SearchResult:
        """Return the page of results that `request` asks for, statuses as of `today`."""
        answer = self._answer(request)
        query, matches = answer.query, answer.matches
        found, notes = conditions(request, query.filters, self.catalogue)
        each = self._passing(matches, found, today)  # once: the facets look at them, too
        kept = matches.among(*each)
        result = self._result(request, query, kept, today)
        return replace(
            result,
            facets=facets(self.catalogue, matches.mask, [*zip(found, each, strict=True)], today),
            did_you_mean="" if matches else self._relaxing.offered(query),
            shown_for=answer.shown_for,
            nearest_numbers=self._nearest(query),
            direct=self._direct(query, kept, today),
            notes=(
                *answer.notes,
                *query.notes,
                *notes,
                *missing_numbers(query, self._matcher.is_there),
                *(() if kept else self._reasons(query, matches, found, today)),
                *_notes_on_pages(request, result),
            ),
        )

    def listed(self, request: SearchRequest, today: date, limit: int) -> list[int]:
        """Return the first `limit` ordinals of all that `request` finds, in its order."""
        answer = self._answer(request)
        found, _ = conditions(request, answer.query.filters, self.catalogue)
        kept = answer.matches.among(*self._passing(answer.matches, found, today))
        return Order(self.catalogue, request.sort, answer.query, kept).between(0, limit)

    def _answer(self, request: SearchRequest) -> Answer:
        query = parse_query(request.q, self.catalogue.glossary)
        return self._relaxing.answer(query, as_typed=request.as_typed)

    def _passing(self, matches: Matches, found: Iterable[Condition], today: date) -> list[Mask]:
        """Return for each condition those of the matches that pass it on the day `today`."""
        return [passing(matches.mask, one, self.catalogue, today) for one in found]

    def similar(self, task_id: str, today: date) -> SimilarTasks | None:
        """Return the tasks like the one of this id, `None` where there is none of it."""
        ordinal = task_ordinal(self.catalogue, task_id)
        if ordinal is None:
            return None
        traits = traits_of(self.catalogue.entries[ordinal], self.catalogue)
        scores = self._postings.scores([traits.need]) if traits.need else NO_SCORES
        found, wanted = likest(scores, ordinal, traits, self.catalogue), Wanted(traits.query)
        (task,) = self._shown([(ordinal, 1.0)], Wanted(Query()), today)
        near = [(o, rounded(nearness)) for o, nearness in found]
        return SimilarTasks(task, self._shown(near, wanted, today))

    def _reasons(
        self, query: Query, matches: Matches, found: Sequence[Condition], today: date
    ) -> Iterator[str]:
        """Yield why nothing is found."""
        has_words = bool(query.groups)
        if matches:
            whole = matches.mask
            yield from nothing_passes(self.catalogue, whole, found, today, has_words=has_words)
        elif query.text.strip():
            symbols = self.catalogue.glossary.symbols
            yield from nothing_matches(query, self._matcher.is_there, symbols)
        else:
            yield "Kho lưu trữ chưa có nội dung nào."

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return numbers, then units, then words in use that continue `text`, `limit` in all.

        Words are suggested for words alone: what else was typed would be lost.
        """
        begun = squeezed(text)
        if not begun:
            return ()
        numbers = [*self._begun_numbers(begun, limit)] or [*self._asked_numbers(text, limit)]
        found = [*numbers, *self._units(begun)]
        only_words = all(char.isalpha() or char.isspace() for char in nfc(text))
        phrases = self.catalogue.lexicon.completions(text, limit) if only_words else ()
        return (*found, *(Suggestion(phrase, "phrase") for phrase in phrases))[:limit]

    def _begun_numbers(self, begun: str, limit: int) -> Iterator[Suggestion]:
        """Yield the first documents, in the records' order, whose number begins so."""
        known = self.catalogue.begun_numbers
        first = bisect_left(known, (begun, 0))
        same = takewhile(lambda item: item[0].startswith(begun), islice(known, first, None))
        for ordinal in nsmallest(limit, (ordinal for _, ordinal in same)):
            yield self._document(ordinal)

    def _asked_numbers(self, text: str, limit: int) -> Iterator[Suggestion]:
        """Yield the documents whose number is typed in another shape: kế hoạch 76."""
        clauses = parse_query(text, self.catalogue.glossary).clauses
        for clause in (clause for clause in clauses if clause.cited):
            first, last = self.catalogue.bounds["document"]
            found = ordinals_of(self._postings.matching([need_of(clause)])[first:last])
            yield from map(self._document, (first + found[:limit]).tolist())

    def _document(self, ordinal: int) -> Suggestion:
        record = self.catalogue.record(ordinal)
        return Suggestion(record.documents[0].name, "document", record.url, record.label)

    def _units(self, begun: str) -> Iterator[Suggestion]:
        for names, ordinal in self.catalogue.squeezed_units:
            if begun in names:
                record = self.catalogue.record(ordinal)
                yield Suggestion(record.title, "unit", record.url)

    def ranked(self, query: Query) -> tuple[tuple[int, float], ...]:
        """Return what has all words as typed with its scores, best first; ties in the records' order."""
        matches = self._matcher.matches(query)
        scores = {o: rounded(score) for o, score in matches.all_scores().to_dict().items()}
        return tuple(sorted(scores.items(), key=lambda item: (-item[1], item[0])))

    # showing

    def _result(
        self, request: SearchRequest, query: Query, matches: Matches, today: date
    ) -> SearchResult:
        order = Order(self.catalogue, request.sort, query, matches)
        pages = max(1, math.ceil(len(matches) / PAGE_SIZE))
        page = min(request.page, pages)
        first = (page - 1) * PAGE_SIZE
        shown, behind = order.page(first, first + PAGE_SIZE, _OTHERS_SHOWN)
        wanted = Wanted(query)
        return SearchResult(
            total=len(matches),
            page=page,
            pages=pages,
            hits=self._shown(shown, wanted, today),
            counts=order.counts,
            others={kind: self._shown(own, wanted, today) for kind, own in behind.items()},
        )

    def _shown(self, ranked: Ranked, wanted: Wanted, today: date) -> tuple[Hit, ...]:
        """Return records with their scores as hits of the day `today`."""
        statuses, groups = self.catalogue.statuses(today), self.catalogue.columns["status"].groups
        return tuple([self._hit(o, score, wanted, statuses[groups[o]]) for o, score in ranked])

    def _hit(self, ordinal: int, score: float, wanted: Wanted, status: Status | None) -> Hit:
        record = self.catalogue.record(ordinal)
        text, spans = record.text, marks(record.text, self._readings.reading(ordinal), wanted)
        if record.kind == "notice":
            text, spans = excerpt(text, spans)
        known = self._facts.get(ordinal)
        if known is None:
            known = self._facts[ordinal] = self._facts_of(record)
        return Hit(text, marked(text, spans), status, score, *known)

    def _facts_of(self, record: Record) -> HitFacts:
        """Return what is the same whenever the record is found."""
        is_task = record.kind == "task"
        hit = Hit(
            text="",
            highlight="",
            status=None,
            score=0.0,
            id=record.id,
            kind=record.kind,
            url=record.url,
            title=record.title,
            unit="; ".join(unit.name for unit in record.units) if is_task else "",
            units=record.units if record.kind in ("task", "unit") else (),
            period=record.periods[0] if is_task and record.periods else "",
            due=record.due,
            due_from=record.due_from,
            day=record.day,
            documents=tuple(map(self._cited, record.documents)),
            notice=record.notice,
            notice_url=notice_address(record.notice.id) if record.notice.id else "",
            thread=record.thread,
            thread_url=thread_address(record.thread.id) if record.thread.id else "",
        )
        return hit.facts()

    def _cited(self, named: Named) -> CitedDocument:
        """Return a cited document with its page; one that has no record by its number alone."""
        document = self.catalogue.documents.get(named.id)
        if document is None:
            return CitedDocument(named.id, named.name, DOCUMENTS, named.name)
        return CitedDocument(named.id, document.documents[0].name, document.url, document.label)

    def _direct(self, query: Query, matches: Matches, today: date) -> Hit | None:
        """Return the document if a number was asked and one document alone has it."""
        if not any(clause.cited for clause in query.clauses):
            return None
        first, last = self.catalogue.bounds["document"]
        found = first + ordinals_of(matches.mask[first:last])
        if len(found) != 1:
            return None
        ranked = [(int(found[0]), rounded(float(matches.scores(found)[0])))]
        return self._shown(ranked, Wanted(query), today)[0]

    # helping on

    def _nearest(self, query: Query) -> tuple[str, ...]:
        """Return the numbers nearest to those that are asked for and are not there."""
        written = [f.value for f in query.filters if f.field == "document" and not f.negated]
        asked = [parse_query(value, self.catalogue.glossary) for value in written]
        clauses = [clause for one in (query, *asked) for clause in one.clauses if clause.cited]
        missing = [clause for clause in clauses if not self._matcher.is_there(clause)]
        return self.catalogue.nearest_numbers(t for clause in missing for t in clause.tokens)


def _notes_on_pages(request: SearchRequest, result: SearchResult) -> Iterator[str]:
    if result.total and request.page > result.pages:
        yield f"Chỉ có {result.pages} trang kết quả; đây là trang cuối."
