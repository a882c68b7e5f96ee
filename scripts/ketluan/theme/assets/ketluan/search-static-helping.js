// What helps on where little is found: numbers near the one asked for, words only begun, words near
// those that nothing has, and why nothing is found (catalogue.py, lexicon.py, explaining.py).
(function () {
  "use strict";

  const words = window.ketluanWords;
  const NEAREST = 3, BEGUN = 40, SHORTEST = 3, TRIED = 8;
  const SURE = 100; // a whole run of words stands so
  const TIME = /^%(?:\d{4}(?:-q\d|-\d\d)?|q\d)$/;
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

    // The words that stand behind a word, as their two forms.
    function following(folded) {
      const number = index.known(folded), found = new Map();
      for (let place = 0; number >= 0 && place + 1 < index.folded.length; place += 1) {
        if (index.folded[place] !== number || index.ends.has(place)) { continue; }
        const after = index.written(index.folded[place + 1]);
        found.set(after, (found.get(after) || new Set()).add(index.written(index.exact[place + 1])));
      }
      return found;
    }

    // Whether a syllable has the letters typed so far, and their tone if there is one already.
    function goesOn(typed, exact) {
      if (typed.exact === typed.folded + "1") { return true; }
      const tone = typed.exact.slice(-1);
      return exact.startsWith(typed.exact.slice(0, -1)) && (tone === "1" || tone === exact.slice(-1));
    }

    // What the last word begins: behind the word before it where something there goes on so, else
    // anywhere; a word that is itself in use is then not begun.
    function endings(before, typed, isAlone) {
      const behind = before ? Array.from(following(before)).filter(function (row) { return row[0].startsWith(typed.folded); }) : [];
      if (behind.length) {
        const alike = behind.filter(function (row) { return Array.from(row[1]).some(function (exact) { return goesOn(typed, exact); }); });
        return alike.map(function (row) { return row[0]; });
      }
      if (index.find(typed.folded) || typed.folded.length < (isAlone ? SHORTEST : SHORTEST - 1)) { return []; }
      return known().filter(function (token) { return token.startsWith(typed.folded); });
    }

    // The query with its last word as the beginning of words, null where it can be none.
    function begun(query) {
      const group = query.groups[0], last = query.groups.length === 1 && group.clauses[group.clauses.length - 1];
      if (!last || !query.text.endsWith(last.typed)) { return null; }
      if (last.numbers === "document") { return withLast(query, last, numbersBegun(last), group.runs); }
      if (last.numbers || !LETTERS.test(last.typed)) { return null; }
      const run = group.runs.length ? group.runs[group.runs.length - 1] : { folded: [], exact: [] };
      const typed = words.spelled(last.typed), before = run.folded[run.folded.length - 2];
      if (run.folded[run.folded.length - 1] !== typed.folded) { return null; }
      const longer = endings(before, typed, group.clauses.length === 1)
        .filter(function (token) { return index.find(token); })
        .sort(function (a, b) { return frequency(b) - frequency(a) || (a < b ? -1 : 1); }).slice(0, BEGUN);
      if (!longer.length) { return null; }
      const shorter = { folded: run.folded.slice(0, -1), exact: run.exact.slice(0, -1), accented: run.accented };
      const pairs = before ? longer.slice(0, TRIED).map(function (token) {
        return { folded: [before, token], exact: [before, token], accented: false };
      }) : [];
      const runs = group.runs.slice(0, -1).concat(shorter.folded.length ? shorter : [], pairs);
      return withLast(query, last, longer, runs);
    }

    function withLast(query, last, tokens, runs) {
      if (!tokens.length) { return null; }
      const group = query.groups[0];
      const clauses = group.clauses.slice(0, -1).concat({ tokens: tokens, typed: last.typed, numbers: last.numbers, row: [] });
      const note = "Hiện cả những nội dung có từ bắt đầu bằng “" + last.typed + "”.";
      return Object.assign({}, query, {
        groups: [Object.assign({}, group, { clauses: clauses, runs: runs })], clauses: clauses, notes: [note].concat(query.notes),
      });
    }

    // The known numbers that begin so; one whose last part is a symbol in use is whole, and another one.
    function numbersBegun(last) {
      const begun = last.tokens.filter(function (token) {
        const parts = words.partsOfToken(token);
        return parts && parts.symbol.length && !language.symbols.includes(parts.symbol[parts.symbol.length - 1]);
      });
      const found = records.filter(function (record) { return record.kind === "document"; })
        .map(function (record) { return words.numberTokens(record.number).pop() || ""; })
        .filter(function (token) { return begun.some(function (one) { return token.startsWith(one); }); });
      return words.unique(found);
    }

    // The query without the words that only ask ("phòng nào lo …?"), null where it is no question.
    const rows = {}, decoded = window.ketluanTelex.decoder(language.telex);
    Object.keys(language.questions).forEach(function (part) { rows[part] = rowsOf(language.questions[part]); });

    function rowsOf(texts) {
      return texts.map(function (text) { return words.nfc(text).split(" ").map(words.spelled); })
        .sort(function (a, b) { return b.length - a.length; });
    }

    function asked(query) {
      if (query.groups.length !== 1) { return null; }
      const clauses = query.groups[0].clauses, dropped = standing(clauses, "asking", new Set());
      if (!dropped.size && !/\?\s*$/.test(query.text)) { return null; }
      standing(clauses, "around", dropped).forEach(function (clause) { dropped.add(clause); });
      if (dropped.size === clauses.length) { return null; }
      return askedBy(query, function (clause) { return !dropped.has(clause); });
    }

    function askedBy(query, keeps) {
      const kept = window.ketluanQuery.narrowed(query.groups[0], keeps);
      const note = "Câu hỏi được tìm theo các từ: " + kept.clauses.map(function (clause) { return clause.typed; }).join(" ") + ".";
      return Object.assign({}, query, { groups: [kept], clauses: kept.clauses, notes: [note].concat(query.ownNotes || query.notes), ownNotes: query.ownNotes || query.notes });
    }

    // The same without the words that only say of what kind a thing is, null where there are none.
    function withoutHeads(query) {
      const clauses = query.groups[0].clauses, heads = standing(clauses, "heads", new Set());
      if (!heads.size || heads.size === clauses.length) { return null; }
      return askedBy(query, function (clause) { return !heads.has(clause); });
    }

    // Whether a question asks when something is done or how far it is.
    function asksHowItStands(query) { return standing(query.groups[0].clauses, "newest", new Set()).size > 0; }

    // The clauses that stand in a row of a part of the words of questions, but for those `taken`.
    function standing(clauses, part, taken) {
      const accented = clauses.some(function (clause) { return window.ketluanQuery.isAccented(clause.typed); }), found = new Set();
      for (let at = 0; at < clauses.length; at += 1) {
        const row = rows[part].find(function (syllables) {
          return syllables.every(function (syllable, place) { return spells(clauses[at + place], syllable); });
        });
        if (row) { clauses.slice(at, at + row.length).forEach(function (clause) { found.add(clause); }); }
      }
      return found;

      function spells(clause, syllable) {
        if (!clause || clause.row.length !== 1 || taken.has(clause)) { return false; }
        const isShort = clause.typed.length > 1 && clause.typed === clause.typed.toUpperCase();
        return !isShort && clause.row[0].folded === syllable.folded && (!accented || clause.row[0].exact === syllable.exact);
      }
    }

    // The limit that a query asks for (limits.py): days between which it lies, as typed, and all other words.
    function limit(query) {
      const clauses = query.groups.length === 1 ? query.groups[0].clauses : [];
      const times = clauses.filter(function (clause) { return clause.tokens[0][0] === "%"; });
      if (times.length !== 1 || times[0].numbers) { return null; }
      const place = clauses.indexOf(times[0]), token = times[0].tokens[0].slice(1), before = clauses.slice(0, place);
      const span = token.includes("-") && window.ketluanFilters.daysOf(token), none = new Set();
      const parts = token.length === 10 ? ["limits", "before"] : ["limits"];
      const said = new Set([].concat(...parts.map(function (part) { return Array.from(standing(before, part, none)); })));
      if (!span || !said.has(clauses[place - 1])) { return null; }
      ["asking", "around", "things"].forEach(function (part) {
        standing(clauses, part, none).forEach(function (clause) { said.add(clause); });
      });
      const left = window.ketluanQuery.narrowed(query.groups[0], function (clause) { return clause !== times[0] && !said.has(clause); });
      return { first: span[0], last: span[1], typed: times[0].typed, group: left };
    }

    // The words of a query without its years, quarters and months, and whether a record is of them all;
    // null if no such time is asked for or nothing else is.
    function timed(query) {
      const times = query.groups.length === 1 ? timesOf(query.groups[0]) : null;
      return times && times.group.clauses.length ? times : null;
    }

    function timesOf(group) {
      const times = group.clauses.filter(function (clause) { return TIME.test(clause.tokens[0]); });
      return times.length ? {
        group: window.ketluanQuery.narrowed(group, function (clause) { return !times.includes(clause); }),
        has: function (record) { return times.every(function (clause) { return isOf(record, clause.tokens[0].slice(1)); }); },
      } : null;
    }

    function isOf(record, time) {
      if (time.length === 4) { return record.years.includes(Number(time)); }
      if (!time.includes("q")) { return Boolean(record.day) && record.day.startsWith(time); }
      return record.periods.some(function (place) { return language.periods[place][0].endsWith(time.toUpperCase()); });
    }

    // The text with each word that nothing has replaced by a near one, if that finds something.
    // `bestOf` says how well a text is answered.
    function meant(query, bestOf) {
      const typed = query.text.split(/\s+/).filter(Boolean);
      if (query.filters.length || !typed.every(function (word) { return LETTERS.test(word); })) { return { text: "", isSure: false }; }
      let tried = typed.map(function (word) {
        const syllable = index.find(words.spelled(word).folded) ? "" : decoded(word);
        return syllable && index.isWritten(words.spelled(syllable).exact) ? syllable : word;
      });
      let found = tried.join(" ");
      if (found !== typed.join(" ") && bestOf(found) >= 0) { return { text: found, isSure: true }; }
      found = "";
      tried.slice().forEach(function (word, place) {
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
      const score = found ? bestOf(found) : -1;
      return { text: score >= 0 ? found : "", isSure: score >= SURE };
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

    return {
      begun: begun, asked: asked, withoutHeads: withoutHeads, asksHowItStands: asksHowItStands, limit: limit, timed: timed, timesOf: timesOf, meant: meant, nearest: nearest, reasons: reasons,
    };
  }

  window.ketluanHelping = { helper: helper };
})();
