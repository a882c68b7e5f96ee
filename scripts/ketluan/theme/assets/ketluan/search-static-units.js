// Units named in a query (unit_names.py): "văn phòng sở CCHC" asks for the office's tasks about CCHC.
(function () {
  "use strict";

  const words = window.ketluanWords;
  const BEYOND_HEAD = 2, ALONE = 3; // syllables behind a head, or of a name without it, that tell a unit
  const AND = "va"; // may be left out, and stands where the name has none

  function finder(index) {
    const language = index.language, bySyllable = new Map(), heads = new Map();
    const kinds = language.heads.map(function (head) {
      return words.nfc(head).split(" ").map(function (word) { return words.spelled(word).folded; });
    });
    language.units.forEach(function (unit, place) { add(place, unit[1]); });
    index.records.forEach(function (record) {
      if (record.kind !== "unit") { return; }
      const text = index.spelledOut(record).text, shown = record.shown < 0 ? text.length : record.shown;
      text.slice(0, shown).split("; ").concat(text.slice(shown + 3).split("; ")).forEach(function (name) { add(record.units[0], name); });
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
      keep({ place: place, row: row, head: head });
      if (head && row.length - head >= ALONE) { keep({ place: place, row: row.slice(head), head: 0 }); }
    }

    function headOf(row, head) { return row.slice(0, head).map(function (one) { return one.folded; }).join(" "); }

    function keep(name) {
      const first = name.row[0].folded;
      bySyllable.set(first, (bySyllable.get(first) || []).concat(name));
    }

    function spells(typed, written) {
      return typed.folded === written.folded && (typed.exact === written.exact || typed.exact === typed.folded + "1");
    }

    // Where the words of a name that begin at `start` end, and how many of its syllables they are. All of
    // the head must stand there; of the rest syllables may be left out. A clause is taken whole.
    function spoken(clauses, start, name) {
      const free = Math.max(1, name.head);
      let at = 0, count = 0, whole = 0, end = start;
      for (let place = start; place < clauses.length && clauses[place].row.length; place += 1) {
        for (const syllable of clauses[place].row) {
          if (syllable.folded === AND && at >= free) {
            if (name.row[at] && spells(syllable, name.row[at])) { at += 1; count += 1; }
            continue;
          }
          const last = at >= free ? name.row.length : at + 1;
          let found = at;
          while (found < last && !(name.row[found] && spells(syllable, name.row[found]))) { found += 1; }
          if (found >= Math.min(last, name.row.length)) { return { end: end, count: whole }; }
          count += 1 + name.row.slice(at, found).filter(function (one) { return one.folded === AND; }).length;
          at = found + 1;
        }
        whole = count;
        end = place + 1;
      }
      return { end: end, count: whole };
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
