// Vietnamese letters and the tokens of a query, by the rules of vietnamese.py, glossary.py, numbers.py
// and analysis.py. Texts of the archive come with their tokens; only what is typed is read here.
// tests/search_folding.json holds both sides to the same answers.
(function () {
  "use strict";

  const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g;
  const TONES = { "\u0300": "2", "\u0301": "3", "\u0309": "4", "\u0303": "5", "\u0323": "6" };
  const LATIN = /[\u00C0-\u024F\u1E00-\u1EFF]/;
  const OPEN_Y = /^(?:qu|[bcdđghklmnpqrstvx]+)y$/;
  const SYLLABLE = /^(?:ngh?|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?$/;
  const WORDS = /[\p{L}\p{N}]+/gu;
  const STOP = "|";
  const MAX_WORD = 64; // of a longer run of letters only this much is read
  const MANY = 1 << 16; // words remembered

  function nfc(text) { return text.normalize("NFC").replace(INVISIBLE, ""); }

  const letters = new Map([["Đ", "d"], ["đ", "d"], ["Ð", "d"], ["ð", "d"], ["İ", "i"]]);

  function foldedLetter(char) {
    let plain = letters.get(char);
    if (plain === undefined) {
      const base = LATIN.test(char) ? Array.from(char.normalize("NFD"))[0] : char;
      const lower = base.toLowerCase();
      plain = Array.from(lower).length === 1 ? lower : base;
      if (letters.size < MANY) { letters.set(char, plain); }
    }
    return plain;
  }

  function fold(text) { return Array.from(text, foldedLetter).join(""); }

  function slug(text) { return fold(nfc(text)).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, ""); }

  function compact(text) { return slug(text).replace(/-/g, ""); }

  function plainI(syllable) { return OPEN_Y.test(syllable) ? syllable.slice(0, -1) + "i" : syllable; }

  function spellingKey(syllable) {
    let tone = "1", bare = "";
    for (const char of syllable.toLowerCase().normalize("NFD")) {
      if (TONES[char]) { tone = TONES[char]; } else { bare += char; }
    }
    return plainI(bare.normalize("NFC")) + tone;
  }

  const spellings = new Map();

  function spelled(word) {
    let found = spellings.get(word);
    if (!found) {
      found = { folded: plainI(fold(word)), exact: spellingKey(word) };
      if (spellings.size < MANY) { spellings.set(word, found); }
    }
    return found;
  }

  function isSyllable(folded) { return SYLLABLE.test(folded); }

  function isCapital(text) {
    return text.length > 1 && text === text.toUpperCase() && text !== text.toLowerCase() &&
      spelled(text).exact.endsWith("1");
  }

  function wordsOf(text) { return text.match(WORDS) || []; }

  // Numbers of documents and tasks: from vague to exact, #76, #76/kh, #76/kh-skhcn.

  const NUMBER_TOKEN = /^#(\d+[a-z]?)(?:\/((?:19|20)\d\d))?(?:\/(.+))?$/s;
  const STANDARD = /^((?:(?:tcvn|qcvn|tccs|iso|iec)[\s/-]*)+)(\d{1,9})(-\d{1,9})?(?:\s*:\s*(\d{4}))?(?:\s*\/\s*(\p{L}+))?$/u;

  function unique(items) { return Array.from(new Set(items)); }

  function plainSerial(written) {
    const parts = /^(\d{1,9})([a-z]?)$/.exec(written);
    return parts ? Number(parts[1]) + parts[2] : "";
  }

  function tokenOf(parts) {
    return "#" + [parts.serial, parts.year, parts.symbol.join("-")].filter(Boolean).join("/");
  }

  function numberParts(number) {
    const parts = wordsOf(fold(number).replace(/\s?[&^]\s?/g, ""));
    const serial = parts.length ? plainSerial(parts[0]) : "";
    if (!serial) { return null; }
    const hasYear = parts.length > 1 && /^(?:19|20)\d\d$/.test(parts[1]);
    return { serial: serial, year: hasYear ? parts[1] : "", symbol: parts.slice(hasYear ? 2 : 1) };
  }

  function partsOfToken(token) {
    const parts = NUMBER_TOKEN.exec(token);
    return parts && { serial: parts[1], year: parts[2] || "", symbol: parts[3] ? parts[3].split("-") : [] };
  }

  function numberTokens(number) {
    const parts = numberParts(number);
    if (!parts) { return standardTokens(number); }
    const exact = tokenOf(parts), tokens = [];
    for (let length = 0; length <= parts.symbol.length; length += 1) {
      unique(["", parts.year]).forEach(function (year) {
        tokens.push(tokenOf({ serial: parts.serial, year: year, symbol: parts.symbol.slice(0, length) }));
      });
    }
    return tokens.filter(function (token) { return token !== exact; }).concat(exact);
  }

  function standardTokens(number) {
    const parts = STANDARD.exec(fold(number).trim());
    if (!parts) { return []; }
    const serial = Number(parts[2]) + (parts[3] || "");
    const names = wordsOf(parts[1]).concat(parts[5] || []);
    const heads = [""].concat(unique(names.concat(names.join("-"))).map(function (name) { return name + "-"; }));
    const ends = parts[4] ? [serial, serial + ":" + parts[4]] : [serial];
    return [].concat(...ends.map(function (end) { return heads.map(function (head) { return "#" + head + end; }); }));
  }

  function taskTokens(number) {
    const parts = fold(number).split("."), tokens = [];
    for (let length = Math.min(2, parts.length); number && length <= parts.length; length += 1) {
      tokens.push("§" + parts.slice(0, length).join("."));
    }
    return tokens;
  }

  // The expression of analysis.py. It is written for small letters and made to read both here, because
  // one piece of it is for capitals alone.

  function anyCase(source) {
    return source.replace(/\\.|\(\?<\w+>|\\k<\w+>|\p{L}/gu, function (part) {
      const both = part.length === 1 && part.toLowerCase() !== part.toUpperCase();
      return both ? "[" + part.toLowerCase() + part.toUpperCase() + "]" : part;
    });
  }

  const W = "[\\p{L}\\p{N}_]", L = "\\p{L}", A = "[a-zA-Z]";
  const B = "(?:(?<=" + W + ")(?!" + W + ")|(?<!" + W + ")(?=" + W + "))";
  const YEAR = "(?:19|20)\\d\\d";
  const DAY_WORD = anyCase("(?:ngày|ngay)"), MONTH_WORD = anyCase("(?:tháng|thang)");
  const YEAR_WORD = anyCase("(?:năm|nam)"), SAID = anyCase("(?:số|so)");
  const NUMERAL = "(?:" + anyCase("iv|i{1,3}") + "|[1-4])";
  const HYPHEN = "[-\\u2010-\\u2015]";
  const PART = L + "[\\p{L}\\p{N}]*(?:[&^][\\p{L}\\p{N}]+)*";
  const GROUP = "(?:" + HYPHEN + PART + "|\\s?" + HYPHEN + "\\s?[A-ZĐ]{2,}[a-z]?" + B + ")";
  const NUMBER =
    B + anyCase("(?:tcvn|qcvn|tccs|iso)(?:[\\s/-]{0,3}(?:iso|iec)){0,3}") +
    "[\\s-]{0,3}\\d{1,6}(?:-\\d{1,3})?(?::\\d{4})?(?:/" + L + "+)?" +
    "|(?<![\\d/])\\d{1,5}(?:" + A + "(?=\\s?/\\s?" + L + "{2}))?\\s?/\\s?(?:" + YEAR + "\\s?/\\s?)?" + PART + GROUP + "{0,4}" +
    "|(?<![\\d/])\\d{1,4}\\s?" + HYPHEN + "\\s?" + L + "{2,4}\\s?/\\s?" + L + "[\\p{L}\\p{N}]+";
  const TOKEN =
    "(?<date>(?:" + B + DAY_WORD + "\\s+)?(?:" +
    "(?<![\\d/.])(?<d>\\d{1,2})(?<sep>[/.-])(?<m>\\d{1,2})\\k<sep>(?<y>" + YEAR + ")(?!\\d)" +
    "|(?<d2>\\d{1,2})\\s+" + MONTH_WORD + "\\s+(?<m2>\\d{1,2})\\s+" + YEAR_WORD + "\\s+(?<y2>" + YEAR + ")" + B +
    "|" + B + "(?<y3>" + YEAR + ")-(?<m3>\\d\\d)-(?<d3>\\d\\d)" + B + "))" +
    "|(?<quarter>" + B + "(?:" + anyCase("qu") + "[ýyíiÝYÍI](?:\\s+|(?=[1-4]" + B + "))" +
    "|[qQ](?=[1-4]" + B + ")|[qQ]\\.?\\s?(?=" + NUMERAL + "(?:[\\s/-]{1,3}|\\s" + YEAR_WORD + "\\s)" + YEAR + B + "))(?<q>" + NUMERAL + ")" +
    "(?:(?:\\s*[/-]\\s*|\\s+(?:" + YEAR_WORD + "\\s+)?)(?<qy>" + YEAR + "))?" + B + ")" +
    "|(?<month>" + B + MONTH_WORD + "\\s+(?<mm>\\d{1,2})(?:\\s*/\\s*|\\s+" + YEAR_WORD + "\\s+)(?<my>" + YEAR + ")" + B +
    "|(?<![\\d/])(?<mm2>\\d{1,2})/(?<my2>" + YEAR + ")(?![\\d/]))" +
    "|(?<task>" + B + "[IVXivx]{1,6}\\.\\d{1,3}(?:\\.(?:\\d{1,3}|[a-zđA-ZĐ]\\d{0,2})(?![\\p{L}\\p{N}]))*(?![\\p{L}\\p{N}]))" +
    "|(?:" + B + SAID + "\\s{0,3}:?\\s{0,3})?(?<number>" + NUMBER + ")" +
    "|(?<short>" + L + "{1,6}(?:\\s?[&^]\\s?" + L + "{1,6})+|" + L + "{1,6}(?:[.-]" + L + "{1,6})+" + B + ")" +
    "|" + B + YEAR_WORD + "\\s+(?<year>" + YEAR + ")" + B +
    "|(?<word>[\\p{L}\\p{N}]+)" +
    "|(?<stop>[.;:!?…](?=\\s|$)|\\n\\s*\\n)";

  // The reader of one archive's language: its glossary decides what an abbreviation is.

  function reader(language) {
    const concepts = language.concepts.map(function (row) {
      return { token: row[0], form: row[1].map(pair), parts: row[2] };
    });
    const shorts = new Map(language.shorts.map(function (row) {
      return [row[0], row[1].map(function (place) { return concepts[place]; })];
    }));
    const longs = new Map(language.longs.map(function (row) {
      return [row[0], row[1].map(function (form) { return { form: form[0].map(pair), concept: concepts[form[1]] }; })];
    }));

    function pair(item) { return { folded: item[0], exact: item[1] }; }

    function element(start, end, key, row, tokens, wanted, isNumber) {
      return { start: start, end: end, key: key, row: row, tokens: tokens, wanted: wanted, isNumber: Boolean(isNumber) };
    }

    function elements(text) {
      const found = [], pattern = new RegExp(TOKEN, "gu");
      for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
        found.push(...read(match.groups, match[0], match.index));
      }
      return found;
    }

    function read(groups, whole, start) {
      const end = start + whole.length;
      if (groups.word) { return [word(whole, start)]; }
      if (groups.stop) { return [element(start, end, STOP, [{ folded: STOP, exact: STOP }], [], [])]; }
      if (groups.number) { return [number(start, end, groups.number)]; }
      if (groups.task) { return [task(whole, start)]; }
      if (groups.short) { return short(whole, start); }
      return [calendar(groups, whole, start)];
    }

    function word(text, start) {
      const one = spelled(text.length > MAX_WORD ? Array.from(text).slice(0, MAX_WORD).join("") : text);
      const end = start + text.length, meant = shorts.get(one.folded) || [];
      if (meant.length && (!isSyllable(one.folded) || isCapital(text))) { return abbreviation(one, start, end, meant); }
      if (/^(?:19|20)\d\d$/.test(text)) { return element(start, end, text, [one], [text, "%" + text], [text, "%" + text]); }
      if (/^\d{1,5}$/.test(text)) { return element(start, end, text, [one], [text], [text, "#" + Number(text)]); }
      return element(start, end, one.folded, [one], [one.folded], [one.folded]);
    }

    function abbreviation(one, start, end, meant) {
      const meanings = meant.map(function (concept) { return concept.token; });
      const syllables = [].concat(...meant.map(function (concept) {
        return concept.form.map(function (item) { return item.folded; });
      }));
      const parts = [].concat(...meant.map(function (concept) { return concept.parts; }));
      const row = meant.length === 1 ? meant[0].form : [one];
      const tokens = unique([one.folded].concat(syllables, meanings, parts));
      return element(start, end, one.folded, row, tokens, meanings.concat(one.folded));
    }

    function short(text, start) {
      const key = wordsOf(fold(text)).join(""), meant = shorts.get(key) || [];
      const isShort = /[&^]/.test(text) || /^[A-ZĐ]+(?:[.-][A-ZĐ]+)*$/.test(text);
      if (meant.length && (isShort || !isSyllable(key))) {
        return [abbreviation({ folded: key, exact: key + "1" }, start, start + text.length, meant)];
      }
      return Array.from(text.matchAll(WORDS), function (part, at) {
        const one = word(part[0], start + part.index);
        if (!at && isShort) { one.tokens = one.tokens.concat(key); }
        return one;
      });
    }

    function number(start, end, text) {
      let tokens = numberTokens(text);
      if (!tokens.length) { tokens = ["#" + fold(text.replace(/\s+/g, ""))]; }
      const exact = tokens[tokens.length - 1];
      if (!numberParts(text)) {
        const names = wordsOf(fold(text)).filter(function (name) { return /^\p{L}+$/u.test(name); });
        tokens = unique(names).concat(tokens);
      }
      return element(start, end, exact, [{ folded: exact, exact: exact }], tokens, [exact], true);
    }

    function foldedWords(text) { return wordsOf(text).map(function (one) { return spelled(one).folded; }); }

    function task(text, start) {
      const exact = taskTokens(text).pop();
      return element(start, start + text.length, exact, [{ folded: exact, exact: exact }], foldedWords(text).concat(exact), [exact]);
    }

    function calendar(groups, text, start) {
      const tokens = calendarTokens(groups), end = start + text.length;
      const order = groups.quarter && groups.qy ? tokens.slice(1, 3) : tokens.slice(0, 1);
      const row = order.map(function (token) { return { folded: token, exact: token }; });
      if (tokens[0].startsWith("#")) {
        const exact = tokens[tokens.length - 1];
        return element(start, end, exact, row, tokens, [exact], true);
      }
      return element(start, end, tokens[0], row, foldedWords(text).concat(tokens), tokens.slice(0, 1));
    }

    function calendarTokens(groups) {
      if (groups.quarter) {
        const quarter = Number(groups.q) || { i: 1, ii: 2, iii: 3, iv: 4 }[groups.q.toLowerCase()];
        return groups.qy ? ["%" + groups.qy + "-q" + quarter, "%q" + quarter, "%" + groups.qy] : ["%q" + quarter];
      }
      if (groups.year) { return ["%" + groups.year]; }
      const year = groups.y || groups.y2 || groups.y3 || groups.my || groups.my2;
      const month = Number(groups.m || groups.m2 || groups.m3 || groups.mm || groups.mm2);
      const monthToken = "%" + year + "-" + String(month).padStart(2, "0");
      if (groups.month) { // 52/2016 is the beginning of a number, not a month
        return month > 12 ? ["#" + month, "#" + month + "/" + year] : [monthToken, "%" + year];
      }
      const day = String(Number(groups.d || groups.d2 || groups.d3)).padStart(2, "0");
      return [monthToken + "-" + day, monthToken, "%" + year];
    }

    // The long form that begins at `place`, the longest first: its number of elements and its concept.
    // A part of it may be abbreviated.
    function conceptAt(found, place) {
      const forms = longs.get(found[place].row[0].folded) || [];
      for (const one of forms) {
        let end = place, read = 0;
        while (end < found.length && read < one.form.length && spells(found[end].row, one.form, read)) {
          read += found[end].row.length;
          end += 1;
        }
        if (end > place + 1 && read === one.form.length) { return { length: end - place, concept: one.concept }; }
      }
      return null;
    }

    function spells(row, form, from) {
      return from + row.length <= form.length && row.every(function (word, at) {
        const syllable = form[from + at];
        return word.folded === syllable.folded && (word.exact === syllable.exact || word.exact === word.folded + "1");
      });
    }

    function withConcepts(found) {
      const joined = [];
      for (let place = 0; place < found.length;) {
        const at = conceptAt(found, place);
        if (!at) { joined.push(found[place]); place += 1; continue; }
        const piece = found.slice(place, place + at.length), token = at.concept.token;
        let tokens = [].concat(...piece.map(function (one) { return one.tokens; }));
        tokens = tokens.concat(at.concept.parts.filter(function (part) { return !tokens.includes(part); }), token);
        const key = piece.map(function (one) { return one.key; }).join("");
        joined.push(element(piece[0].start, piece[piece.length - 1].end, key, at.concept.form, tokens, [token]));
        place += at.length;
      }
      return joined;
    }

    return {
      elements: elements, withConcepts: withConcepts, conceptAt: conceptAt,
      begins: function (key) { return longs.has(key); },
    };
  }

  window.ketluanWords = {
    nfc: nfc, fold: fold, slug: slug, compact: compact, spelled: spelled, isSyllable: isSyllable,
    isCapital: isCapital, plainSerial: plainSerial, tokenOf: tokenOf, partsOfToken: partsOfToken,
    numberParts: numberParts, numberTokens: numberTokens, taskTokens: taskTokens, reader: reader,
    NUMBER: NUMBER, STOP: STOP, unique: unique,
  };
})();
