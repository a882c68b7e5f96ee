"""What else a query may mean where nothing has all of its words as typed.

The steps are tried in this order, and the first that finds something answers:

1. the query as typed (`Meaning.answers`); whoever asks for it so (`as_typed`) gets nothing else
2. of a question, the words that ask for something in a text ("phòng nào lo …?" is left out)
   and of a limit asked for ("việc có hạn 30/6/2021") the tasks that have it, the latest without a year
3. the last word, or the number, as the beginning of one in use: "truy xu", "76/KH-S"
4. a year, a quarter or a month as the time of what is found: "truy xuất nguồn gốc năm 2023"
5. a word that can only be an abbreviation and is in no table as words of its letters (`short_forms`);
   then what was meant by slips of typing, where the archive's own pairs of words make it sure; of a
   question in the words alone that ask for something
6. another word for one of the query, as offices use them (`same_words.yml`)
7. of a question or a long text, most of the words instead of all, of a few words with two pairs

Where the words as typed find pages alone and no task, tasks found by 2 to 4 stand before them, and before
notices alone, in which most of any words stand, those of 6 and 7, too. What is
excluded, quoted, a number or a field stays as typed in every step. Each step says in a note what it
did. A query with OR is not relaxed: it says itself what else it means.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import chain
from typing import Final

from ketluan.search import explaining
from ketluan.search.catalogue import Catalogue
from ketluan.search.glossary import Spelled, spelled
from ketluan.search.limits import asked_limit
from ketluan.search.matching import Matches
from ketluan.search.meaning import Meaning
from ketluan.search.mistyped import Correction, Corrector
from ketluan.search.numbers import number_token, parts_of_token
from ketluan.search.query import Clause, Group, Phrase, Query, narrowed, parse_query
from ketluan.search.questions import asked_words, asks_how_it_stands, without_heads
from ketluan.search.same_words import rewordings
from ketluan.search.short_forms import Reading, ShortForms

# Of the weight of all words: as much of a question, which has words of its own, of a text, of a long one.
_OF_QUESTION, _OF_TEXT, _OF_LONG = 0.6, 0.8, 0.7
_TEXT: Final = 6  # words; of a shorter one that is no question two pairs are needed
_FEW, _OF_FEW = 4, 0.6  # the least words, and the share of their weight
_NO_WORD: Final = re.compile(r"[bcdđghklmnpqrstvx]{1,3}")  # as typed: no capitals, no vowel
_ALL: Final = 1000.0  # more than most of the words can count: what has all of them stands above
_LONG: Final = 8  # words of a text that was pasted rather than typed
_WHOLE: Final = 3  # words that are sure to be meant if they stand so
_SHORTEST_ALONE: Final = 3  # letters of a single word begun
_SHORTEST: Final = 2  # letters of a word begun that no pair of words continues
_NO_TONE: Final = "1"  # in an exact syllable
_DAY_ALONE: Final = re.compile(r"(?<![\d/.-])\d{1,2}/\d{1,2}(?![\d/.-])")  # a day without its year
_TIME: Final = "%"  # before the token of a day, a month, a quarter or a year
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENDINGS: Final = 60  # words that one begun word may become, the commonest


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found and by which query; `shown_for` is a corrected text, empty if it is as typed."""

    query: Query
    matches: Matches
    notes: tuple[str, ...] = ()
    shown_for: str = ""


