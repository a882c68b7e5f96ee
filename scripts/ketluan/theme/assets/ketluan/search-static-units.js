// Units named in a query (unit_names.py): "văn phòng sở CCHC" asks for the office's tasks about CCHC.
(function () {
  "use strict";

  const words = window.ketluanWords;
  const BEYOND_HEAD = 2, ALONE = 2; // syllables behind a head, or of a name without it, that tell a unit
  const INITIALS = 3, LETTERS = 2; // of a name; of some of its words
  const BEFORE = 0.5; // what a predecessor counts
  const AND = "va"; // may be left out, and stands where the name has none

  function finder(index) {
    const language = index.language, bySyllable = new Map(), heads = new Map();
    const kinds = language.heads.map(function (head) {
      return words.nfc(head).split(" ").map(function (word) { return words.spelled(word).folded; });
    });
    const before = new Map(), byName = new Map(language.units.map(function (unit, place) { return [unit[1], place]; }));
    language.units.forEach(function (unit, place) { add(place, unit[1]); });
    index.records.forEach(function (record) {
      if (record.kind !== "unit") { return; }
      const text = index.spelledOut(record).text, shown = record.shown < 0 ? text.length : record.shown;
      const keywords = text.slice(shown + 3).split("; "), own = record.units[0];
      text.slice(0, shown).split("; ").concat(keywords).forEach(function (name) { add(own, name); });
      before.set(own, keywords.map(function (name) { return byName.get(name); }).filter(function (place) {
        return place !== undefined && place !== own;
      }));
    });

    function add(place, name) {
      const found = index.read.withConcepts(index.read.elements(words.nfc(name)));
      const row = [].concat(...found.map(function (one) { return one.row; })).filter(function (one) { return !/^[#%§|]/.test(one.folded); });
      if (!row.length) { return; }
      const head = Math.max(0, ...kinds.map(function (kind) {
        return kind.every(function (word, at) { return row[at] && row[at].folded === word; }) ? kind.length : 0;
      }));
      const key = headOf(row, head);
      heads.set(key, (heads.get(key) || new Set()).add(place));
      const rest = initials(row.slice(head).filter(function (one) { return one.folded !== AND; }));
      const short = { head: initials(row.slice(0, head)), rest: rest.length < INITIALS ? "" : rest };
      const glued = initials(row.filter(function (one) { return one.folded !== AND; }));
      const begins = Array.from(glued, function (_, at) { return glued.slice(0, at + 1); }).slice(Math.max(INITIALS - 1, head));
      keep({ place: place, row: row, head: head, short: short }, [row[0].folded, short.head].concat(begins));
      if (head && row.length - head >= ALONE) {
        keep({ place: place, row: row.slice(head), head: 0, short: short }, [row[head].folded, short.rest]);
      }
    }

    function initials(row) { return row.map(function (one) { return one.folded[0]; }).join(""); }

    function headOf(row, head) { return row.slice(0, head).map(function (one) { return one.folded; }).join(" "); }

    function keep(name, begins) {
      words.unique(begins.filter(Boolean)).forEach(function (begin) {
        bySyllable.set(begin, (bySyllable.get(begin) || []).concat(name));
      });
    }

    function spells(typed, written) {
      return typed.folded === written.folded && (typed.exact === written.exact || typed.exact === typed.folded + "1");
    }

    // Where the words of a name that begin at `start` end, and how many of its syllables they are. All of
    // the head must stand there; of the rest syllables may be left out. A clause is taken whole. Head and
    // rest may stand as their initials, the rest in pieces.
    function spoken(clauses, start, name) {
      let at = 0, count = 0, end = start;
      for (let place = start; place < clauses.length && clauses[place].row.length; place += 1) {
        const typed = (words.fold(clauses[place].typed).match(/[\p{L}\p{N}]+/gu) || []).join("");
        if (place === start && name.head && typed === name.short.head) {
          at = count = name.head;
          end = place + 1;
          continue;
        }
        if (typed && typed === name.short.rest && (at === name.head || !name.head)) {
          return { end: place + 1, count: name.row.length };
        }
        const reached = readOn(clauses[place].row, name, at) || initialled(clauses[place], typed, name, at);
        if (!reached) { break; }
        count += reached.said;
        at = reached.at;
        end = place + 1;
      }
      return { end: end, count: count };
    }

    // Behind the head words may be left out.
    function lastPlace(name, at) { return at >= Math.max(1, name.head) ? name.row.length : Math.min(at + 1, name.row.length); }

    function andsIn(row) { return row.filter(function (one) { return one.folded === AND; }).length; }

    function readOn(row, name, from) {
      let at = from, said = 0;
      for (const syllable of row) {
        if (syllable.folded === AND && at >= Math.max(1, name.head)) {
          if (name.row[at] && spells(syllable, name.row[at])) { at += 1; said += 1; }
          continue;
        }
        const last = lastPlace(name, at);
        let found = at;
        while (found < last && !spells(syllable, name.row[found])) { found += 1; }
        if (found >= last) { return null; }
        said += 1 + andsIn(name.row.slice(at, found));
        at = found + 1;
      }
      return { at: at, said: said };
    }

    // An abbreviation whose letters are those of words of the name side by side.
    function initialled(clause, typed, name, at) {
      if (typed.length < LETTERS || (words.isSyllable(typed) && !words.isCapital(clause.typed))) { return null; }
      for (let first = at; first < lastPlace(name, at); first += 1) {
        const places = name.row.map(function (_, place) { return place; }).filter(function (place) {
          return place >= first && name.row[place].folded !== AND;
        });
        const letters = initials(places.map(function (place) { return name.row[place]; }));
        if (places[0] === first && letters.startsWith(typed)) {
          const last = places[typed.length - 1] + 1;
          return { at: last, said: andsIn(name.row.slice(at, first)) + last - first };
        }
      }
      return null;
    }

    // Null where so many syllables of a name are no mention of it, else whether it is a vague one.
    function vagueness(name, count) {
      const isWhole = count >= name.row.length;
      if (!name.head) { return isWhole ? true : null; }
      if (isWhole || count >= name.head + BEYOND_HEAD) { return false; }
      const isOnly = heads.get(headOf(name.row, name.head)).size === 1;
      return count === name.head && name.head > 1 && isOnly ? true : null;
    }

    function runAt(clauses, start) {
      let best = null;
      const first = clauses[start].row[0];
      ((first && bySyllable.get(first.folded)) || []).forEach(function (name) {
        const said = spoken(clauses, start, name), isVague = vagueness(name, said.count);
        if (said.end === start || isVague === null) { return; }
        const rank = (isVague ? 0 : 1000) + said.end;
        if (!best || rank > best.rank) { best = { rank: rank, start: start, end: said.end, isVague: isVague, units: new Map() }; }
        const share = said.count / name.row.length;
        if (rank === best.rank) { best.units.set(name.place, Math.max(share, best.units.get(name.place) || 0)); }
      });
      if (best) {
        Array.from(best.units).forEach(function (entry) {
          (before.get(entry[0]) || []).forEach(function (place) {
            if (!best.units.has(place)) { best.units.set(place, entry[1] * BEFORE); }
          });
        });
      }
      return best;
    }

    // The runs of clauses that name units, with how much of each unit's name they are.
    return function (clauses) {
      const found = [];
      for (let place = 0; place < clauses.length;) {
        const run = runAt(clauses, place);
        if (run) { found.push(run); }
        place = run ? run.end : place + 1;
      }
      return found;
    };
  }

  window.ketluanUnits = { finder: finder };
})();
