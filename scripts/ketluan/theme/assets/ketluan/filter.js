// Filter and sort a list in place. The address bar holds the state; nothing else remembers it.
// A field `x` of the form is compared with `data-x` of each entry: one of its words must be equal,
// or, where the field says `data-at-least`, its number must be reached.
(function () {
  "use strict";

  var form = document.querySelector("[data-filter]");
  if (!form) { return; }
  var noun = form.dataset.filter;
  var lists = Array.from(document.querySelectorAll("[data-filter-list]"));
  var items = lists.flatMap(function (list) { return Array.from(list.children); });
  var homes = items.map(function (item) { return item.parentElement; });
  var sections = Array.from(document.querySelectorAll("[data-filter-section]"));
  var sorted = document.querySelector("[data-filter-sorted]");
  var count = document.querySelector("[data-filter-count]");
  var nothing = document.querySelector("[data-filter-empty]");
  var order = form.querySelector("[data-filter-sort]");
  var fields = Array.from(form.elements).filter(function (field) { return field.name; });
  var choices = fields.filter(function (field) { return field.tagName === "SELECT" && field !== order; });

  // As ketluan.vietnamese.fold: lower case, no accents, đ as d.
  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/đ/g, "d");
  }

  // A space stands before every word, so that a word typed is found only where one begins.
  function asWords(text) {
    return " " + fold(text).replace(/[^a-z0-9]+/g, " ").trim();
  }

  var texts = items.map(function (item) { return asWords(item.textContent); });

  function agrees(item, field) {
    var own = item.dataset[field.name] || "";
    if (!field.value) { return true; }
    return "atLeast" in field.dataset ? Number(own) >= Number(field.value) : own.split(" ").includes(field.value);
  }

  function matches(item, text, words) {
    return choices.every(function (field) { return agrees(item, field); }) &&
      words.every(function (word) { return text.includes(word); });
  }

  // Numbers as numbers, days as text; the greatest first, equal ones as they came.
  function byOrder(name) {
    return function (one, other) {
      return String(other.dataset[name]).localeCompare(String(one.dataset[name]), "en", { numeric: name !== "ngay" });
    };
  }

  // In an order of its own the list is one table, else each entry is below its heading.
  function arrange() {
    if (!order) { return; }
    var name = order.value;
    if (!name) {
      items.forEach(function (item, at) { homes[at].append(item); });
    } else {
      if (!sorted.querySelector("tbody")) {
        var table = homes[0].closest(".kl-scroll").cloneNode(true);
        table.querySelector("tbody").replaceChildren();
        sorted.append(table);
      }
      sorted.querySelector("tbody").append.apply(sorted.querySelector("tbody"), items.slice().sort(byOrder(name)));
    }
    sorted.hidden = !name;
  }

  function hideEmptySections() {
    sections.forEach(function (section) {
      section.hidden = !Array.from(section.querySelector("[data-filter-list]").children).some(function (item) {
        return !item.hidden;
      });
    });
  }

  function apply() {
    var words = asWords(form.elements.q.value).split(/(?= )/).filter(function (word) { return word.trim(); });
    var shown = 0;
    items.forEach(function (item, at) {
      item.hidden = !matches(item, texts[at], words);
      shown += item.hidden ? 0 : 1;
    });
    arrange();
    hideEmptySections();
    count.textContent = (shown === items.length ? shown : shown + " trong " + items.length) + " " + noun;
    nothing.hidden = shown > 0;
    if (sorted && !shown) { sorted.hidden = true; }
    form.dispatchEvent(new Event("filtered")); // for who counts or hides more than we know of
  }

  function remember() {
    var query = new URLSearchParams();
    fields.forEach(function (field) {
      var value = field.value.trim();
      if (value) { query.set(field.name, value); }
    });
    history.replaceState(null, "", query.size ? "?" + query : location.pathname);
  }

  function recall() {
    var query = new URLSearchParams(location.search);
    fields.forEach(function (field) {
      field.value = query.get(field.name) || "";
      if (field.tagName === "SELECT" && field.selectedIndex < 0) { field.value = ""; }
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
