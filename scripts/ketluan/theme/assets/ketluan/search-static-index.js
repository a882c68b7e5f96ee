// The static files of search/static_export.py, loaded once and made into an index in memory: records,
// and for each token the records that have it. A page opened from a folder may not fetch: the files
// are scripts that call window.__kl_search.
(function () {
  "use strict";

  const words = window.ketluanWords;
  let received = new Map();

  window.__kl_search = function (value) { received.set(value.piece === undefined ? "index" : value.piece, value); };

  function script(url) {
    return new Promise(function (done, failed) {
      const element = document.createElement("script");
      element.src = url;
      element.charset = "utf-8";
      element.addEventListener("load", function () { element.remove(); done(); });
      element.addEventListener("error", function () { element.remove(); failed(new Error(url)); });
      document.head.append(element);
    });
  }

  // Files of two builds must not meet: all have one stamp, else everything is asked for again, past
  // what the browser keeps.
  async function files(base, fresh) {
    received = new Map();
    await script(new URL("muc-luc.js" + fresh, base).href);
    const index = received.get("index"), asked = [];
    for (let piece = 0; piece < index.pieces; piece += 1) {
      asked.push(script(new URL("p" + piece + ".js?" + index.stamp, base).href));
    }
    await Promise.all(asked);
    const pieces = asked.map(function (_, piece) { return received.get(piece); });
    if (pieces.some(function (piece) { return !piece || piece.stamp !== index.stamp; })) { throw new Error("stamp"); }
    return { index: index, pieces: pieces };
  }

  async function load(base) {
    try {
      return build(await files(base, ""));
    } catch (error) {
      return build(await files(base, "?" + Date.now()));
    }
  }

  // What stands in texts, with what each means; tokens and syllables are found by number later.
  function lexicon(rows, index) {
    return rows.map(function (row) {
      if (typeof row === "string") {
        const one = words.spelled(row);
        return item(row, one.folded, [one], [one.folded]);
      }
      if (row.length === 1) { return { text: row[0], isGap: true }; }
      return item(row[0], row[1], row[2].map(function (pair) { return { folded: pair[0], exact: pair[1] }; }), row[3]);
    });

    function item(text, key, row, tokens) {
      return {
        text: text, isGap: false, key: key, row: row, tokens: tokens, isStop: key === words.STOP,
        begins: index.read.begins(row[0].folded), // perhaps a long form of the glossary
        postings: tokens.map(index.posting), folded: numbers(row, "folded"), exact: numbers(row, "exact"),
      };
    }

    function numbers(row, form) { return row.map(function (one) { return index.number(one[form]); }); }
  }

  function decoder(digits, items) {
    const values = new Map(Array.from(digits, function (digit, value) { return [digit.charCodeAt(0), value]; }));
    const half = digits.length / 2;
    return function (coded) {
      const found = [];
      for (let at = 0, place = 0; at < coded.length; at += 1) {
        const value = values.get(coded.charCodeAt(at));
        if (value >= half) { place = place * half + value - half; continue; }
        found.push(items[place * half + value]);
        place = 0;
      }
      return found;
    };
  }

  // The whole text, and its elements at their places in it.
  function spelledOut(items) {
    const elements = [];
    let text = "", isApart = true;
    items.forEach(function (one) {
      if (one.isGap) { text += one.text; isApart = true; return; }
      if (!isApart && !one.isStop) { text += " "; }
      elements.push({ start: text.length, end: text.length + one.text.length, key: one.key, row: one.row, tokens: one.tokens });
      text += one.text;
      isApart = false;
    });
    return { text: text, elements: elements };
  }

  function build(loaded) {
    const language = loaded.index, known = new Map(), syllables = [], postings = new Map(), records = [];
    const read = words.reader(language);
    const index = {
      language: language, records: records, read: read,
      parse: window.ketluanQuery.parser(language, read),
      number: function (text) {
        let number = known.get(text);
        if (number === undefined) { number = known.size; known.set(text, number); syllables.push(text); }
        return number;
      },
      written: function (number) { return syllables[number]; },
      known: function (text) { const number = known.get(text); return number === undefined ? -1 : number; },
      posting: function (token) {
        let posting = postings.get(token);
        if (!posting) { posting = { ordinals: [], counts: [] }; postings.set(token, posting); }
        return posting;
      },
      find: function (token) { const posting = postings.get(token); return posting && posting.ordinals.length ? posting : null; },
      postings: postings,
      spelledOut: function (record) { return spelledOut(decode(record.coded)); },
    };
    const items = lexicon(language.words, index), decode = decoder(language.digits, items);
    const concepts = new Map(language.concepts.map(function (row) {
      const form = row[1].map(function (pair) { return { folded: pair[0], exact: pair[1] }; });
      return [row[0], {
        posting: index.posting(row[0]),
        parts: row[2],
        folded: form.map(function (one) { return index.number(one.folded); }),
        exact: form.map(function (one) { return index.number(one.exact); }),
      }];
    }));
    loaded.pieces.forEach(function (piece) {
      piece.text.forEach(function (coded, at) { records.push(recordAt(piece, at, language)); });
    });
    index.stop = index.number(words.STOP);
    // The reading order of all texts, one behind the other: that of a record begins at `from[ordinal]`.
    const folded = [], exact = [], from = [0];
    records.forEach(function (record, ordinal) {
      enter(record, ordinal, decode(record.coded));
      from.push(folded.length);
    });
    index.folded = Int32Array.from(folded);
    index.exact = Int32Array.from(exact);
    index.from = Int32Array.from(from);
    const written = new Uint8Array(known.size + 1);
    exact.forEach(function (number) { written[number] = 1; });
    index.isWritten = function (syllable) { const number = index.known(syllable); return number >= 0 && written[number] === 1; };
    index.ends = new Set(from.slice(1).map(function (end) { return end - 1; }));
    index.meanLength = folded.length / (records.length || 1);
    index.seen = new Int32Array(index.number("\u0000")); // room for marks by syllable
    return index;

    function count(posting, ordinal) {
      const last = posting.ordinals.length - 1;
      if (posting.ordinals[last] === ordinal) { posting.counts[last] += 1; return; }
      posting.ordinals.push(ordinal);
      posting.counts.push(1);
    }

    function enter(record, ordinal, all) {
      const found = all.filter(function (one) { return !one.isGap; });
      for (let place = 0; place < found.length;) {
        const at = found[place].begins ? read.conceptAt(found, place) : null, end = place + (at ? at.length : 1);
        const order = at ? concepts.get(at.concept.token) : found[place];
        for (const number of order.folded) { folded.push(number); }
        for (const number of order.exact) { exact.push(number); }
        if (at) {
          const piece = found.slice(place, end), isNew = function (part) {
            return !piece.some(function (one) { return one.tokens.includes(part); });
          };
          order.parts.filter(isNew).forEach(function (part) { count(index.posting(part), ordinal); });
          count(order.posting, ordinal);
        }
        for (; place < end; place += 1) {
          for (const posting of found[place].postings) { count(posting, ordinal); }
        }
      }
      record.numbers.forEach(function (token) { count(index.posting(token), ordinal); });
    }
  }

  function anchor(number) { return words.slug(number.replace(/đ/g, "dd")); }

  function recordAt(piece, at, language) {
    const rare = function (name, missing) { return piece[name] && at in piece[name] ? piece[name][at] : missing; };
    const notice = language.notices[piece.notice[at]], number = piece.number[at];
    const own = rare("own", null), kind = language.kinds[piece.kind[at]][0];
    const tokens = language.names[piece.tokens[at]];
    const taskTokens = kind === "task" ? words.taskTokens(number) : [];
    const periods = language.sets[piece.periods[at]];
    const day = rare("day", notice[3]);
    const years = periods.map(function (place) { return Number(language.periods[place][0].slice(0, 4)); });
    return {
      coded: piece.text[at], shown: rare("shown", -1), kind: kind, number: number,
      id: own ? own[0] : notice[0] + "#" + number,
      url: own ? own[1] : notice[2] + "#nv-" + anchor(number),
      title: own ? own[2] : "Nhiệm vụ " + number,
      notice: notice, type: language.names[piece.type[at]],
      units: language.sets[piece.units[at]], coordinating: language.sets[piece.coordinating[at]],
      documents: language.sets[piece.documents[at]], periods: periods,
      years: years.length ? words.unique(years).sort() : day ? [Number(day.slice(0, 4))] : [],
      day: day, due: piece.due[at] || "", from: language.names[piece.from[at]], limit: language.names[piece.limit[at]],
      numbers: taskTokens.concat(tokens ? tokens.split(" ") : []),
      own: kind === "task" ? taskTokens.slice(-1) : tokens ? tokens.split(" ") : [],
      closings: rare("closings", []), continued: rare("continued", ""), thread: language.threads[rare("thread", 0)],
    };
  }

  window.ketluanIndex = { load: load, script: script };
})();
