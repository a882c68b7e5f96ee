// Search without the service: window.ketluanStaticSearch(params) promises what GET /api/search answers
// to the same parameters, from files that the build wrote. Everything is loaded at the first question.
(function () {
  "use strict";

  const HERE = document.currentScript.src;
  const PARTS = ["words", "query", "index", "filters", "marks", "helping"];
  const DATA = new URL("../../tim-kiem/du-lieu/", HERE);
  // Weights and bounds of searching.py.
  const PAIR = 1.6, EXACT = 0.8, WHOLE_RUN = 100;
  const OTHERS = 5, MAX_PAIRS = 30;
  const SCORE = 1e4, TOP = 2 ** 29; // a score has four decimals; with them it stays below TOP
  const DAY = 86400000, LAST_DAY = 3652059, FIRST_DAY = 719163; // days are counted from the year 1, in which 1970 begins with FIRST_DAY
  let opening = null;

  function part(name) {
    return new Promise(function (done, failed) {
      const element = document.createElement("script");
      element.src = new URL("search-static-" + name + ".js", HERE).href;
      element.addEventListener("load", done);
      element.addEventListener("error", failed);
      document.head.append(element);
    });
  }

  async function opened() {
    for (const name of PARTS) { await part(name); }
    const index = await window.ketluanIndex.load(DATA);
    return searcher(index, window.ketluanFilters.filters(index));
  }

  // The reader's own day: lateness is told for it.
  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map(function (number) { return String(number).padStart(2, "0"); }).join("-");
  }

  window.ketluanStaticSearch = async function (params) {
    if (!opening) { opening = opened().catch(function (error) { opening = null; throw error; }); }
    const search = await opening, begun = performance.now();
    const result = search(params, today());
    result.took_ms = Math.round((performance.now() - begun) * 100) / 100;
    return result;
  };

  function searcher(index, filters) {
    const language = index.language, records = index.records, words = window.ketluanWords;
    const helping = window.ketluanHelping.helper(index);
    const everything = records.map(function (_, ordinal) { return ordinal; });
    const mark = new Int32Array(records.length), sum = new Float64Array(records.length);
    // BM25 with its usual k1 = 1.2 and b = 0.75: a word weighs less in a long text.
    const lengths = Float64Array.from(records, function (_, ordinal) {
      return 1.2 * (0.25 + 0.75 * (index.from[ordinal + 1] - index.from[ordinal]) / index.meanLength);
    });

    // Matching: `found` are ordinals in order, with their scores.

    function clauseInto(clause, stage) {
      for (const token of clause.tokens) {
        const posting = index.find(token);
        if (!posting) { continue; }
        const weight = rarity(posting.ordinals.length);
        const ordinals = posting.ordinals, counts = posting.counts;
        for (let at = 0; at < ordinals.length; at += 1) {
          const ordinal = ordinals[at], count = counts[at];
          if (mark[ordinal] < stage) { continue; }
          mark[ordinal] = stage + 1;
          sum[ordinal] += weight * 2.2 * count / (count + lengths[ordinal]);
        }
      }
    }

    function rarity(size) { return Math.log(1 + (records.length - size + 0.5) / (size + 0.5)); }

    function numbersOf(phrase) {
      return {
        accented: phrase.accented, folded: phrase.folded.map(index.known), exact: phrase.exact.map(index.known),
      };
    }

    function contains(ordinal, phrase) {
      const row = phrase.accented ? index.exact : index.folded, wanted = phrase.accented ? phrase.exact : phrase.folded;
      const last = index.from[ordinal + 1] - wanted.length;
      for (let at = index.from[ordinal]; at <= last; at += 1) {
        let length = 0;
        while (length < wanted.length && row[at + length] === wanted[length]) { length += 1; }
        if (length === wanted.length) { return true; }
      }
      return false;
    }

    function areAll(phrases, ordinal, isThere) {
      for (const phrase of phrases) { if (contains(ordinal, phrase) !== isThere) { return false; } }
      return true;
    }

    function groupMatches(group) {
      mark.fill(0);
      sum.fill(0);
      group.clauses.forEach(clauseInto);
      const phrases = group.phrases.map(numbersOf), without = group.withoutPhrases.map(numbersOf), excluded = new Set();
      group.without.forEach(function (clause) {
        clause.tokens.forEach(function (token) {
          const posting = index.find(token);
          if (posting) { posting.ordinals.forEach(function (ordinal) { excluded.add(ordinal); }); }
        });
      });
      const found = [], wanted = group.clauses.length;
      for (let ordinal = 0; ordinal < records.length; ordinal += 1) {
        if (mark[ordinal] !== wanted || excluded.has(ordinal)) { continue; }
        if (areAll(phrases, ordinal, true) && areAll(without, ordinal, false)) { found.push(ordinal); }
      }
      const scores = new Float64Array(found.length);
      for (let at = 0; at < found.length; at += 1) { scores[at] = sum[found[at]]; }
      group.runs.forEach(function (run) { raise(found, scores, numbersOf(run)); });
      return { found: found, scores: scores };
    }

    // Adds what words side by side and, where accents were typed, the very words are worth.
    function raise(found, scores, run) {
      if (run.folded.length === 1) { // whatever was found has the word, though perhaps not its accents
        if (run.accented) { raiseExact(found, scores, run.exact[0]); }
        return;
      }
      const folded = run.folded, exact = run.exact, seen = index.seen, size = Math.min(folded.length, MAX_PAIRS);
      const hits = [0, 1, 2].map(function () { return new Int32Array(found.length); }); // pairs, exact pairs, exact words
      folded.forEach(function (number) { if (number >= 0) { seen[number] = 1; } });
      const row = index.folded, spelt = index.exact, from = index.from;
      for (let at = 0; at < found.length; at += 1) {
        const end = from[found[at] + 1];
        let pairs = 0, exactPairs = 0, same = 0, whole = 0;
        for (let place = from[found[at]]; place < end; place += 1) {
          const number = row[place];
          if (seen[number] === 0) { continue; }
          for (let j = 0; j < size; j += 1) {
            if (number !== folded[j]) { continue; }
            const isSame = spelt[place] === exact[j], isPair = j + 1 < size && place + 1 < end && row[place + 1] === folded[j + 1];
            if (isSame) { same |= 1 << j; }
            if (isPair) { pairs |= 1 << j; }
            if (isPair && isSame && spelt[place + 1] === exact[j + 1]) { exactPairs |= 1 << j; }
            if (j === 0 && whole < 2) { whole = Math.max(whole, runAt(place, end, run)); }
          }
        }
        scores[at] += whole * WHOLE_RUN;
        hits[0][at] = pairs;
        hits[1][at] = run.accented ? exactPairs : 0;
        hits[2][at] = run.accented ? same : 0;
      }
      folded.forEach(function (number) { if (number >= 0) { seen[number] = 0; } });
      weigh(hits[0], PAIR, scores);
      weigh(hits[1], PAIR, scores);
      weigh(hits[2], EXACT, scores);
    }

    function raiseExact(found, scores, number) {
      const hits = new Int32Array(found.length);
      for (let at = 0; at < found.length; at += 1) {
        const end = index.from[found[at] + 1];
        let place = index.from[found[at]];
        while (place < end && index.exact[place] !== number) { place += 1; }
        if (place < end) { hits[at] = 1; scores[at] += WHOLE_RUN; }
      }
      weigh(hits, EXACT, scores);
    }

    // Each bit counts the more the fewer have it.
    function weigh(hits, boost, scores) {
      const sizes = new Int32Array(MAX_PAIRS), weights = new Float64Array(MAX_PAIRS);
      for (let at = 0; at < hits.length; at += 1) {
        for (let bits = hits[at], j = 0; bits; bits >>= 1, j += 1) { sizes[j] += bits & 1; }
      }
      sizes.forEach(function (count, j) { weights[j] = boost * rarity(count); });
      for (let at = 0; at < hits.length; at += 1) {
        for (let bits = hits[at], j = 0; bits; bits >>= 1, j += 1) { if (bits & 1) { scores[at] += weights[j]; } }
      }
    }

    // 2 if the whole run stands at the place with its accents, 1 without them.
    function runAt(place, end, run) {
      if (place + run.folded.length > end) { return 0; }
      let isExact = run.accented;
      for (let j = 0; j < run.folded.length; j += 1) {
        if (index.folded[place + j] !== run.folded[j]) { return 0; }
        isExact = isExact && index.exact[place + j] === run.exact[j];
      }
      return isExact ? 2 : 1;
    }

    const best = new Float64Array(records.length); // the scores of what was found last

    function matches(query) {
      best.fill(0);
      if (!query.groups.length) { return !query.text.trim() || query.filters.length ? everything : []; }
      const all = query.groups.map(function (group) {
        const matched = groupMatches(group);
        matched.found.forEach(function (ordinal, at) {
          best[ordinal] = Math.max(best[ordinal], Math.round(matched.scores[at] * SCORE) / SCORE);
        });
        return matched.found;
      });
      return all.length === 1 ? all[0] : words.unique([].concat(...all)).sort(function (a, b) { return a - b; });
    }

    // How well the best answer to a text answers it, negative if none does.
    function bestOf(text) {
      const found = matches(index.parse(text));
      return found.reduce(function (most, ordinal) { return Math.max(most, best[ordinal]); }, -1);
    }

    // Showing. Kind comes first, then one number for each record, the highest first: by day or by what
    // was asked for and the score, the other behind it; all whole numbers, so that nothing is lost.

    function rankOf(ordinal, asked, sort) {
      const record = records[ordinal], day = days[ordinal];
      const isAhead = asked.size > 0 && record.own.some(function (token) { return asked.has(token); });
      const score = Math.min(Math.round(best[ordinal] * SCORE), TOP - 1) + (isAhead ? TOP : 0);
      if (sort === "moi-nhat") { return day * TOP * 2 + score; }
      if (sort === "cu-nhat") { return (LAST_DAY - (day || LAST_DAY)) * TOP * 2 + score; }
      return score * (LAST_DAY + 1) + day;
    }

    // The first `size` of `ordinals`; what cannot be among them is not put in order.
    function first(ordinals, size, ranks) {
      let some = ordinals;
      if (ordinals.length > 2 * size + 100) {
        const sorted = new Float64Array(ordinals.length);
        for (let at = 0; at < ordinals.length; at += 1) { sorted[at] = ranks[ordinals[at]]; }
        const least = sorted.sort()[ordinals.length - size];
        some = ordinals.filter(function (ordinal) { return ranks[ordinal] >= least; });
      }
      return some.slice().sort(function (a, b) { return ranks[b] - ranks[a] || a - b; }).slice(0, size);
    }

    const ranks = new Float64Array(records.length);
    const kindPlaces = new Map(language.kinds.map(function (row, place) { return [row[0], place]; }));
    const kindOf = Uint8Array.from(records, function (record) { return kindPlaces.get(record.kind); });
    const days = Float64Array.from(records, function (record) { return record.day ? Date.parse(record.day) / DAY + FIRST_DAY : 0; });

    // By kind: how many, and the first of them, as many as can stand on pages up to `end`.
    function ordered(ordinals, query, sort, end) {
      const asked = new Set([].concat(...query.clauses.map(function (clause) { return clause.numbers ? clause.tokens : []; })));
      const byKind = language.kinds.map(function () { return []; });
      for (const ordinal of ordinals) {
        ranks[ordinal] = rankOf(ordinal, asked, sort);
        byKind[kindOf[ordinal]].push(ordinal);
      }
      let before = 0;
      return language.kinds.map(function (row, place) {
        const all = byKind[place];
        const begins = before;
        before += all.length;
        return {
          kind: row[0], label: row[2], total: all.length, begins: begins,
          first: first(all, Math.max(OTHERS, end - begins), ranks),
        };
      });
    }

    function hitOf(ordinal, score, marks, status) {
      const record = records[ordinal], spelt = index.spelledOut(record);
      let text = record.shown < 0 ? spelt.text : spelt.text.slice(0, record.shown);
      let spans = marks(text, spelt.elements.filter(function (one) { return one.end <= text.length; }));
      if (record.kind === "notice") { [text, spans] = window.ketluanMarks.excerpt(text, spans); }
      const units = record.units.map(function (place) { return { id: language.units[place][0], name: language.units[place][1] }; });
      const isTask = record.kind === "task", notice = record.notice, thread = record.thread;
      const label = status && language.statuses.find(function (row) { return row[0] === status; })[1];
      return {
        id: record.id, kind: record.kind, url: record.url, title: record.title, text: text, highlight: window.ketluanMarks.marked(text, spans),
        unit: isTask && units.map(function (unit) { return unit.name; }).join("; ") || null, units: units,
        period: isTask && record.periods.length ? language.periods[record.periods[0]][0] : null,
        due: record.due || null, due_from: record.from || null, day: record.day || null,
        status: status, status_label: label,
        documents: record.documents.map(function (place) {
          const row = language.documents[place];
          return { key: row[0], number: row[1], url: row[2], label: row[3] };
        }),
        notice: notice[0] ? { id: notice[0], title: notice[1], url: notice[2] } : null,
        thread: thread[0] ? { id: thread[0], title: thread[1], url: thread[2] } : null,
        score: score,
      };
    }

    return function (params, day) {
      let query = index.parse((params.get("q") || "").trim()), matching = matches(query);
      const asks = query, isFound = matching.length > 0, meant = isFound ? "" : helping.meant(query, bestOf);
      if (!isFound) { // perhaps its last word is only begun
        query = helping.begun(query);
        matching = matches(query);
      }
      const notes = query.notes.slice(), statuses = filters.statuses(day);
      const conditions = filters.conditions(params, query, notes);
      const narrowed = filters.narrowed(matching, conditions, statuses), total = narrowed.passing.length;
      const asked = Math.max(1, parseInt(params.get("trang"), 10) || 1);
      const pages = Math.max(1, Math.ceil(total / language.page)), page = Math.min(asked, pages);
      const end = page * language.page, start = end - language.page;
      const kinds = ordered(narrowed.passing, query, params.get("sap_xep"), end);
      const marks = window.ketluanMarks.marker(query, index.read);
      const hit = function (ordinal) { return hitOf(ordinal, best[ordinal], marks, statuses.words[ordinal]); };
      const hits = [].concat(...kinds.map(function (one) {
        return one.first.slice(Math.max(0, start - one.begins), Math.max(0, end - one.begins));
      })).map(hit);
      const groups = kinds.filter(function (one) { return one.total; }).map(function (one) {
        const isBehind = one.begins >= end;
        return { kind: one.kind, label: one.label, total: one.total, hits: isBehind ? one.first.slice(0, OTHERS).map(hit) : [] };
      });
      const documents = kinds.find(function (one) { return one.kind === "document"; });
      const isNumber = query.clauses.some(function (clause) { return clause.numbers === "document"; });
      notes.push(...helping.reasons(asks, matching.length, conditions, total > 0));
      if (total && asked > pages) { notes.push("Chỉ có " + pages + " trang kết quả; đây là trang cuối."); }
      return {
        total: total, took_ms: 0, did_you_mean: matching.length ? null : meant || null, page: page, pages: pages, hits: hits, groups: groups,
        facets: narrowed.facets, direct: isNumber && documents.total === 1 ? hit(documents.first[0]) : null,
        nearest_numbers: helping.nearest(query), notes: notes,
      };
    };
  }
})();
