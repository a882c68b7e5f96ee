// Selecting and ranking in memory: what has all words, runs and phrases of a query, what its names stand
// for, and what else may be meant where nothing has them all (matching.py, meaning.py, relaxing.py).
(function () {
  "use strict";

  const words = window.ketluanWords;
  const PAIR = 1.6, EXACT = 0.8, WHOLE_RUN = 100, LED = 400, ALL = 1000, NEWEST = 20, TEXT = 6, LONG = 8, FEW = 4;
  const OF_QUESTION = 0.6, OF_TEXT = 0.8, OF_LONG = 0.7, OF_FEW = 0.6; // of the weight of all words, where most of them are enough
  const MAX_PAIRS = 30; // of a run: as many as bits of a number
  const NO_WORD = /^[bcdđghklmnpqrstvx]{1,3}$/; // as typed: no capitals, no vowel
  const SCORE = 1e4; // a score has four decimals

  function matcher(index) {
    const records = index.records;
    const unitsNamed = window.ketluanUnits.finder(index);
    const helping = window.ketluanHelping.helper(index), only = window.ketluanQuery.only, inWords = window.ketluanQuery.inWords;
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

    // What answers a group that stands alone (meaning.py). What only looks like a word of which the archive
    // has not the very accents stays out, unless it stands beside its neighbour; what cites the one
    // document that is asked for comes in.
    function meantMatches(group) {
      const matched = groupMatches(group), runs = window.ketluanQuery.narrowed(group, function () { return true; }).runs;
      const needed = [].concat(...runs.filter(function (run) { return run.accented; }).map(unwritten));
      if (needed.length) {
        const kept = [], scores = [];
        matched.found.forEach(function (ordinal, at) {
          const isMeant = needed.every(function (pairs) {
            return pairs.some(function (pair) { return contains(ordinal, pair); });
          });
          if (isMeant) { kept.push(ordinal); scores.push(matched.scores[at]); }
        });
        matched.found = kept;
        matched.scores = scores;
      }
      const asked = group.clauses.filter(function (clause) { return clause.numbers === "document"; });
      const isPlain = !(group.phrases.length || group.without.length || group.withoutPhrases.length);
      if (asked.length === 1 && isPlain) { addCiting(matched, asked[0].tokens); }
      const named = unitsNamed(group.clauses), hasTasks = matched.found.some(function (ordinal) { return records[ordinal].kind === "task"; });
      const clear = named.filter(function (run) { return !(run.isVague && hasTasks); });
      return clear.length ? withUnits(group, clear, matched) : matched;
    }

    // What has the words beside a unit's name; a time may be that of the task.
    function restOf(group) {
      const matched = groupMatches(group), times = helping.timesOf(group);
      if (!times) { return matched; }
      const dated = groupMatches(times.group), known = new Set(matched.found);
      const scores = Array.from(matched.scores, function (score) { return score + NEWEST; });
      const all = { found: Array.from(matched.found), scores: scores };
      dated.found.forEach(function (ordinal, at) {
        if (!known.has(ordinal) && times.has(records[ordinal])) { all.found.push(ordinal); all.scores.push(dated.scores[at]); }
      });
      return all;
    }

    // With the tasks of the units that are named, if they have the other words; what a unit leads first.
    function withUnits(group, named, matched) {
      const scores = new Map(matched.found.map(function (ordinal, at) { return [ordinal, matched.scores[at]]; }));
      const inNames = new Set([].concat(...named.map(function (run) { return group.clauses.slice(run.start, run.end); })));
      const rest = restOf(window.ketluanQuery.narrowed(group, function (clause) { return !inNames.has(clause); }));
      rest.found.forEach(function (ordinal, at) {
        const record = records[ordinal], units = record.units.concat(record.coordinating);
        const isConcerned = record.kind === "task" && named.every(function (run) {
          return units.some(function (place) { return run.units.has(place); });
        });
        if (!isConcerned) { return; }
        let score = Math.max(rest.scores[at], scores.get(ordinal) || 0);
        named.forEach(function (run) {
          record.units.forEach(function (place) { score += LED * (run.units.get(place) || 0); });
        });
        scores.set(ordinal, score);
      });
      const found = Array.from(scores.keys()).sort(function (a, b) { return a - b; });
      return { found: found, scores: found.map(function (ordinal) { return scores.get(ordinal); }) };
    }

    function unwritten(run) {
      const last = run.folded.length - 1, found = [];
      run.folded.forEach(function (folded, at) {
        const isTyped = at === last || run.exact[at] !== folded + "1";
        if (!last || !isTyped || !/^\p{L}+$/u.test(folded) || index.isWritten(run.exact[at])) { return; }
        const pairs = [];
        for (let from = Math.max(0, at - 1); from < Math.min(at + 1, last); from += 1) {
          const pair = run.folded.slice(from, from + 2).map(index.known);
          pairs.push({ accented: false, folded: pair, exact: pair });
        }
        found.push(pairs);
      });
      return found;
    }

    function addCiting(matched, tokens) {
      const there = new Set(matched.found), cited = new Set();
      matched.found.forEach(function (ordinal) {
        const record = records[ordinal];
        if (record.kind === "document" && record.own.some(function (token) { return tokens.includes(token); })) {
          record.documents.forEach(function (place) { cited.add(place); });
        }
      });
      const scores = new Map(matched.found.map(function (ordinal, at) { return [ordinal, matched.scores[at]]; }));
      everything.forEach(function (ordinal) {
        const record = records[ordinal];
        if (record.kind === "task" && record.documents.some(function (place) { return cited.has(place); })) { there.add(ordinal); }
      });
      matched.found = Array.from(there).sort(function (a, b) { return a - b; });
      matched.scores = matched.found.map(function (ordinal) { return scores.get(ordinal) || 0; });
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
      const isOne = query.groups.length === 1;
      const all = query.groups.map(function (group) {
        const matched = isOne ? meantMatches(group) : groupMatches(group);
        matched.found.forEach(function (ordinal, at) {
          best[ordinal] = Math.max(best[ordinal], Math.round(matched.scores[at] * SCORE) / SCORE);
        });
        return matched.found;
      });
      return all.length === 1 ? all[0] : words.unique([].concat(...all)).sort(function (a, b) { return a - b; });
    }

    // What has most of the words of a group, each weighed by its rarity, and `least` pairs of them. A word that
    // stands nowhere weighs as the rarest of the others; a few words are not looked for in whole notices.
    function mostMatches(group, share, least) {
      const has = new Float64Array(records.length), found = [];
      const lists = group.clauses.map(function (clause) {
        return new Set([].concat(...clause.tokens.map(function (token) { return (index.find(token) || { ordinals: [] }).ordinals; })));
      });
      const there = lists.filter(function (own) { return own.size; });
      let whole = 0, rarest = 0;
      there.forEach(function (own) {
        const weight = Math.log(1 + records.length / (own.size + 1));
        whole += weight;
        rarest = Math.max(rarest, weight);
        own.forEach(function (ordinal) { has[ordinal] += weight; });
      });
      whole += rarest * (lists.length - there.length);
      const pairs = pairsOf(group), numbers = group.clauses.filter(function (clause) { return clause.numbers; });
      const needed = new Set(groupMatches(Object.assign({}, group, { clauses: numbers, runs: [] })).found);
      everything.forEach(function (ordinal) {
        const isTooLong = records[ordinal].kind === "notice" && lists.length < LONG;
        if (whole && has[ordinal] >= share * whole && !isTooLong && needed.has(ordinal) && hasPairs(ordinal, pairs, least)) {
          found.push(ordinal);
          best[ordinal] = Math.round(WHOLE_RUN * has[ordinal] / (share * whole) * SCORE) / SCORE;
        }
      });
      return found;
    }

    function pairsOf(group) {
      const rows = group.runs.map(function (run) { return numbersOf(run).folded; });
      const pairs = [].concat(...rows.map(function (row) { return row.slice(1).map(function (_, at) { return row.slice(at, at + 2); }); }));
      return Array.from(new Map(pairs.map(function (pair) { return [pair.join(), pair]; })).values());
    }

    function hasPairs(ordinal, pairs, least) {
      return pairs.filter(function (pair) {
        return contains(ordinal, { accented: false, folded: pair, exact: pair });
      }).length >= least;
    }

    // What has most of the words; of a few that ask nothing and no time, two pairs are needed. Null if nothing has.
    function most(asks) {
      const full = helping.asked(asks), question = full && (helping.withoutHeads(full) || full), kept = question || asks;
      const group = asks.groups.length === 1 ? kept.groups[0] : { clauses: [] }, size = group.clauses.length;
      const ways = question ? [[OF_QUESTION, 1]] : size >= TEXT ? [[size >= LONG ? OF_LONG : OF_TEXT, 1]] : [];
      const isTimed = group.clauses.some(function (clause) { return clause.tokens[0][0] === "%"; });
      for (const way of size >= FEW && !isTimed ? ways.concat([[OF_FEW, 2]]) : ways) {
        const found = mostMatches(group, way[0], way[1]);
        const note = "Không có nội dung nào có đủ mọi từ; hiện những nội dung có hầu hết các từ cần tìm.";
        if (found.length) { return { query: Object.assign({}, kept, { notes: asks.notes.concat(note) }), found: found, meant: "" }; }
      }
      return null;
    }

    // Where nothing has all words as typed, what may be meant: in the order of relaxing.py. Gives the query
    // that answered, what it found, and the corrected text if it was one.
    function relaxed(asks) {
      const looser = loosely(asks);
      if (looser) { return looser; }
      const full = helping.asked(asks);
      const found = helping.meant(full ? inWords(full) : asks, bestOf), meant = found.text;
      if (found.isSure) {
        const query = index.parse(meant), note = "Không có nội dung nào khớp “" + asks.text + "”. Hiện kết quả cho “" + meant + "”.";
        query.notes.push(note);
        return { query: query, found: matches(query), meant: meant };
      }
      const enough = most(asks);
      if (!enough) { best.fill(0); }
      return enough || { query: asks, found: [], meant: "", offered: meant };
    }

    // What is found with every word as it is typed: a limit, a question, a word begun, a time.
    function loosely(asks) {
      const question = helping.asked(asks), limit = helping.limit(asks), own = limit ? inLimit(limit) : [];
      if (own.length) {
        const note = "“" + limit.typed + "” được hiểu là thời hạn: hiện các nhiệm vụ phải xong đúng hạn đó.";
        return { query: Object.assign({}, asks, { notes: [note].concat(asks.notes) }), found: own, meant: "" };
      }
      const readings = question ? [question, helping.withoutHeads(question)] : [helping.begun(asks)];
      for (const query of readings.filter(Boolean)) {
        let found = matches(query);
        if (!found.length) { continue; }
        if (question) {
          if (helping.asksHowItStands(asks)) { raiseNewest(found); }
          found = behind(found, function () { return mostMatches(query.groups[0], OF_QUESTION, 1); });
        }
        return { query: query, found: found, meant: "" };
      }
      const timed = helping.timed(question || asks);
      const found = timed ? matches(only(timed.group)).filter(function (ordinal) { return timed.has(records[ordinal]); }) : [];
      const note = "Thời gian trong câu hỏi được hiểu là kỳ hoặc ngày của nhiệm vụ, thông báo.";
      return found.length ? { query: Object.assign({}, asks, { notes: [note].concat(asks.notes) }), found: found, meant: "" } : null;
    }

    // The tasks of a limit that have the other words; limits that are written stand first.
    function inLimit(limit) {
      const found = matches(only(limit.group)).filter(function (ordinal) {
        const due = records[ordinal].due;
        return records[ordinal].kind === "task" && due && limit.first <= due && due <= limit.last;
      });
      found.forEach(function (ordinal) { if (records[ordinal].from !== "period") { best[ordinal] += ALL; } });
      return found;
    }

    function raiseNewest(found) {
      const days = words.unique(found.map(function (ordinal) { return records[ordinal].day || ""; })).sort();
      found.forEach(function (ordinal) {
        best[ordinal] += NEWEST * days.indexOf(records[ordinal].day || "") / days.length;
      });
    }

    // What was found, with what `other` finds behind it.
    function behind(found, other) {
      const scores = found.map(function (ordinal) { return best[ordinal]; });
      const more = other();
      found.forEach(function (ordinal, at) { best[ordinal] = scores[at] + ALL; });
      return words.unique(found.concat(more)).sort(function (a, b) { return a - b; });
    }

    // What was found, behind what the last word begins if it can be no word: "hội th".
    function unfinished(asks, found) {
      const clauses = asks.groups.length === 1 ? asks.groups[0].clauses : [], last = clauses[clauses.length - 1];
      const begun = clauses.length > 1 && NO_WORD.test(last.typed) ? helping.begun(asks) : null;
      const first = begun ? matches(begun) : [];
      if (!first.length) {
        if (begun) { matches(asks); } // its scores
        return { query: asks, found: found, meant: "" };
      }
      return { query: begun, found: behind(first, function () { return matches(asks); }), meant: "" };
    }

    // How well the best answer to a text answers it, negative if none does.
    function bestOf(text) {
      const found = matches(index.parse(text));
      return found.reduce(function (most, ordinal) { return Math.max(most, best[ordinal]); }, -1);
    }

    function isTask(ordinal) { return records[ordinal].kind === "task"; }

    function answer(asks, isAsTyped) {
      const found = matches(asks);
      if (isAsTyped) { return { query: asks, found: found, meant: "" }; }
      if (!found.length || asks.groups.length !== 1) { return found.length ? unfinished(asks, found) : relaxed(asks); }
      if (found.some(isTask)) { return unfinished(asks, found); }
      const isLong = found.every(function (ordinal) { return records[ordinal].kind === "notice"; });
      for (const way of isLong ? [loosely, most] : [loosely]) { // tasks found more loosely stand before pages alone
        const looser = way(asks);
        if (looser && looser.found.some(isTask)) {
          return Object.assign(looser, { found: behind(looser.found, function () { return matches(asks); }) });
        }
      }
      return { query: asks, found: matches(asks), meant: "" };
    }

    return { answer: answer, best: best, helping: helping };
  }

  window.ketluanMatching = { matcher: matcher };
})();
