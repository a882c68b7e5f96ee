// What helps on where little is found: numbers near the one asked for, words only begun, words near
// those that nothing has, and why nothing is found (catalogue.py, lexicon.py, explaining.py).
(function () {
  "use strict";

  const words = window.ketluanWords;
  const NEAREST = 3, BEGUN = 40, SHORTEST = 3, TRIED = 8;
  const LETTERS = /^\p{L}+$/u;

  // How many letters to change, add, drop or swap with the next; 3 if more than 2.
  function distance(left, right) {
    if (Math.abs(left.length - right.length) > 2) { return 3; }
    let older = [], row = Array.from({ length: right.length + 1 }, function (_, at) { return at; });
    for (let i = 1; i <= left.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= right.length; j += 1) {
        const isSame = left[i - 1] === right[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (isSame ? 0 : 1));
        if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
          next[j] = Math.min(next[j], older[j - 2] + 1);
        }
      }
      older = row;
      row = next;
    }
    return Math.min(row[right.length], 3);
  }

  function helper(index) {
    const language = index.language, records = index.records, written = new Map();
    language.words.forEach(function (word) { // the commonest first
      if (typeof word !== "string") { return; }
      const folded = words.spelled(word).folded;
      if (!written.has(folded)) { written.set(folded, word.toLowerCase()); }
    });

    function known() {
      return Array.from(index.postings.keys()).filter(function (token) { return LETTERS.test(token) && index.find(token); });
    }

    function frequency(token) { return index.find(token).ordinals.length; }

    // The query, its last word as the beginning of words.
    function begun(query) {
      const groups = query.groups.slice(), group = groups.pop();
      const last = group && group.clauses[group.clauses.length - 1];
      if (!last || last.numbers || !LETTERS.test(last.tokens[0]) || !query.text.endsWith(last.typed)) { return query; }
      const longer = known().filter(function (token) { return token.startsWith(last.tokens[0]); })
        .sort(function (a, b) { return frequency(b) - frequency(a); }).slice(0, BEGUN);
      const clause = { tokens: words.unique(last.tokens.concat(longer)), typed: last.typed, numbers: "" };
      groups.push(Object.assign({}, group, { clauses: group.clauses.slice(0, -1).concat(clause) }));
      return Object.assign({}, query, {
        groups: groups, clauses: [].concat(...groups.map(function (one) { return one.clauses; })),
      });
    }

    // The text with each word that nothing has replaced by a near one, if that finds something.
    // `bestOf` says how well a text is answered.
    function meant(query, bestOf) {
      const typed = query.text.split(/\s+/).filter(Boolean);
      if (query.filters.length || !typed.every(function (word) { return LETTERS.test(word); })) { return ""; }
      let tried = typed.slice(), found = "";
      typed.forEach(function (word, place) {
        const folded = words.spelled(word).folded;
        if (folded.length < SHORTEST || index.find(folded)) { return; }
        const near = known().map(function (token) { return [distance(folded, token), -frequency(token), token]; })
          .filter(function (row) { return row[0] <= (folded.length > 6 ? 2 : 1); })
          .sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1); }).slice(0, TRIED);
        let most = -1;
        near.forEach(function (row) {
          const text = tried.slice(0, place).concat(written.get(row[2]) || row[2], tried.slice(place + 1)).join(" ");
          const score = bestOf(text);
          if (score > most) { most = score; found = text; }
        });
        if (near.length) { tried[place] = written.get(near[0][2]) || near[0][2]; }
        if (most >= 0) { tried = found.split(" "); }
      });
      return found && bestOf(found) >= 0 ? found : "";
    }

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

    return { begun: begun, meant: meant, nearest: nearest, reasons: reasons };
  }

  window.ketluanHelping = { helper: helper };
})();
