// Suggestions while typing, in every search box (ARIA combobox with a listbox): numbers and units lead
// to their page, words are searched. Nothing is chosen unless an arrow key or the pointer chose it, so
// that Enter searches what was typed. Where no service answers, there are none.
(function () {
  "use strict";

  var WAIT = 150; // milliseconds of rest before asking
  var LEAST = 2; // letters before anything is asked
  var WORDS = { document: "Văn bản", unit: "Đơn vị", phrase: "Tìm" };
  var base = window.__md_scope || new URL("./", location);
  var fields = Array.from(document.querySelectorAll("form[role=search] input[name=q]"));
  var list = document.createElement("ul"), said = document.createElement("p");
  var field = null, options = [], chosen = -1, timer = 0, running = null, noService = location.protocol === "file:";

  function element(tag, text) {
    var made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function close() {
    clearTimeout(timer);
    if (running) { running.abort(); }
    running = null;
    list.hidden = true;
    chosen = -1;
    if (field) {
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }
  }

  // Below the box, as wide as it; never wider than the window.
  function place() {
    var box = field.getBoundingClientRect(), room = document.documentElement.clientWidth;
    var width = Math.min(Math.max(box.width, 320), room - 16);
    var left = box.width < width ? box.right - width : box.left; // a narrow box stands at the right
    left = Math.max(8, Math.min(left, room - width - 8));
    list.style.setProperty("left", left + "px");
    list.style.setProperty("top", box.bottom + 4 + "px");
    list.style.setProperty("width", width + "px");
  }

  function mark(at) {
    chosen = at;
    Array.from(list.children).forEach(function (item, place) {
      item.setAttribute("aria-selected", String(place === at));
      if (place === at) { item.scrollIntoView({ block: "nearest" }); }
    });
    if (at < 0) { field.removeAttribute("aria-activedescendant"); } else {
      field.setAttribute("aria-activedescendant", list.children[at].id);
    }
  }

  function show(found) {
    var first = list.hidden;
    options = found;
    list.replaceChildren.apply(list, found.map(function (one, at) {
      var item = document.createElement("li"), words = element("span", one.text);
      item.id = "kl-suggest-" + at;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      if (one.label && one.label !== one.text) { words.append(element("small", one.label)); }
      item.append(element("span", WORDS[one.kind] || ""), words);
      return item;
    }));
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    if (!found.length) { close(); said.textContent = first ? "" : "Không có gợi ý."; return; }
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    said.textContent = found.length + " gợi ý, dùng phím mũi tên để chọn.";
    place();
  }

  function ask() {
    var text = field.value.trim();
    if (noService || text.length < LEAST) { close(); return; }
    if (running) { running.abort(); }
    running = new AbortController();
    var mine = running;
    fetch(new URL("api/suggest?" + new URLSearchParams({ q: text.slice(0, 300) }), base), { signal: mine.signal })
      .then(function (answer) {
        if (!answer.ok) { noService = answer.status === 404; throw new Error("HTTP " + answer.status); }
        return answer.json();
      })
      .then(function (answer) {
        var same = field && document.activeElement === field && field.value.trim() === text;
        if (mine === running && same) { show(answer.suggestions.filter(function (one) { return one.url || one.text !== text; })); }
      })
      .catch(function (error) { if (error.name !== "AbortError") { close(); } });
  }

  function siteAddress(url) {
    var target = new URL(String(url).replace(/^\/+/, ""), base);
    return target.origin === base.origin ? target.href : base.href;
  }

  function take(at) {
    var one = options[at], own = field;
    close();
    if (one.url) {
      location.assign(siteAddress(one.url));
    } else {
      own.value = one.text;
      own.form.requestSubmit();
    }
  }

  function onKey(event) {
    var count = list.hidden ? 0 : options.length;
    if (event.isComposing) { return; } // a Vietnamese input method is still at work
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) { ask(); return; }
      event.preventDefault();
      var step = event.key === "ArrowDown" ? 1 : -1;
      mark((chosen + 1 + step + count + 1) % (count + 1) - 1); // behind the last one: the box itself
    } else if (event.key === "Enter") {
      if (count && chosen >= 0) { event.preventDefault(); take(chosen); } else { close(); }
    } else if (event.key === "Escape" && count) {
      event.preventDefault(); // the first Esc closes the list, the next one is the browser's
      close();
    } else if (event.key === "Tab") {
      close();
    }
  }

  list.className = "kl-suggests";
  list.id = "kl-suggests";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gợi ý");
  list.hidden = true;
  said.className = "kl-hidden";
  said.setAttribute("role", "status");
  document.body.append(list, said);

  list.addEventListener("pointerdown", function (event) { event.preventDefault(); }); // the box keeps the focus
  list.addEventListener("click", function (event) {
    var item = event.target.closest("li");
    if (item) { take(Array.from(list.children).indexOf(item)); }
  });
  ["resize", "scroll"].forEach(function (name) {
    window.addEventListener(name, function () { if (!list.hidden) { place(); } }, { passive: true });
  });

  fields.forEach(function (one) {
    one.setAttribute("role", "combobox");
    one.setAttribute("aria-autocomplete", "list");
    one.setAttribute("aria-expanded", "false");
    one.setAttribute("aria-controls", list.id);
    one.addEventListener("focus", function () { if (field !== one) { close(); field = one; } });
    one.addEventListener("input", function () {
      field = one;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    one.addEventListener("keydown", function (event) { field = one; onKey(event); });
    one.addEventListener("blur", close);
    one.form.addEventListener("submit", close);
  });
})();
