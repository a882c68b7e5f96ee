// The query language, by the rules of query.py and citing.py: words, "phrases", -not, OR, fields, and
// numbers as people type them ("kế hoạch số 76", "76 kh skhcn"). Any text is a query.
(function () {
  "use strict";

  const words = window.ketluanWords;
  const MAX_CLAUSES = 40, MAX_QUERY = 500, MAX_PARTS = 4;
  // Before these a number counts something: kế hoạch 5 năm, báo cáo 6 tháng.
  const COUNTED = new Set((
    "nam thang ngay tuan qui gio giai dot lan nguoi nhiem noi diem muc ban cap phong don loai"
  ).split(" "));
  // What a decision puts into force is called by its number; the numbers of others always have their year.
  const ANY_TYPE = "vb", DECISION = "qd", DECIDED = ["da", "ctr", "pa", "qc", "qyd"], YEARED = ["nd", "tt", "ttlt", "nq", "qd"];
  const ITEM = new RegExp(
    "(?<sign>-)?(?<name>[\\p{L}_]+(?:-[\\p{L}_]+)?):\\s?(?<value>\"[^\"]*\"|[^\\s\"]+)" +
    "|(?<minus>-)?\"(?<phrase>[^\"]*)\"" +
    "|(?<either>(?:OR|HOẶC|HOAC|\\|\\|?)(?=\\s|$))|(?<both>(?:AND|&&)(?=\\s|$))" +
    "|-(?<without>[\\p{L}\\p{N}]\\S*)|(?<plain>[^\\s\"]+|\")", "gu");

  function isWithin(text, allowed) { return Array.from(text).every(function (char) { return allowed.includes(char); }); }

  function isAccented(text) {
    return words.fold(text) !== Array.from(text, function (char) { return char.toLowerCase(); }).join("");
  }

  function phrase(row, accented) {
    return {
      folded: row.map(function (one) { return one.folded; }), exact: row.map(function (one) { return one.exact; }),
      accented: accented,
    };
  }

  // The group with those of its clauses alone that `keeps`; its runs are words that stand together.
  function narrowed(group, keeps) {
    const runs = [[]];
    group.clauses.forEach(function (clause) {
      if (keeps(clause) && clause.row.length) { runs[runs.length - 1].push(clause); } else { runs.push([]); }
    });
    return Object.assign({}, group, {
      clauses: group.clauses.filter(keeps),
      runs: runs.filter(function (run) { return run.length; }).map(function (run) {
        const row = [].concat(...run.map(function (clause) { return clause.row; }));
        return phrase(row, run.some(function (clause) { return isAccented(clause.typed); }));
      }),
    });
  }

  function parser(language, read) {
    const fields = new Map(language.fields), symbols = new Set(language.symbols);
    const shorts = new Set(language.shorts.map(function (row) { return row[0]; }));
    const typeSymbols = new Set(), typesByName = new Map();
    language.types.forEach(function (row) {
      const symbol = words.fold(row[0]);
      const name = row[1].split(/\s+/).map(function (word) { return words.spelled(word).folded; }).join(" ");
      typeSymbols.add(symbol);
      typesByName.set(name, (typesByName.get(name) || []).concat(symbol));
    });

    // Numbers. `row` are the single elements of `text`; a number found says its end and its tokens.

    function keys(row, place, length) {
      return row.slice(place, place + length).map(function (one) { return one.key; }).join(" ");
    }

    // "sở" is another word.
    function saysNumber(one) { return Boolean(one) && ["sô3", "so1"].includes(one.row[0].exact); }

    function taskNumber(row, place, text) {
      let after = place + (keys(row, place, 2) === "nhiem vu" ? 2 : 0);
      if (after > place && saysNumber(row[after])) { after += 1; }
      if (after >= row.length) { return null; }
      if (row[after].key.startsWith("§")) { return { end: after + 1, tokens: row[after].wanted }; }
      let end = after + 1;
      while (end < row.length && text.slice(row[end - 1].end, row[end].start) === ".") { end += 1; }
      const parts = row.slice(after, end).map(function (one) { return one.key; });
      if (after === place || !parts.every(function (part) { return /^[\p{L}\p{N}]+$/u.test(part); })) { return null; }
      const isWhole = parts.length > 1 || /^g\d{1,3}$/.test(parts[0]);
      return isWhole ? { end: end, tokens: words.taskTokens(parts.join(".")).slice(-1) } : null;
    }

    function numberAt(row, place, text) {
      function gap(at) { return text.slice(row[at - 1].end, row[at].start); }

      function cannotBeWord(at) {
        return !words.isSyllable(row[at].key) || words.isCapital(text.slice(row[at].start, row[at].end));
      }

      function isSymbol(at, isFirst) {
        const key = row[at].key;
        if (!/^[\p{L}\p{N}]+$/u.test(key) || /^\d+$/.test(key)) { return false; }
        if (isFirst) { return typeSymbols.has(key) && cannotBeWord(at); }
        return cannotBeWord(at) || symbols.has(key);
      }

      // Whether an element stands in the archive's numbers alone: 915 snv, kl 04 ttr.
      function isIssuer(at) { return symbols.has(row[at].key) && !shorts.has(row[at].key) && cannotBeWord(at); }

      function typeAt() {
        for (let length = 4; length; length -= 1) {
          const named = place + length <= row.length && typesByName.get(keys(row, place, length));
          if (named) { return { symbols: named, end: place + length }; }
        }
        const parts = [];
        let end = place;
        while (end < row.length && isSymbol(end, end === place)) {
          if (end > place && !["-", "–"].includes(gap(end).trim())) { break; }
          parts.push(row[end].key);
          end += 1;
        }
        return { symbols: parts.length ? [parts.join("-")] : [], end: end };
      }

      // The year that belongs to the serial before it; between blanks only if a symbol follows.
      function yearAt(at) {
        if (at >= row.length || !/^(?:19|20)\d\d$/.test(row[at].key)) { return { year: "", end: at }; }
        const before = gap(at), isTight = /[/\-–]/.test(before);
        const follows = at + 1 < row.length && (isSymbol(at + 1, true) || isIssuer(at + 1)) && isWithin(gap(at + 1), JOINTS);
        const belongs = isWithin(before, JOINTS) && (isTight || follows);
        return belongs ? { year: row[at].key, end: at + 1 } : { year: "", end: at };
      }

      function headAt(at) {
        const one = row[at], written = text.slice(one.start, one.end);
        if (one.isNumber) {
          const parts = words.partsOfToken(one.wanted[0]);
          return parts && { parts: parts, end: at + 1, isSure: true, asWord: "" };
        }
        const together = /^(\d{1,5})\s*[/-]\s*((?:19|20)\d\d)$/.exec(written);
        if (together) {
          return { parts: { serial: words.plainSerial(together[1]), year: together[2], symbol: [] }, end: at + 1, asWord: "" };
        }
        if (/^\d{1,5}[a-z]?$/.test(one.key)) {
          const year = yearAt(at + 1);
          return { parts: { serial: words.plainSerial(one.key), year: year.year, symbol: [] }, end: year.end, asWord: "" };
        }
        const before = /^(\d{1,5})([a-z]{2,4})$/.exec(one.key), behind = /^([a-z]{2,4})(\d{1,5})$/.exec(one.key);
        const type = before ? before[2] : behind ? behind[1] : "";
        if (!typeSymbols.has(type)) { return null; }
        const year = behind ? yearAt(at + 1) : { year: "", end: at + 1 };
        const serial = words.plainSerial(before ? before[1] : behind[2]);
        return { parts: { serial: serial, year: year.year, symbol: [type] }, end: year.end, isSure: true, asWord: one.key };
      }

      function continues(at, parts, begun) {
        if (parts.length) {
          return isSymbol(at, false) && (!begun || at + 1 === row.length || cannotBeWord(at));
        }
        if (isSymbol(at, true)) { return true; }
        const known = row.slice(at, at + 2).every(function (one) { return symbols.has(one.key); });
        return (at + 2 <= row.length && known && cannotBeWord(at)) || isIssuer(at);
      }

      function symbolOf(head) {
        const parts = head.parts.symbol.slice();
        let at = head.end;
        if (parts.length > 1 || (parts.length && !typeSymbols.has(parts[0]))) { return { parts: parts, end: at }; }
        const begun = parts.length > 0;
        while (at < row.length && parts.length < MAX_PARTS) {
          const between = gap(at);
          if (!isWithin(between, JOINTS) || !continues(at, parts, begun)) { break; }
          if (parts.length && /[&^]/.test(between)) { parts[parts.length - 1] += row[at].key; } else { parts.push(row[at].key); }
          at += 1;
        }
        return { parts: parts, end: at };
      }

      // Whether the number is a year, or counts what follows it, or a month.
      function counts(at, head, types) {
        const serial = Number(head.parts.serial) || 0, isYear = serial >= 1900 && serial < 2100;
        const isYeared = types.some(function (type) { return YEARED.includes(type); });
        if (head.parts.year) { return (serial > 0 && serial <= 12 && !isYeared) || isYear; }
        return isYear || (at + 1 < row.length && COUNTED.has(row[at + 1].key));
      }

      function withSymbol(parts, symbol) {
        return words.tokenOf({ serial: parts.serial, year: parts.year, symbol: symbol });
      }

      // The symbols of a number of which only the type is named.
      function meant(named) { return [[named]].concat(named === ANY_TYPE ? [[]] : DECIDED.includes(named) ? [[DECISION]] : []); }

      // What a symbol may be of which the type is left out or stands before the number.
      function completed(types, symbol) {
        const isWhole = symbol.length > 1 || types.includes(symbol[0]) || (typeSymbols.has(symbol[0]) && !types.length);
        const before = types.length ? types : Array.from(typeSymbols).sort();
        return [symbol].concat(isWhole ? [] : before.map(function (each) { return [each].concat(symbol); }));
      }

      const type = typeAt(), isNamed = type.end > place;
      let after = type.end;
      if (type.symbols.join() === "tb" && keys(row, after, 2) === "ket luan") { after += 2; }
      const isSaid = saysNumber(row[after]);
      if (isSaid) { after += 1; }
      if (after >= row.length) { return null; }
      if (row[after].isNumber && !words.partsOfToken(row[after].wanted[0])) {
        return { end: after + 1, tokens: row[after].wanted }; // a standard
      }
      const head = headAt(after);
      if (!head) { return null; }
      const symbol = symbolOf(head);
      if (symbol.parts.length) {
        const isAlone = symbol.end === after + 1 && head.asWord && !isNamed;
        const own = head.parts.symbol.length ? head.parts.symbol : type.symbols;
        const tokens = completed(own, symbol.parts).map(function (each) { return withSymbol(head.parts, each); });
        return { end: symbol.end, tokens: tokens.concat(isAlone ? head.asWord : []) };
      }
      if (type.symbols.length && (head.isSure || isSaid || !counts(after, head, type.symbols))) {
        const meanings = [].concat(...type.symbols.map(meant));
        return { end: head.end, tokens: meanings.map(function (each) { return withSymbol(head.parts, each); }) };
      }
      if (head.isSure) { return { end: head.end, tokens: [words.tokenOf(head.parts)] }; }
      return isSaid && !type.symbols.length ? { end: after + 1, tokens: row[after].wanted } : null;
    }

    // Words, numbers and phrases of a piece of the query.

    function clausesOf(text) {
      const row = read.elements(text), found = [];
      let waiting = [];
      function end() {
        read.withConcepts(waiting).forEach(function (one) {
          if (one.wanted.length) { found.push({ tokens: one.wanted, typed: text.slice(one.start, one.end), numbers: "", row: one.row }); }
        });
        waiting = [];
      }
      for (let place = 0; place < row.length;) {
        const task = taskNumber(row, place, text), number = task || numberAt(row, place, text);
        if (!number) { waiting.push(row[place]); place += 1; continue; }
        end();
        const isDocument = number.tokens.some(function (token) { return /^#(?!\d*$)/.test(token); });
        const typed = text.slice(row[place].start, row[number.end - 1].end);
        const kind = task ? "task" : isDocument ? "document" : "";
        found.push({ tokens: number.tokens, typed: typed, numbers: kind, row: [] });
        place = number.end;
      }
      end();
      return found;
    }

    function phraseOf(text) {
      const row = [].concat(...read.withConcepts(read.elements(text)).map(function (one) { return one.row; }))
        .filter(function (one) { return one.folded !== words.STOP; });
      return phrase(row, isAccented(text));
    }

    return function (typed) {
      const text = words.nfc(typed).slice(0, MAX_QUERY);
      const plain = text.replace(/[“”„‟″«»]/g, '"');
      const groups = [], filters = [], notes = [], hyphens = new Set();
      let group = newGroup(), run = [], left = MAX_CLAUSES;

      function newGroup() { return { clauses: [], phrases: [], without: [], withoutPhrases: [], runs: [] }; }

      function add(list, item) {
        left -= 1;
        if (left >= 0) { list.push(item); }
      }

      function endRun() {
        const joined = run.join(" "), phrase = phraseOf(joined);
        run = [];
        clausesOf(joined).forEach(function (clause) { add(group.clauses, clause); });
        if (phrase.folded.length) { group.runs.push(phrase); }
      }

      function endGroup() {
        endRun();
        const asks = group.clauses.length || group.phrases.length || group.without.length || group.withoutPhrases.length;
        if (asks) { groups.push(group); }
        group = newGroup();
      }

      function takeField(item, whole) {
        const name = words.fold(item.name).replace(/[_-]/g, ""), value = item.value.replace(/^"+|"+$/g, "").trim();
        if (fields.has(name) && value) {
          filters.push({ field: fields.get(name), value: value, negated: Boolean(item.sign) });
          return;
        }
        if (!whole.startsWith((item.sign || "") + item.name + ": ")) {
          notes.push("Không có trường “" + item.name + "”; phần này được tìm như từ thường.");
        }
        run.push(whole.replace(/"/g, " "));
      }

      function takePhrase(quoted, isExcluded) {
        const phrase = phraseOf(quoted), clauses = clausesOf(quoted);
        if (phrase.folded.length > 1 && !clauses.some(function (clause) { return clause.numbers === "document"; })) {
          add(isExcluded ? group.withoutPhrases : group.phrases, phrase);
          return;
        }
        clauses.forEach(function (clause) { add(isExcluded ? group.without : group.clauses, clause); });
        if (phrase.folded.length && !isExcluded) { group.runs.push(phrase); }
      }

      for (const number of plain.matchAll(new RegExp(words.NUMBER, "gu"))) {
        const place = number[0].indexOf("-");
        if (place >= 0) { hyphens.add(number.index + place); } // in "105/TB -UBND" it excludes nothing
      }
      for (const match of plain.matchAll(ITEM)) {
        const item = match.groups;
        if (item.plain !== undefined) {
          run.push(item.plain);
        } else if (item.without !== undefined && hyphens.has(match.index)) {
          run.push(match[0]);
        } else if (item.name !== undefined) {
          takeField(item, match[0]);
        } else if (item.phrase !== undefined) {
          endRun();
          takePhrase(item.phrase, item.minus !== undefined);
        } else if (item.either !== undefined) {
          endGroup();
        } else if (item.without !== undefined) {
          endRun();
          clausesOf(item.without).forEach(function (clause) { add(group.without, clause); });
        }
      }
      endGroup();
      if (left < 0) { notes.push("Câu hỏi quá dài: chỉ " + MAX_CLAUSES + " từ đầu được dùng để tìm kiếm."); }
      const clauses = [].concat(...groups.map(function (one) { return one.clauses; }));
      return { groups: groups, filters: filters, notes: words.unique(notes), text: text, clauses: clauses };
    };
  }

  function asksMore(group) { return group.phrases.length || group.without.length || group.withoutPhrases.length; }

  // The query of a group alone; all of the archive if it asks nothing.
  function only(group) {
    const isEmpty = !(group.clauses.length || asksMore(group));
    return { groups: isEmpty ? [] : [group], filters: [], notes: [], text: isEmpty ? "" : " ", clauses: group.clauses };
  }

  // The words of a question alone; all of it if more than words is asked.
  function inWords(query) {
    if (query.filters.length || asksMore(query.groups[0])) { return query; }
    return Object.assign({}, query, { text: query.clauses.map(function (clause) { return clause.typed; }).join(" ") });
  }

  const JOINTS = " \t\n/-–._&^";

  window.ketluanQuery = { parser: parser, narrowed: narrowed, only: only, inWords: inWords, isAccented: isAccented };
})();
