// Search without the service: window.ketluanStaticSearch(params) promises what GET /api/search answers
// to the same parameters, from files that the build wrote. Everything is loaded at the first question.
(function () {
  "use strict";

  const HERE = document.currentScript.src;
  const PARTS = ["words", "query", "index", "filters"];
  const DATA = new URL("../../tim-kiem/du-lieu/", HERE);
  // Weights and bounds of searching.py and highlighting.py.
  const PAIR = 1.6, EXACT = 0.8, WHOLE_RUN = 100;
  const OTHERS = 5, EXCERPT = 300, BEFORE = 60, NEAREST = 3, MAX_PAIRS = 30;
  const BETWEEN = /^[\s,–&-]*$/;
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
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
    const everything = records.map(function (_, ordinal) { return ordinal; });
    const mark = new Int32Array(records.length), sum = new Float64Array(records.length);

    // Matching: `found` are ordinals in order, with their scores.

    function clauseInto(clause, stage) {
      for (const token of clause.tokens) {
        const posting = index.find(token);
        if (!posting) { continue; }
        const weight = rarity(posting.ordinals.length);
        for (let at = 0; at < posting.ordinals.length; at += 1) {
          const ordinal = posting.ordinals[at], count = posting.counts[at];
          if (mark[ordinal] < stage) { continue; }
          mark[ordinal] = stage + 1;
          sum[ordinal] += weight * 2.2 * count / (count + 0.3 + 0.9 * records[ordinal].folded.length / index.meanLength);
        }
      }
    }

    function rarity(size) { return Math.log(1 + (records.length - size + 0.5) / (size + 0.5)); }

    function numbersOf(phrase) {
      return {
        accented: phrase.accented, folded: phrase.folded.map(index.known), exact: phrase.exact.map(index.known),
      };
    }

    function contains(record, phrase) {
      const row = phrase.accented ? record.exact : record.folded, wanted = phrase.accented ? phrase.exact : phrase.folded;
      for (let at = row.indexOf(wanted[0]); at >= 0; at = row.indexOf(wanted[0], at + 1)) {
        let length = 1;
        while (length < wanted.length && row[at + length] === wanted[length]) { length += 1; }
        if (length === wanted.length) { return true; }
      }
      return false;
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
      const found = everything.filter(function (ordinal) {
        const record = records[ordinal];
        return mark[ordinal] === group.clauses.length && !excluded.has(ordinal) &&
          phrases.every(function (phrase) { return contains(record, phrase); }) &&
          !without.some(function (phrase) { return contains(record, phrase); });
      });
      const scores = found.map(function (ordinal) { return sum[ordinal]; });
      group.runs.forEach(function (run) { raise(found, scores, numbersOf(run)); });
      return { found: found, scores: scores };
    }

    // Adds what words side by side and, where accents were typed, the very words are worth.
    function raise(found, scores, run) {
      const folded = run.folded, exact = run.exact, size = Math.min(folded.length, MAX_PAIRS);
      const hits = [0, 1, 2].map(function () { return new Int32Array(found.length); }); // pairs, exact pairs, exact words
      const sizes = hits.map(function () { return new Int32Array(size); });
      folded.forEach(function (number) { if (number >= 0) { index.seen[number] = 1; } });
      found.forEach(function (ordinal, at) {
        const row = records[ordinal].folded, spelt = records[ordinal].exact;
        let pairs = 0, exactPairs = 0, same = 0, whole = 0;
        for (let place = 0; place < row.length; place += 1) {
          if (!index.seen[row[place]]) { continue; }
          for (let j = 0; j < size; j += 1) {
            if (row[place] !== folded[j]) { continue; }
            const isSame = spelt[place] === exact[j], isPair = j + 1 < size && row[place + 1] === folded[j + 1];
            if (isSame) { same |= 1 << j; }
            if (isPair) { pairs |= 1 << j; }
            if (isPair && isSame && spelt[place + 1] === exact[j + 1]) { exactPairs |= 1 << j; }
            if (j === 0 && whole < 2) { whole = Math.max(whole, runAt(row, spelt, place, run)); }
          }
        }
        scores[at] += whole * WHOLE_RUN;
        hits[0][at] = pairs;
        hits[1][at] = run.accented ? exactPairs : 0;
        hits[2][at] = run.accented ? same : 0;
      });
      folded.forEach(function (number) { if (number >= 0) { index.seen[number] = 0; } });
      hits.forEach(function (bits, kind) {
        for (let at = 0; at < bits.length; at += 1) {
          for (let j = 0; j < size && bits[at] >> j; j += 1) { sizes[kind][j] += bits[at] >> j & 1; }
        }
      });
      hits.forEach(function (bits, kind) {
        const weights = Array.from(sizes[kind], function (count) { return (kind < 2 ? PAIR : EXACT) * rarity(count); });
        for (let at = 0; at < bits.length; at += 1) {
          for (let j = 0; j < size && bits[at] >> j; j += 1) { if (bits[at] >> j & 1) { scores[at] += weights[j]; } }
        }
      });
    }

    // 2 if the whole run stands at the place with its accents, 1 without them.
    function runAt(row, spelt, place, run) {
      let isExact = run.accented;
      for (let j = 0; j < run.folded.length; j += 1) {
        if (row[place + j] !== run.folded[j]) { return 0; }
        isExact = isExact && spelt[place + j] === run.exact[j];
      }
      return isExact ? 2 : 1;
    }

    function matches(query) {
      const scores = new Map();
      if (!query.groups.length) {
        const isOpen = !query.text.trim() || query.filters.length;
        (isOpen ? everything : []).forEach(function (ordinal) { scores.set(ordinal, 0); });
        return scores;
      }
      query.groups.map(groupMatches).forEach(function (group) {
        group.found.forEach(function (ordinal, at) {
          scores.set(ordinal, Math.max(scores.get(ordinal) || 0, Math.round(group.scores[at] * 1e4) / 1e4));
        });
      });
      return scores;
    }

    // Showing.

    const KIND_ORDER = new Map(language.kinds.map(function (row, place) { return [row[0], place]; }));

    function ordered(ordinals, scores, query, sort) {
      const asked = new Set([].concat(...query.clauses.map(function (clause) { return clause.numbers ? clause.tokens : []; })));
      const keys = new Map(ordinals.map(function (ordinal) {
        const record = records[ordinal], day = record.day ? Date.parse(record.day) / 86400000 + 719163 : 0;
        const first = sort === "moi-nhat" ? -day : sort === "cu-nhat" ? day || 3652059 : 0;
        const isAhead = asked.size > 0 && record.own.some(function (token) { return asked.has(token); });
        return [ordinal, [KIND_ORDER.get(record.kind), first, isAhead ? 0 : 1, -scores.get(ordinal), -day, ordinal]];
      }));
      return ordinals.slice().sort(function (a, b) {
        const left = keys.get(a), right = keys.get(b);
        for (let at = 0; at < left.length; at += 1) {
          if (left[at] !== right[at]) { return left[at] - right[at]; }
        }
        return 0;
      });
    }

    function hitOf(ordinal, score, query, status) {
      const record = records[ordinal], spelt = index.spelledOut(record);
      let text = record.shown < 0 ? spelt.text : spelt.text.slice(0, record.shown);
      let spans = marks(text, spelt.elements.filter(function (one) { return one.end <= text.length; }), query);
      if (record.kind === "notice") { [text, spans] = excerpt(text, spans); }
      const units = record.units.map(function (place) { return { id: language.units[place][0], name: language.units[place][1] }; });
      const isTask = record.kind === "task", notice = record.notice, thread = record.thread;
      const label = status && language.statuses.find(function (row) { return row[0] === status; })[1];
      return {
        id: record.id, kind: record.kind, url: record.url, title: record.title, text: text, highlight: marked(text, spans),
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

    // The spans of `text` to be marked. Where accents were typed and the text has the very syllables,
    // look-alikes are left alone.
    function marks(text, elements, query) {
      const wanted = new Set([].concat(...query.clauses.map(function (clause) { return clause.tokens; })));
      const exact = new Map(), there = new Set(), spans = [];
      query.groups.forEach(function (group) {
        group.runs.filter(function (run) { return run.accented; }).forEach(function (run) {
          run.folded.forEach(function (folded, at) { exact.set(folded, (exact.get(folded) || new Set()).add(run.exact[at])); });
        });
      });
      elements.forEach(function (one) { one.row.forEach(function (item) { there.add(item.exact); }); });
      elements.forEach(function (one) {
        const hit = one.tokens.filter(function (token) { return wanted.has(token); });
        const typed = [].concat(...hit.map(function (token) { return Array.from(exact.get(token) || []); }));
        const isLookalike = typed.some(function (spelling) { return there.has(spelling); }) &&
          !one.row.some(function (item) { return typed.includes(item.exact); });
        if (hit.length && !isLookalike) { spans.push([one.start, one.end]); }
      });
      const joined = index.read.withConcepts(elements);
      joined.forEach(function (one) {
        if (one.tokens.some(function (token) { return token[0] === "@" && wanted.has(token); })) { spans.push([one.start, one.end]); }
      });
      const row = [].concat(...joined.map(function (one) {
        return one.row.map(function (item) { return { folded: item.folded, exact: item.exact, at: one }; });
      }));
      [].concat(...query.groups.map(function (group) { return group.phrases; })).forEach(function (phrase) {
        const form = phrase.accented ? "exact" : "folded";
        row.forEach(function (_, start) {
          if (phrase[form].every(function (item, at) { return row[start + at] && row[start + at][form] === item; })) {
            row.slice(start, start + phrase[form].length).forEach(function (item) { spans.push([item.at.start, item.at.end]); });
          }
        });
      });
      return joinedSpans(text, spans.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; }));
    }

    // Those with only blanks and light marks between them as one.
    function joinedSpans(text, spans) {
      const found = [];
      spans.forEach(function (span) {
        const last = found[found.length - 1];
        if (last && BETWEEN.test(text.slice(last[1], span[0]))) { last[1] = Math.max(last[1], span[1]); return; }
        found.push(span.slice());
      });
      return found;
    }

    function escaped(text) { return text.replace(/[&<>"']/g, function (char) { return ESCAPES[char]; }); }

    function marked(text, spans) {
      let html = "", place = 0;
      spans.forEach(function (span) {
        html += escaped(text.slice(place, span[0])) + "<mark>" + escaped(text.slice(span[0], span[1])) + "</mark>";
        place = span[1];
      });
      return html + escaped(text.slice(place));
    }

    // The piece of a long text with the most marks, cut between words.
    function excerpt(text, spans) {
      if (text.length <= EXCERPT) { return [text, spans]; }
      let best = 0, most = 0;
      spans.forEach(function (span, first) {
        const reach = Math.max(0, span[0] - BEFORE) + EXCERPT;
        const inside = spans.slice(first).filter(function (one) { return one[1] <= reach; }).length;
        if (inside > most) { best = first; most = inside; }
      });
      const mark = spans[best] || [0, 0];
      let start = Math.max(0, Math.min(mark[0] - BEFORE, text.length - EXCERPT));
      const blank = start ? /^\S*\s+/.exec(text.slice(start)) : null;
      if (blank && start + blank[0].length <= mark[0]) { start += blank[0].length; }
      let end = Math.min(text.length, start + EXCERPT);
      if (end < text.length) {
        const cut = start + text.slice(start, end).search(/\s+\S*$/);
        if (cut >= start && cut >= Math.min(mark[1], end)) { end = cut; }
      }
      const before = start ? "… " : "", by = before.length - start;
      const inside = spans.map(function (span) { return [Math.max(span[0], start) + by, Math.min(span[1], end) + by]; })
        .filter(function (span) { return span[0] < span[1]; });
      return [before + text.slice(start, end) + (end < text.length ? " …" : ""), inside];
    }

    // Helping on.

    function isThere(clause) { return clause.tokens.some(function (token) { return index.find(token); }); }

    function nearest(query) {
      const written = query.filters.filter(function (one) { return one.field === "document" && !one.negated; });
      const asked = query.clauses.concat(...written.map(function (one) { return index.parse(one.value).clauses; }))
        .filter(function (clause) { return clause.numbers === "document" && !isThere(clause); });
      const found = [];
      [].concat(...asked.map(function (clause) { return clause.tokens; })).forEach(function (token) {
        const wanted = words.partsOfToken(token);
        if (!wanted || !wanted.symbol.length) { return; }
        records.forEach(function (record) {
          const own = record.kind === "document" && words.numberParts(record.number);
          if (!own || ![own.symbol[0], words.fold(record.type)].includes(wanted.symbol[0])) { return; }
          found.push([Math.abs(parseInt(own.serial, 10) - parseInt(wanted.serial, 10)), record.number]);
        });
      });
      found.sort(function (a, b) { return a[0] - b[0] || (a[1] < b[1] ? -1 : 1); });
      return words.unique(found.map(function (row) { return row[1]; })).slice(0, NEAREST);
    }

    function reasons(query, matching, conditions, hasPassed) {
      const notes = query.clauses.filter(function (clause) { return clause.numbers && !isThere(clause); }).map(function (clause) {
        const what = clause.numbers === "task" ? "nhiệm vụ" : "văn bản";
        return "Kho lưu trữ không có " + what + " nào mang số “" + clause.typed + "”.";
      });
      if (hasPassed) { return notes; }
      if (matching) {
        const said = conditions.map(function (one) { return one.said; }).filter(Boolean).join(", ");
        const start = query.groups.length ? "Có " + matching + " kết quả khớp từ cần tìm nhưng không" : "Không";
        return notes.concat(said ? start + " có kết quả nào " + said + "; hãy bỏ bớt điều kiện." : []);
      }
      if (!query.text.trim()) { return notes.concat("Kho lưu trữ chưa có nội dung nào."); }
      if (!query.groups.length) { return notes.concat("Không có từ nào để tìm trong câu hỏi."); }
      const absent = query.clauses.filter(function (clause) { return !isThere(clause); });
      if (!absent.length) { return notes.concat("Không có nội dung nào có đủ các phần của câu hỏi; hãy bớt từ hoặc bỏ ngoặc kép."); }
      return notes.concat(words.unique(absent.filter(function (clause) { return !clause.numbers; })
        .map(function (clause) { return "Kho lưu trữ không có từ “" + clause.typed + "”."; })).slice(0, 3));
    }

    return function (params, day) {
      const query = index.parse((params.get("q") || "").trim()), notes = query.notes.slice(), statuses = filters.statuses(day);
      const conditions = filters.conditions(params, query, notes), scores = matches(query);
      const narrowed = filters.narrowed(scores.keys(), conditions, statuses);
      const order = ordered(narrowed.passing, scores, query, params.get("sap_xep"));
      const asked = Math.max(1, parseInt(params.get("trang"), 10) || 1);
      const pages = Math.max(1, Math.ceil(order.length / language.page)), page = Math.min(asked, pages);
      const first = (page - 1) * language.page, end = first + language.page;
      const hit = function (ordinal) { return hitOf(ordinal, scores.get(ordinal), query, statuses[ordinal]); };
      const hits = order.slice(first, end).map(hit);
      const groups = language.kinds.map(function (row) {
        const all = order.filter(function (ordinal) { return records[ordinal].kind === row[0]; });
        const isShown = hits.some(function (one) { return one.kind === row[0]; });
        const later = new Set(isShown ? [] : order.slice(end));
        const others = all.filter(function (ordinal) { return later.has(ordinal); }).slice(0, OTHERS);
        return { kind: row[0], label: row[2], total: all.length, hits: others.map(hit) };
      }).filter(function (group) { return group.total; });
      const documents = query.clauses.some(function (clause) { return clause.numbers === "document"; })
        ? order.filter(function (ordinal) { return records[ordinal].kind === "document"; }) : [];
      notes.push(...reasons(query, scores.size, conditions, order.length > 0));
      if (order.length && asked > pages) { notes.push("Chỉ có " + pages + " trang kết quả; đây là trang cuối."); }
      return {
        total: order.length, took_ms: 0, did_you_mean: null, page: page, pages: pages, hits: hits, groups: groups,
        facets: narrowed.facets, direct: documents.length === 1 ? hit(documents[0]) : null,
        nearest_numbers: nearest(query), notes: notes,
      };
    };
  }
})();
