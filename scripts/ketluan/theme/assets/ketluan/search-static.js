// Search without the service: window.ketluanStaticSearch(params) promises what GET /api/search answers
// to the same parameters, from files that the build wrote. Everything is loaded at the first question.
(function () {
  "use strict";

  const HERE = document.currentScript.src;
  const PARTS = ["words", "query", "index", "filters", "marks", "telex", "helping", "units", "matching"];
  const DATA = new URL("../../tim-kiem/du-lieu/", HERE);
  const OTHERS = 5; // shown of each kind beside the tasks
  const SCORE = 1e4, TOP = 2 ** 29; // a score has four decimals; with them it stays below TOP
  const DAY = 86400000, LAST_DAY = 3652059, FIRST_DAY = 719163; // counted from the year 1; 1970 begins with FIRST_DAY
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
    const language = index.language, records = index.records;
    const matching = window.ketluanMatching.matcher(index), helping = matching.helping, best = matching.best;

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
      const isTask = record.kind === "task", notice = record.notice, thread = record.thread;
      const units = (isTask || record.kind === "unit" ? record.units : []).map(function (place) {
        return { id: language.units[place][0], name: language.units[place][1] };
      });
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
      const asks = index.parse((params.get("q") || "").trim());
      const answer = matching.answer(asks, params.get("nguyen_van") === "1"), query = answer.query, found = answer.found;
      const notes = query.notes.slice(), statuses = filters.statuses(day);
      const conditions = filters.conditions(params, query, notes);
      const narrowed = filters.narrowed(found, conditions, statuses), total = narrowed.passing.length;
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
      notes.push(...helping.reasons(query, found.length, conditions, total > 0));
      if (total && asked > pages) { notes.push("Chỉ có " + pages + " trang kết quả; đây là trang cuối."); }
      return {
        total: total, took_ms: 0, did_you_mean: answer.offered || null, shown_for: answer.meant || null, page: page, pages: pages, hits: hits, groups: groups,
        facets: narrowed.facets, direct: isNumber && documents.total === 1 ? hit(documents.first[0]) : null,
        nearest_numbers: helping.nearest(query), notes: notes,
      };
    };
  }
})();
