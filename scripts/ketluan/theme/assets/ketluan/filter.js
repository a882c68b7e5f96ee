// Filter and sort a list in place. The address bar holds the state; nothing else remembers it.
// A field `x` of the form is compared with `data-x` of each entry: one of its words must be equal,
// or, where the field says `data-at-least`, its number must be reached. `data-sign` compares with the
// status that the entry's sign shows today. An order names the data that it goes by (`data-by`), of the
// entry or of something in it.
(function () {
  "use strict";

  var form = document.querySelector("[data-filter]");
  if (!form) { return; }
  var noun = form.dataset.filter;
  var lists = Array.from(document.querySelectorAll("[data-filter-list]"));
  var items = lists.flatMap(function (list) { return Array.from(list.children); });
  var homes = items.map(function (item) { return item.parentElement; });
  var sections = Array.from(document.querySelectorAll("[data-filter-section]"));
  var sorted = null;
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

  var texts = null; // of the items, once somebody types: most who open a list only read it
  var arranged = false;

  function status(item) {
    var sign = item.querySelector(".kl-sign");
    return sign ? sign.className.replace(/.*kl-sign--(?!default)([a-z-]+).*/, "$1") : "";
  }

  function agrees(item, field) {
    if (!field.value) { return true; }
    if ("sign" in field.dataset) { return status(item) === field.value; }
    var own = item.dataset[field.name] || "";
    return "atLeast" in field.dataset ? Number(own) >= Number(field.value) : own.split(" ").includes(field.value);
  }

  function matches(item, text, words) {
    return choices.every(function (field) { return agrees(item, field); }) &&
      words.every(function (word) { return text.includes(word); });
  }

  function valueOf(item, name) {
    var bearer = item.matches("[data-" + name + "]") ? item : item.querySelector("[data-" + name + "]");
    return bearer ? bearer.dataset[name] : "";
  }

  // Numbers as numbers, days as text, what has no value at the end; equal ones stay as they came.
  function byOrder(option) {
    var name = option.dataset.by, sign = "rises" in option.dataset ? 1 : -1;
    return function (one, other) {
      var own = valueOf(one, name), its = valueOf(other, name);
      if (!own || !its) { return own ? -1 : its ? 1 : 0; }
      return sign * own.localeCompare(its, "en", { numeric: !/-/.test(own) });
    };
  }

  // The list in an order of its own: the only one there is, else one like it above the others.
  function target() {
    if (new Set(homes).size === 1) { return homes[0]; }
    if (!sorted) {
      sorted = document.createElement("section");
      var title = document.createElement("h2");
      title.textContent = "Theo thứ tự đã chọn";
      var whole = homes[0].closest(".kl-scroll") || homes[0];
      var copy = whole.cloneNode(whole !== homes[0]);
      var list = copy.matches("[data-filter-list]") ? copy : copy.querySelector("[data-filter-list]");
      list.replaceChildren();
      sorted.append(title, copy);
      nothing.after(sorted);
    }
    return sorted.querySelector("[data-filter-list]");
  }

  function arrange() {
    var option = order && order.selectedOptions[0];
    var chosen = option && option.dataset.by;
    if (chosen) {
      arranged = true;
      target().append.apply(target(), items.slice().sort(byOrder(option)));
    } else if (arranged) {
      arranged = false;
      items.forEach(function (item, at) { homes[at].append(item); });
    }
    if (sorted) { sorted.hidden = !chosen; }
  }

  function hideEmptySections() {
    sections.forEach(function (section) {
      var own = Array.from(section.querySelectorAll("[data-filter-list] > *"));
      section.hidden = own.length > 0 && own.every(function (item) { return item.hidden; }) ||
        !own.length && section.querySelector("[data-filter-list]") !== null;
    });
  }

  function apply() {
    var words = asWords(form.elements.q.value).split(/(?= )/).filter(function (word) { return word.trim(); });
    var shown = 0;
    if (words.length && !texts) { texts = items.map(function (item) { return asWords(item.textContent); }); }
    items.forEach(function (item, at) {
      item.hidden = !matches(item, texts ? texts[at] : "", words);
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
