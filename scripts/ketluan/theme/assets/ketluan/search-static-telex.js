// Words typed in Telex while the input method was off, nhieemj for nhiệm: the rules of telex.py.
(function () {
  "use strict";

  const VOWEL = /^[aeiouy]/, LONGEST = 12; // keys of one syllable
  const FIRST = /^(?:qu|gi)/;

  // Gives for a word the syllable whose keys it is, "" if no key of it is one of Telex.
  function decoder(telex) {
    const marks = telex.marks, tones = {};
    Object.keys(telex.tones).forEach(function (key) { tones[key] = telex.tones[key].normalize("NFD")[1]; });

    // The places of the vowels; the u of qu and the i of gi are none where another follows.
    function vowels(letters) {
      const places = [];
      letters.forEach(function (letter, place) { if (VOWEL.test(letter.normalize("NFD"))) { places.push(place); } });
      const isPart = places.length > 1 && places[0] === 1 && FIRST.test(letters.join(""));
      return isPart ? places.slice(1) : places;
    }

    // Gives the letter to which the key belongs its mark; false if there is none.
    function mark(letters, key) {
      const known = vowels(letters);
      let places;
      if (key === "d") {
        places = letters[0] === "d" ? [0] : [];
      } else if (key === "w") {
        places = known.filter(function (place) { return marks[letters[place] + key]; });
        const last = places.slice(-2);
        places = last.map(function (place) { return letters[place]; }).join("") === "uo" ? last : places.slice(-1);
      } else {
        places = known.slice(-1).concat(known.slice(-2, -1)).filter(function (place) { return letters[place] === key; });
      }
      for (const place of places) {
        if (!marks[letters[place] + key]) { return false; }
        letters[place] = marks[letters[place] + key];
      }
      if (key === "w" && !places.length) {
        letters.push(marks.uw); // Telex writes ư for a w alone
        return true;
      }
      return places.length > 0;
    }

    // The tone stands on the marked vowel, else where the shape of the rhyme has it.
    function withTone(letters, tone) {
      const known = vowels(letters), last = known[known.length - 1];
      const marked = known.filter(function (place) { return letters[place] > "z"; });
      const open = known[Math.max(0, known.length - 2)];
      const at = marked.length ? marked[marked.length - 1] : last + 1 < letters.length ? last : open;
      return letters.map(function (letter, place) { return place === at ? letter + tone : letter; }).join("").normalize("NFC");
    }

    return function (word) {
      const keys = word.toLowerCase(), letters = [];
      let tone = "";
      if (!/^[a-z]+$/.test(keys) || keys.length > LONGEST) { return ""; }
      for (const key of keys) {
        if (tones[key] && vowels(letters).length) {
          tone = tones[key];
        } else if (!mark(letters, key)) {
          letters.push(key);
        }
      }
      if (letters.join("") === keys) { return ""; }
      return tone ? withTone(letters, tone) : letters.join("");
    };
  }

  window.ketluanTelex = { decoder: decoder };
})();
