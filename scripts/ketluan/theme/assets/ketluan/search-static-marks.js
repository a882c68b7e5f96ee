// Where a text answers a query, and excerpts of long texts: the rules of highlighting.py.
(function () {
  "use strict";

  const EXCERPT = 300, BEFORE = 60;
  const BETWEEN = /^[\s,–&-]*$/;
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

  // What finds the spans of a text to be marked. Where accents were typed and the text has the very
  // syllables, look-alikes are left alone.
  function marker(query, read) {
    const wanted = new Set([].concat(...query.clauses.map(function (clause) { return clause.tokens; })));
    const concepts = new Set(Array.from(wanted).filter(function (token) { return token[0] === "@"; }));
    const phrases = [].concat(...query.groups.map(function (group) { return group.phrases; })), exact = new Map();
    query.groups.forEach(function (group) {
      group.runs.filter(function (run) { return run.accented; }).forEach(function (run) {
        run.folded.forEach(function (folded, at) { exact.set(folded, (exact.get(folded) || new Set()).add(run.exact[at])); });
      });
    });
    return function (text, elements) {
      const spans = single(elements);
      if (concepts.size || phrases.length) {
        const joined = read.withConcepts(elements);
        joined.forEach(function (one) {
          if (one.tokens.some(function (token) { return concepts.has(token); })) { spans.push([one.start, one.end]); }
        });
        phrases.forEach(function (phrase) { spans.push(...placesOf(phrase, joined)); });
      }
      return joinedSpans(text, spans.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; }));
    };

    function single(elements) {
      const there = new Set();
      if (exact.size) { for (const one of elements) { for (const item of one.row) { there.add(item.exact); } } }
      return elements.filter(function (one) {
        let isHit = false;
        for (const token of one.tokens) { isHit = isHit || wanted.has(token); }
        if (!isHit || !exact.size) { return isHit; }
        const hit = one.tokens.filter(function (token) { return wanted.has(token); });
        const typed = [].concat(...hit.map(function (token) { return Array.from(exact.get(token) || []); }));
        return !typed.some(function (spelling) { return there.has(spelling); }) ||
          one.row.some(function (item) { return typed.includes(item.exact); });
      }).map(function (one) { return [one.start, one.end]; });
    }
  }

  function placesOf(phrase, joined) {
    const form = phrase.accented ? "exact" : "folded", wanted = phrase[form], spans = [];
    const row = [].concat(...joined.map(function (one) {
      return one.row.map(function (item) { return { key: item[form], at: one }; });
    }));
    row.forEach(function (_, start) {
      if (!wanted.every(function (item, at) { return row[start + at] && row[start + at].key === item; })) { return; }
      row.slice(start, start + wanted.length).forEach(function (item) { spans.push([item.at.start, item.at.end]); });
    });
    return spans;
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

  window.ketluanMarks = { marker: marker, marked: marked, excerpt: excerpt };
})();