class Relaxing:
    """Answers queries, by what was typed or by what was meant."""

    def __init__(self, catalogue: Catalogue, meaning: Meaning) -> None:
        self._catalogue = catalogue
        self._meaning = meaning
        self._corrector = Corrector(catalogue.lexicon, meaning.is_written)
        self._short_forms = ShortForms(catalogue.lexicon, meaning.is_written)

    def answer(self, query: Query, *, as_typed: bool = False) -> Answer:
        """Return what answers `query`: as typed if anything does, else as the first step that finds."""
        found = Answer(query, self._meaning.answers(query))
        if as_typed or len(query.groups) != 1:
            return found
        if not found.matches:
            return next((one for one in self._relaxed(query) if one.matches), _unanswered(found))
        if self._meaning.has_tasks(found.matches):
            return self._unfinished(query, found)
        ways = self._looser(query)
        if self._meaning.has_only_notices(found.matches):  # long: most words stand in each
            reworded = self._read_as(query, rewordings(query.groups[0]))
            ways = chain(ways, reworded, self._most(query, _asked_of(query)))
        looser = (one for one in ways if self._meaning.has_tasks(one.matches))
        return next((_before(one, found) for one in looser), found)

    def _unfinished(self, query: Query, found: Answer) -> Answer:
        """Return `found`, behind what the last word begins if it can be no word: "hội th"."""
        (group,) = query.groups
        last = group.clauses[-1] if group.clauses else None
        if last is None or not _NO_WORD.fullmatch(last.typed) or len(group.clauses) < 2:
            return found
        for begun in self._begun(query, group):
            if begun.matches:
                return _before(begun, found)
        return found

    def offered(self, query: Query) -> str:
        """Return a correction that finds something but is not sure enough to be shown, else nothing."""
        if query.filters or any(clause.cited for clause in query.clauses):
            return ""
        return next(
            (one.text for one in self._corrections(query) if self._corrected(query, one).matches),
            "",
        )

    def _relaxed(self, query: Query) -> Iterator[Answer]:
        """Yield every other reading, in the order of the module's list."""
        yield from self._looser(query)
        yield from self._spelled_out(query)
        kept = _asked_of(query)
        (group,) = query.groups
        asked = _in_words(query, narrowed(group, kept)) if kept else query
        meant = [*self._corrections(asked)]
        sure = [one for one in meant if one.is_sure]
        sure += [one for one in meant if not one.is_sure and self._stands_whole(asked, one)]
        yield from (self._corrected(query, one) for one in sure)
        yield from self._read_as(query, rewordings(group))
        yield from self._most(query, kept)

    def _spelled_out(self, query: Query) -> Iterator[Answer]:
        """Yield what has, side by side, the words for which abbreviations of no table stand."""
        (group,) = query.groups
        kept = _asked_of(query) or frozenset(range(len(group.clauses)))
        rest = narrowed(group, kept - self._short_forms.places(group))
        if rest.is_empty or self._meaning.answers(_with(query, rest)):
            yield from self._read_as(query, self._short_forms.readings(group, kept))

    def _read_as(self, query: Query, readings: Iterable[Reading]) -> Iterator[Answer]:
        """Yield the tasks that have, side by side, what some words of the query are read as."""
        (group,) = query.groups
        kept = _asked_of(query) or frozenset(range(len(group.clauses)))
        for reading in readings:
            meant = narrowed(group, kept - frozenset[int]().union(*reading))
            for said in reading.values():
                (phrase,) = parse_query(f'"{said}"', self._catalogue.glossary).groups
                meant = replace(
                    meant,
                    clauses=(*meant.clauses, *phrase.clauses),
                    phrases=(*meant.phrases, *phrase.phrases),
                )
            notes = [
                explaining.read_as(" ".join(group.clauses[p].typed for p in sorted(places)), said)
                for places, said in reading.items()
            ]
            found = self._meaning.answers(_with(query, meant))
            if self._meaning.has_tasks(found):
                yield Answer(_with(query, meant), found, tuple(notes))

    def _most(self, query: Query, kept: frozenset[int]) -> Iterator[Answer]:
        """Yield what has most of the words; of a few that ask nothing, two pairs are needed.

        A few words with a time mean that time.
        """
        (group,) = query.groups
        group = narrowed(group, without_heads(group, kept) or kept) if kept else group
        words = len(group.clauses)
        ways = [(_OF_QUESTION, 1)] if kept else []
        ways += [(_share(group), 1)] if not kept and words >= _TEXT else []
        is_timed = any(clause.tokens[0].startswith(_TIME) for clause in group.clauses)
        ways += [(_OF_FEW, 2)] if words >= _FEW and not is_timed else []
        for share, pairs in ways:
            found = self._meaning.most_of(group, share, pairs)
            yield Answer(_with(query, group), found, (explaining.most_words(),))

    def _looser(self, query: Query) -> Iterator[Answer]:
        """Yield the readings that take every word as it is typed: a question, a word begun, a time."""
        (group,) = query.groups
        yield from self._in_limit(query)
        if day := _DAY_ALONE.search(query.text):
            for year in sorted(self._catalogue.years, reverse=True):
                whole = f"{query.text[: day.end()]}/{year}{query.text[day.end() :]}"
                yield from self._in_limit(parse_query(whole, self._catalogue.glossary))
        kept = _asked_of(query)
        if kept:
            yield self._asked(query, narrowed(group, kept))
            named = narrowed(group, without_heads(group, kept) or kept)
            if len(named.clauses) < len(kept):
                yield self._asked(query, named)
            yield from self._near_names(query, named)
            group = narrowed(group, kept)
        else:
            yield from self._begun(query, group)
        dated = self._meaning.in_its_time(group)
        if dated:
            yield Answer(query, dated, (explaining.time_of_task(),))

    def _in_limit(self, query: Query) -> Iterator[Answer]:
        """Yield the tasks of the limit that is asked for, if one is."""
        (group,) = query.groups
        if limit := asked_limit(group):
            found = self._meaning.in_its_limit(limit, group)
            yield Answer(query, found, (explaining.limit_of_task(limit.typed),))

    def _asked(self, query: Query, group: Group) -> Answer:
        """Return what has all words that a question asks for, and behind it what has most of them."""
        note = explaining.asked_for(clause.typed for clause in group.clauses)
        asked = _with(query, group)
        found = self._meaning.answers(asked)
        if not found:
            return Answer(asked, found, (note,))
        if asks_how_it_stands(query.groups[0]):
            found = self._meaning.newest_first(found)
        most = self._meaning.most_of(group, _OF_QUESTION)
        return Answer(asked, found.before(most, _ALL), (note,))

    def _near_names(self, query: Query, group: Group) -> Iterator[Answer]:
        """Yield what has names like those asked for, words of no syllable: Sachi for Sacha Inchi."""
        clauses: list[Clause] = []
        notes: list[str] = []
        for clause in group.clauses:
            near = self._corrector.near_names(clause.typed) if len(clause.row) == 1 else []
            clauses.append(replace(clause, tokens=(*clause.tokens, *near)) if near else clause)
            notes += [explaining.near_name(clause.typed)] if near else []
        if notes:
            asked = _with(query, replace(group, clauses=tuple(clauses)))
            yield Answer(asked, self._meaning.answers(asked), tuple(notes))

    # words begun

    def _begun(self, query: Query, group: Group) -> Iterator[Answer]:
        """Yield what is found if the last clause is only begun."""
        if not group.clauses:
            return
        *others, last = group.clauses
        endings = self._numbers_begun(last) if last.cited else self._words_begun(group, last)
        if not endings:
            return
        tokens = tuple(ending.folded[-1] for ending in endings)
        before = narrowed(group, range(len(others)))
        meant = replace(
            before,
            clauses=(*others, replace(last, tokens=tokens, row=())),
            runs=(*before.runs, *(ending for ending in endings if len(ending.folded) > 1)),
        )
        asked = _with(query, meant)
        yield Answer(asked, self._meaning.answers(asked), (explaining.begun_with(last.typed),))

    def _numbers_begun(self, last: Clause) -> list[Phrase]:
        """Return the known numbers that begin with the number typed; figures are never guessed.

        A number whose last part is a symbol in use is not begun but whole, and another one.
        """
        parts = [parts_of_token(token) for token in last.tokens]
        whole = self._catalogue.glossary.symbols
        begun = tuple(p.token for p in parts if p and p.symbol and p.symbol[-1] not in whole)
        if not begun:
            return []
        documents = map(self._catalogue.record, range(*self._catalogue.bounds["document"]))
        known = (number_token(document.number) for document in documents)
        found = dict.fromkeys(token for token in known if token.startswith(begun))
        return [Phrase((token,), (token,), accented=False) for token in found]

    def _words_begun(self, group: Group, last: Clause) -> list[Phrase]:
        """Return what the last word begins: with the word before it where the archive has such pairs.

        Without them a word that is itself in use is not begun.
        """
        if len(last.row) != 1 or not last.row[0].folded.isalpha():
            return []
        begun, lexicon = last.row[0], self._catalogue.lexicon
        run = group.runs[-1].folded if group.runs else ()
        if len(run) > 1 and run[-1] == begun.folded:
            pairs = lexicon.begun_pairs(f"{run[-2]} {begun.folded}")
            if pairs:
                return _agreeing(begun, pairs, lexicon.pairs)
        shortest = _SHORTEST if len(group.clauses) > 1 else _SHORTEST_ALONE
        if begun.folded in lexicon.words or len(begun.folded) < shortest:
            return []
        return _agreeing(begun, lexicon.begun_words(begun.folded), lexicon.words)

    # slips of typing

    def _corrections(self, query: Query) -> Iterator[Correction]:
        fixed = {
            spelled(word).folded
            for clause in query.clauses
            if clause.numbers or len(clause.row) != 1
            for word in _WORD.findall(clause.typed)
        }
        return self._corrector.corrections(query.text, fixed)

    def _stands_whole(self, query: Query, correction: Correction) -> bool:
        """Tell whether a correction of some words stands word for word in the archive."""
        (group,) = query.groups
        if query.filters or group.phrases or group.without or group.without_phrases:
            return False
        if len(group.clauses) < _WHOLE or any(clause.numbers for clause in group.clauses):
            return False
        whole = parse_query(f'"{correction.text}"', self._catalogue.glossary)
        return bool(self._meaning.answers(whole))

    def _corrected(self, query: Query, correction: Correction) -> Answer:
        meant = parse_query(correction.text, self._catalogue.glossary)
        note = explaining.corrected(query.text, correction.text)
        return Answer(meant, self._meaning.answers(meant), (note,), correction.text)


