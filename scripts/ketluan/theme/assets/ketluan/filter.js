// Filter the list of tasks in place. The address bar holds the filter; nothing else remembers it.
(function () {
  "use strict";

  var form = document.querySelector("[data-filter]");
  if (!form) { return; }
  var items = Array.from(document.querySelectorAll("[data-filter-list] > li"));
  var count = document.querySelector("[data-filter-count]");
  var nothing = document.querySelector("[data-filter-empty]");
  var fields = ["don_vi", "ky", "q"];

  // As ketluan.vietnamese.fold: lower case, no accents, đ as d.
  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/đ/g, "d");
  }

  // A space stands before every word, so that a word typed is found only where one begins.
  function asWords(text) {
    return " " + fold(text).replace(/[^a-z0-9]+/g, " ").trim();
  }

  var texts = items.map(function (item) { return asWords(item.textContent); });

  function matches(item, text, wanted) {
    var units = item.dataset.units.split(" ");
    return (!wanted.don_vi || units.includes(wanted.don_vi)) &&
      (!wanted.ky || item.dataset.period === wanted.ky) &&
      wanted.words.every(function (word) { return text.includes(word); });
  }

  function apply() {
    var wanted = { don_vi: form.elements.don_vi.value, ky: form.elements.ky.value };
    wanted.words = asWords(form.elements.q.value).split(/(?= )/).filter(function (word) { return word.trim(); });
    var shown = 0;
    items.forEach(function (item, at) {
      item.hidden = !matches(item, texts[at], wanted);
      shown += item.hidden ? 0 : 1;
    });
    count.textContent = shown === items.length
      ? shown + " nhiệm vụ"
      : shown + " trong " + items.length + " nhiệm vụ";
    nothing.hidden = shown > 0;
  }

  function remember() {
    var query = new URLSearchParams();
    fields.forEach(function (name) {
      var value = form.elements[name].value.trim();
      if (value) { query.set(name, value); }
    });
    history.replaceState(null, "", query.size ? "?" + query : location.pathname);
  }

  function recall() {
    var query = new URLSearchParams(location.search);
    fields.forEach(function (name) { form.elements[name].value = query.get(name) || ""; });
    fields.slice(0, 2).forEach(function (name) {
      if (form.elements[name].selectedIndex < 0) { form.elements[name].value = ""; }
    });
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", function () { apply(); remember(); });
  form.addEventListener("reset", function () {
    setTimeout(function () { apply(); remember(); });
  });
  window.addEventListener("pageshow", function () { recall(); apply(); });
  form.hidden = false;
})();
