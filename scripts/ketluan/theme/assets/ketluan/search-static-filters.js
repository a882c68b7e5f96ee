// Conditions on fields, status on the reader's day, and the values to narrow a search by: the rules of
// filters.py, status.py and facets.py.
(function () {
  "use strict";

  const words = window.ketluanWords;
  const MAX_VALUES = 20, MAX_VALUE = 500;
  // Parameter of the address, field, facet.
  const PARAMETERS = [
    ["don_vi", "unit"], ["ky", "period"], ["nam", "year"], ["loai", "type"], ["van_ban", "document"],
    ["trang_thai", "status"], ["han", "limit"],
  ];
  const SAID = {
    unit: "của đơn vị “#”", coordinating: "do đơn vị “#” phối hợp", period: "thuộc kỳ “#”", quarter: "thuộc quý “#”",
    year: "thuộc năm “#”", type: "thuộc loại “#”", document: "viện dẫn văn bản “#”", status: "có trạng thái “#”",
    limit: "có thời hạn thuộc loại “#”", from: "từ ngày “#” trở đi", to: "đến hết ngày “#”",
  };
  const UNREAD = {
    unit: "Không có đơn vị nào tên “#”.", period: "Không hiểu kỳ “#”; hãy viết như II/2021 hoặc 2021-Q2.",
    quarter: "Không hiểu quý “#”; hãy viết như II/2021.", year: "Không hiểu năm “#”; hãy viết như 2021 hoặc 2020-2022.",
    type: "Không có loại “#”.", document: "Không hiểu số văn bản “#”; hãy viết như 105/TB-UBND.",
    status: "Không có trạng thái “#”.", limit: "Không có loại thời hạn “#”.", from: "Không hiểu ngày “#”; hãy viết như 29/3/2021.",
  };
  UNREAD.coordinating = UNREAD.unit;
  UNREAD.to = UNREAD.from;
  const QUARTER = /^(?:qui?y?\s*)?(iv|i{1,3}|[1-4])(?:\s*[/-]?\s*(?:nam\s+)?(\d{4}))?$/;
  const MONTH = /^(?:thang\s*)?(\d{1,2})\s*\/\s*(\d{4})$/;

  function two(number) { return String(number).padStart(2, "0"); }

  // First and last month of a period, counted from the year 0, or null.
  function months(id) {
    const parts = /^(\d{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?$/.exec(id);
    if (!parts || !Number(parts[1])) { return null; }
    const january = Number(parts[1]) * 12;
    if (parts[2]) { return [january + 3 * parts[2] - 3, january + 3 * parts[2] - 1]; }
    if (parts[3]) { return [january + 6 * parts[3] - 6, january + 6 * parts[3] - 1]; }
    return parts[4] ? [january + Number(parts[4]) - 1, january + Number(parts[4]) - 1] : [january, january + 11];
  }

  function quarterNumber(written) { return Number(written) || { i: 1, ii: 2, iii: 3, iv: 4 }[written]; }

  function monthsOf(plain) {
    const quarter = QUARTER.exec(plain), month = MONTH.exec(plain);
    if (month) { return months(month[2] + "-" + two(month[1])); }
    if (quarter && quarter[2] && !months(plain.toUpperCase())) { return months(quarter[2] + "-Q" + quarterNumber(quarter[1])); }
    return months(plain.toUpperCase());
  }

  function realDay(year, month, day) {
    const iso = year + "-" + two(month) + "-" + two(day), date = new Date(iso + "T00:00:00Z");
    return !isNaN(date) && date.toISOString().slice(0, 10) === iso ? iso : "";
  }

  // First and last day of 29/3/2021, 2021-03-29, 3/2021, II/2021 or 2021; the last one may be a 31st
  // that does not exist: it is only compared.
  function daysOf(plain) {
    const written = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(plain), iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(plain);
    if (written || iso) {
      const day = written ? realDay(written[3], written[2], written[1]) : realDay(iso[1], iso[2], iso[3]);
      return day ? [day, day] : null;
    }
    const span = monthsOf(plain);
    return span && span.map(function (month, at) {
      return String(Math.floor(month / 12)).padStart(4, "0") + "-" + two(month % 12 + 1) + (at ? "-31" : "-01");
    });
  }

  function statusOn(record, day, language) {
    let known = null;
    record.closings.forEach(function (one) {
      const closes = language.closed.includes(one[0]);
      if (one[1] > day || (known && (one[1] < known.day || (one[1] === known.day && (known.closes || !closes))))) { return; }
      known = { status: one[0], day: one[1], closes: closes };
    });
    const isCarriedOn = record.continued && record.continued <= day;
    if (known && (known.closes || !isCarriedOn)) { return known.status; }
    if (isCarriedOn) { return "chuyen-tiep"; }
    if (!record.due) { return "khong-han"; }
    if (record.due < day) { return "qua-han"; }
    return (Date.parse(record.due) - Date.parse(day)) / 86400000 <= language.soon ? "sap-den-han" : "trong-han";
  }

  function filters(index) {
    const language = index.language, records = index.records;
    const unitKeys = language.units.map(function (unit) { return new Set([words.compact(unit[0]), words.compact(unit[1])]); });
    const periodMonths = language.periods.map(function (row) { return months(row[0]); });
    const documentPlaces = new Map(language.documents.map(function (row, place) { return [row[0], place]; }));
    records.forEach(function (record) {
      if (record.kind !== "unit") { return; }
      const text = index.spelledOut(record).text, shown = record.shown < 0 ? text.length : record.shown;
      text.slice(0, shown).split("; ").concat(text.slice(shown + 3).split("; ")).forEach(function (name) {
        unitKeys[record.units[0]].add(words.compact(name));
      });
    });

    function placesOf(plain) {
      const own = language.units.findIndex(function (unit) { return unit[0] === plain; });
      if (own >= 0) { return new Set([own]); } // an id is that unit alone, as facets count it
      const wanted = words.compact(plain), equal = new Set(), like = new Set();
      unitKeys.forEach(function (keys, place) {
        if (keys.has(wanted)) { equal.add(place); }
        if (Array.from(keys).some(function (key) { return key.includes(wanted); })) { like.add(place); }
      });
      return wanted ? (equal.size ? equal : like) : new Set();
    }

    function unitTest(plain, list) {
      const places = placesOf(plain);
      return places.size ? function (record) { return record[list].some(function (place) { return places.has(place); }); } : null;
    }

    function periodTest(plain) {
      const quarter = QUARTER.exec(plain);
      if (quarter && !quarter[2] && !months(plain.toUpperCase())) {
        const end = "-Q" + quarterNumber(quarter[1]);
        return function (record) { return record.periods.some(function (place) { return language.periods[place][0].endsWith(end); }); };
      }
      const asked = monthsOf(plain);
      return asked && function (record) {
        return record.periods.some(function (place) {
          return asked[0] <= periodMonths[place][0] && periodMonths[place][1] <= asked[1];
        });
      };
    }

    function yearTest(plain) {
      const years = /^(?:nam\s*)?(\d{4})(?:\s*-\s*(\d{4}))?$/.exec(plain);
      return years && function (record) {
        return record.years.some(function (year) { return Number(years[1]) <= year && year <= Number(years[2] || years[1]); });
      };
    }

    function named(plain, rows) {
      const wanted = words.compact(plain);
      return rows.filter(function (row) { return [words.compact(row[0]), words.compact(row[1])].includes(wanted); })
        .map(function (row) { return row[0]; });
    }

    function typeTest(plain) {
      const wanted = words.compact(plain);
      const kind = language.kinds.find(function (row) { return words.compact(row[1]) === wanted; });
      if (kind) { return function (record) { return record.kind === kind[0]; }; }
      const types = named(plain, language.types);
      return types.length ? function (record) { return types.includes(record.type); } : null;
    }

    function documentTest(value) {
      const key = words.slug(value), place = documentPlaces.get(key);
      if (!key) { return null; }
      if (value === key && place !== undefined) { return function (record) { return record.documents.includes(place); }; }
      const clauses = index.parse(value).clauses;
      const numbers = new Set((clauses.length === 1 ? clauses[0].tokens : []).filter(function (token) { return token[0] === "#"; }));
      return function (record) {
        return record.documents.includes(place) || record.numbers.some(function (token) { return numbers.has(token); });
      };
    }

    function testOf(field, value) {
      const plain = words.fold(words.nfc(value)).trim();
      if (field === "unit") { return unitTest(plain, "units"); }
      if (field === "coordinating") { return unitTest(plain, "coordinating"); }
      if (field === "period" || field === "quarter") { return periodTest(plain); }
      if (field === "year") { return yearTest(plain); }
      if (field === "type") { return typeTest(plain); }
      if (field === "document") { return documentTest(value); }
      if (field === "from" || field === "to") {
        const days = daysOf(plain);
        return days && function (record) { return Boolean(record.day) && (field === "from" ? record.day >= days[0] : record.day <= days[1]); };
      }
      const wanted = named(plain, field === "status" ? language.statuses : language.limits)[0];
      return wanted ? function (record, status) { return (field === "status" ? status : record.limit) === wanted; } : null;
    }

    function condition(field, values, notes, facet, isNegated) {
      const tests = [], read = [];
      values.forEach(function (value) {
        const test = testOf(field, value);
        if (test) { tests.push(test); read.push(value); } else { notes.push(UNREAD[field].replace("#", function () { return value; })); }
      });
      const said = read.length ? SAID[field].replace("#", function () { return read.join("” hoặc “"); }) : "";
      return {
        said: said && isNegated ? "ngoài những nội dung " + said : said, facet: facet, values: values,
        test: function (record, status) {
          return tests.some(function (test) { return test(record, status); }) !== Boolean(isNegated);
        },
      };
    }

    function conditions(params, query, notes) {
      const found = [];
      PARAMETERS.forEach(function (row) {
        const values = words.unique(params.getAll(row[0]).slice(0, MAX_VALUES).map(clean).filter(Boolean));
        if (values.length) { found.push(condition(row[1], values, notes, row[0], false)); }
      });
      [["tu", "from"], ["den", "to"]].forEach(function (row) {
        const value = clean(params.get(row[0]) || "");
        if (value) { found.push(condition(row[1], [value], notes, "", false)); }
      });
      query.filters.forEach(function (one) { found.push(condition(one.field, [one.value], notes, "", one.negated)); });
      return found;
    }

    function clean(value) { return value.slice(0, MAX_VALUE).trim(); }

    // Facets. Every value has a place in one row of counts. `counted` holds, record by record from `from`
    // on, the places for which it counts: all but that of its status, which depends on the day.

    function column(rows) { return rows.map(function (row) { return { value: row[0], label: row[1] }; }); }

    const years = words.unique([].concat(...words.unique(records.map(function (record) { return record.years; }))));
    const values = {
      don_vi: column(language.units),
      ky: column(language.periods),
      nam: years.map(function (year) { return { value: String(year), label: String(year) }; }),
      loai: language.kinds.map(function (row) { return { value: row[1], label: row[2] }; }),
      van_ban: language.documents.map(function (row) { return { value: row[0], label: row[4] }; }),
      trang_thai: column(language.statuses),
      han: column(language.limits),
    };
    const starts = {}, names = language.facets.filter(function (name) { return name in values; });
    let width = 0;
    names.forEach(function (name) { starts[name] = width; width += values[name].length; });
    const statusPlaces = new Map(language.statuses.map(function (row, place) { return [row[0], starts.trang_thai + place]; }));
    const yearPlaces = placed(years), kindPlaces = placed(language.kinds.map(function (row) { return row[0]; }));
    const limitPlaces = placed(language.limits.map(function (row) { return row[0]; }));

    function placed(items) { return new Map(items.map(function (item, place) { return [item, place]; })); }

    // Whoever chooses a year sees its quarters, too: a period counts for those in which it lies.
    const all = records.map(function (record) {
      const outer = words.unique([].concat(...record.periods.map(function (place) { return language.periods[place][2]; })));
      const places = {
        don_vi: record.units, ky: outer, nam: record.years.map(function (year) { return yearPlaces.get(year); }),
        loai: [kindPlaces.get(record.kind)], van_ban: record.documents,
        han: record.limit ? [limitPlaces.get(record.limit)] : [],
      };
      return [].concat(...names.map(function (name) {
        return (places[name] || []).map(function (place) { return starts[name] + place; });
      }));
    });
    const from = new Int32Array(records.length + 1);
    all.forEach(function (places, ordinal) { from[ordinal + 1] = from[ordinal] + places.length; });
    const counted = new Int32Array(from[records.length]);
    all.forEach(function (places, ordinal) { counted.set(places, from[ordinal]); });

    // Which of `ordinals` pass all conditions, and the facets: each counts under all other conditions.
    function narrowed(ordinals, found, statuses) {
      const passing = [], counts = new Int32Array(width), places = statuses.places;
      for (const ordinal of ordinals) {
        let facet = ""; // the only one whose conditions fail
        let isOut = false;
        for (const one of found) {
          if (one.test(records[ordinal], statuses.words[ordinal])) { continue; }
          if (!one.facet || (facet && facet !== one.facet)) { isOut = true; break; }
          facet = one.facet;
        }
        if (isOut) { continue; }
        if (!facet) { passing.push(ordinal); }
        const low = facet ? starts[facet] : 0, high = facet ? low + values[facet].length : width;
        for (let at = from[ordinal]; at < from[ordinal + 1]; at += 1) {
          if (counted[at] >= low && counted[at] < high) { counts[counted[at]] += 1; }
        }
        const place = places[ordinal];
        if (place >= low && place < high) { counts[place] += 1; }
      }
      const facets = {};
      names.forEach(function (name) { facets[name] = facetOf(name, counts, found); });
      return { passing: passing, facets: facets };
    }

    function facetOf(name, counts, found) {
      const chosen = new Set([].concat(...found.filter(function (one) { return one.facet === name; })
        .map(function (one) { return one.values; })));
      const rows = [];
      values[name].forEach(function (one, place) {
        const count = counts[starts[name] + place], isChosen = chosen.has(one.value);
        if (count || isChosen) { rows.push({ value: one.value, label: one.label, count: count, chosen: isChosen }); }
      });
      if (name === "ky" || name === "nam") { return rows.sort(function (a, b) { return a.value < b.value ? 1 : -1; }); }
      return rows.sort(function (a, b) {
        return b.count - a.count || (a.label < b.label ? -1 : a.label > b.label ? 1 : a.value < b.value ? -1 : 1);
      });
    }

    let known = { day: "" };

    // Of each record its status on `day` in words, null where it is no task, and its place among facets.
    function statuses(day) {
      if (known.day !== day) {
        const found = records.map(function (one) { return one.kind === "task" ? statusOn(one, day, language) : null; });
        known = {
          day: day, words: found,
          places: Int32Array.from(found, function (status) { return status ? statusPlaces.get(status) : -1; }),
        };
      }
      return known;
    }

    return { conditions: conditions, narrowed: narrowed, statuses: statuses };
  }

  window.ketluanFilters = { filters: filters, daysOf: daysOf };
})();