def _unanswered(found: Answer) -> Answer:
    """Return an answer that found nothing, with the words that were asked for and the limit if any."""
    (group,) = found.query.groups
    limit, kept = asked_limit(group), _asked_of(found.query)
    if limit:
        return replace(found, notes=(explaining.no_such_limit(limit.typed),))
    return replace(found, query=_with(found.query, narrowed(group, kept))) if kept else found


def _in_words(query: Query, group: Group) -> Query:
    """Return the query of the words of `group` alone; the same query if more than words is asked."""
    if query.filters or group.phrases or group.without or group.without_phrases:
        return query
    return replace(_with(query, group), text=" ".join(clause.typed for clause in group.clauses))


def _asked_of(query: Query) -> frozenset[int]:
    """Return the places of what a question asks for, none if it is no question."""
    is_question = query.text.rstrip().endswith("?")
    return asked_words(query.groups[0], is_question=is_question)


def _before(first: Answer, behind: Answer) -> Answer:
    """Return all that both found, what `first` found above the rest."""
    return replace(first, matches=first.matches.before(behind.matches, _ALL))


def _share(group: Group) -> float:
    return _OF_LONG if len(group.clauses) >= _LONG else _OF_TEXT


def _with(query: Query, group: Group) -> Query:
    return replace(query, groups=(group,))


def _agreeing(
    begun: Spelled, keys: Iterable[str], table: Mapping[str, tuple[str, int]]
) -> list[Phrase]:
    """Return the commonest of `keys` whose last word has the accents typed so far."""
    common = nsmallest(_ENDINGS, keys, key=lambda key: (-table[key][1], key))
    found = [(key, [spelled(word).exact for word in table[key][0].split()]) for key in common]
    return [
        Phrase(tuple(key.split()), tuple(exact), accented=False)
        for key, exact in found
        if _goes_on(begun, exact[-1])
    ]


def _goes_on(begun: Spelled, exact: str) -> bool:
    """Tell whether a syllable has the letters typed so far, and their tone if there is one already."""
    if begun.exact == f"{begun.folded}{_NO_TONE}":
        return True
    letters, tone = begun.exact[:-1], begun.exact[-1]
    return exact.startswith(letters) and tone in (_NO_TONE, exact[-1])
