// The search page. The address bar is the search: every state can be sent, marked and gone back to.
(function () {
  "use strict";

  var form = document.querySelector("[data-search]");
  if (!form) { return; }
  var find = function (name) { return document.querySelector("[data-search-" + name + "]"); };
  var hitsBox = find("hits"), facetsBox = find("facets"), chips = find("chips");
  var status = find("status"), start = find("start");
  var base = window.__md_scope || new URL("../", location);
  var filters = ["loai", "don_vi", "ky", "nam", "trang_thai", "van_ban", "tu", "den"];
  var fields = ["q"].concat(filters, "sap_xep");
  var WAIT = 180; // milliseconds of rest before a search: shorter than a pause between two words
  var KINDS = { task: "nhiem-vu", document: "van-ban", unit: "don-vi", notice: "thong-bao" };
  var pageNumber = 1, running = null, timer = 0;
  var labels = {}; // of values that facets named and no field knows, by field and value

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) { element.className = className; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  // The service escapes its highlights and adds only <mark>. Still nothing of it is trusted: the
  // text is split at these two tags, the rest is decoded as characters and stays text.
  var ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#34": '"', "#39": "'", "#x27": "'" };

  function decode(text) {
    return text.replace(/&([a-z]+|#\d+|#x[0-9a-f]+);/gi, function (whole, name) {
      return ENTITIES[name.toLowerCase()] || whole;
    });
  }

  function highlighted(text) {
    var box = document.createDocumentFragment();
    String(text).split(/(<mark>|<\/mark>)/).reduce(function (marked, part) {
      if (part === "<mark>") { return true; }
      if (part === "</mark>") { return false; }
      if (part) { box.append(marked ? make("mark", "", decode(part)) : decode(part)); }
      return marked;
    }, false);
    return box;
  }

  function siteAddress(url) {
    var target = new URL(String(url).replace(/^\/+/, ""), base);
    return target.origin === base.origin ? target.href : base.href;
  }

  function vietnameseDay(iso) {
    var parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso || "");
    if (!parts) { return ""; }
    var month = Number(parts[2]);
    return parts[3] + "/" + (month < 3 ? parts[2] : month) + "/" + parts[1];
  }

  function shiftedDay(iso, days) {
    var day = new Date(iso + "T00:00:00Z");
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(0, 10);
  }

  function state() {
    var query = new URLSearchParams();
    fields.forEach(function (name) {
      var value = form.elements[name].value.trim();
      if (value) { query.set(name, value); }
    });
    if (pageNumber > 1) { query.set("trang", pageNumber); }
    return query;
  }

  function recall() {
    var query = new URLSearchParams(location.search);
    fields.forEach(function (name) {
      var field = form.elements[name], value = query.get(name) || "";
      field.value = value;
      if (field.tagName === "SELECT" && field.selectedIndex < 0) {
        if (value) { field.append(new Option(value, value)); }
        field.value = value;
      }
    });
    pageNumber = Math.max(1, parseInt(query.get("trang"), 10) || 1);
    document.querySelectorAll(".kl-header-search input").forEach(function (input) {
      input.value = query.get("q") || "";
    });
  }

  function remember(push) {
    var query = state().toString();
    var address = query ? "?" + query : location.pathname;
    if (query === location.search.slice(1)) { return; }
    history[push ? "pushState" : "replaceState"](null, "", address);
  }

  function isEmpty(query) {
    return !["q"].concat(filters).some(function (name) { return query.has(name); });
  }

  function clear() {
    hitsBox.replaceChildren();
    facetsBox.replaceChildren();
    facetsBox.hidden = true;
  }

  function search() {
    clearTimeout(timer);
    if (running) { running.abort(); }
    showChips();
    var query = state();
    if (isEmpty(query)) {
      clear();
      status.textContent = "";
      start.hidden = false;
      return;
    }
    running = new AbortController();
    var mine = running;
    hitsBox.setAttribute("aria-busy", "true");
    fetch(new URL("api/search?" + query, base), { signal: mine.signal, headers: { Accept: "application/json" } })
      .then(function (answer) {
        if (!answer.ok && answer.status !== 400) { throw new Error("HTTP " + answer.status); }
        return answer.json();
      })
      .then(function (result) {
        if (mine !== running) { return; }
        if (result.error) { showRefusal(result.error.message); } else { show(result); }
      })
      .catch(function (error) { if (error.name !== "AbortError" && mine === running) { showFailure(); } })
      .finally(function () { if (mine === running) { hitsBox.removeAttribute("aria-busy"); } });
  }

  function showFailure() {
    clear();
    start.hidden = false;
    status.textContent = "";
    var box = make("div", "kl-notice kl-notice--fault");
    box.setAttribute("role", "alert");
    box.append(make("strong", "", "Không liên lạc được dịch vụ tìm kiếm. "));
    box.append("Có thể trang đang mở từ thư mục hoặc máy chủ tìm kiếm đang dừng. ");
    box.append("Mọi nội dung vẫn xem được theo các danh sách dưới đây.");
    hitsBox.append(box);
  }

  function showRefusal(message) {
    clear();
    start.hidden = false;
    status.textContent = message;
  }

  function show(result) {
    clear();
    start.hidden = result.total > 0;
    var seconds = (result.took_ms / 1000).toLocaleString("vi-VN", { maximumFractionDigits: 3 });
    status.textContent = result.total
      ? result.total.toLocaleString("vi-VN") + " kết quả (" + seconds + " giây)"
      : "";
    showNotes(result);
    if (!result.total) { showNothing(); }
    (result.groups || []).forEach(function (group) {
      var here = result.hits.filter(function (hit) { return hit.kind === group.kind; });
      showGroup(group, here.length ? here : group.hits, result.pages > 1 && !here.length);
    });
    showPaging(result);
    showFacets(result.facets || {});
    showChips(); // facets may have brought better names
    window.ketluan.fillSigns(hitsBox);
  }

  function showNotes(result) {
    if (result.direct) { hitsBox.append(directLine(result.direct)); }
    (result.notes || []).forEach(function (note) { hitsBox.append(make("p", "kl-quiet", note)); });
    if (result.did_you_mean) {
      hitsBox.append(queryLine("Có phải ý bạn là: ", [result.did_you_mean]));
    }
    if ((result.nearest_numbers || []).length) {
      hitsBox.append(queryLine("Tìm số gần nhất: ", result.nearest_numbers));
    }
  }

  function directLine(hit) {
    var line = make("p", "kl-notice", "Mở trang của văn bản: ");
    var link = make("a", "", hit.title);
    link.href = siteAddress(hit.url);
    line.append(link);
    return line;
  }

  function queryLine(words, queries) {
    var line = make("p", "kl-search__suggestion", words);
    queries.forEach(function (text, at) {
      var link = make("a", "", text);
      link.href = "?q=" + encodeURIComponent(text);
      link.addEventListener("click", function (event) {
        event.preventDefault();
        form.elements.q.value = text;
        changed();
      });
      line.append(at ? ", " : "", link);
    });
    return line;
  }

  function showNothing() {
    var words = form.elements.q.value.trim();
    status.textContent = "Không tìm thấy kết quả nào" + (words ? " cho “" + words + "”." : ".");
    var box = make("div", "kl-notice");
    box.append(make("p", "", "Thử bớt từ, bỏ dấu, hoặc bỏ bộ lọc; hoặc xem theo danh sách dưới đây."));
    hitsBox.append(box);
  }

  function showGroup(group, hits, isElsewhere) {
    if (!hits.length) { return; }
    var section = make("section", "kl-hits");
    var title = make("h2", "", group.label + " ");
    title.append(make("span", "kl-count", group.total.toLocaleString("vi-VN")));
    section.append(title);
    var list = make("ol", "kl-list kl-tasks");
    hits.forEach(function (hit) { list.append(hitItem(hit)); });
    section.append(list);
    if (isElsewhere && group.total > hits.length) { section.append(allOfKind(group)); }
    hitsBox.append(section);
  }

  function allOfKind(group) {
    var button = make("button", "kl-button kl-button--quiet", "Xem cả " + group.total);
    button.type = "button";
    button.addEventListener("click", function () { choose(form.elements.loai, KINDS[group.kind]); });
    return button;
  }

  function hitItem(hit) {
    var item = make("li", "kl-task kl-hit");
    var head = make("div", "kl-task__head");
    var link = make("a", "kl-hit__title", hit.title);
    link.href = siteAddress(hit.url);
    head.append(link);
    var sign = signOf(hit);
    if (sign) { head.append(sign); }
    item.append(head);
    var text = make("p", "kl-task__text");
    text.append(highlighted(hit.highlight || ""));
    item.append(text);
    var foot = make("div", "kl-task__foot");
    [hit.unit, nameOf("ky", hit.period), hit.kind === "task" && hit.notice && hit.notice.title]
      .filter(Boolean)
      .forEach(function (word) { foot.append(make("span", "kl-duty", word)); });
    if (hit.thread) { foot.append(threadLink(hit.thread)); }
    var cited = hit.kind === "task" || hit.kind === "notice" ? citedDocuments(hit.documents || []) : null;
    if (cited) { foot.append(cited); }
    if (foot.childElementCount) { item.append(foot); }
    return item;
  }

  function threadLink(thread) {
    var link = make("a", "kl-life__page", thread.title);
    link.href = siteAddress(thread.url);
    return link;
  }

  // Each with its short description, which note.js shows beside the link.
  function citedDocuments(documents) {
    if (!documents.length) { return null; }
    var line = make("span", "kl-duty kl-hit__documents");
    line.append(make("span", "kl-duty__word", "Viện dẫn"), " ");
    documents.forEach(function (one, at) {
      var link = make(one.url ? "a" : "span", "kl-cite", one.number);
      if (one.url) { link.href = siteAddress(one.url); }
      if (one.url && one.label) { link.dataset.note = one.label.replace(", ", "\n"); }
      line.append(at ? ", " : "", link);
    });
    return line;
  }

  var OPEN = ["trong-han", "sap-den-han", "qua-han"];

  function signOf(hit) {
    if (!hit.status || hit.kind !== "task") { return null; }
    var sign = make("span", "kl-sign");
    if (!hit.due || !OPEN.includes(hit.status)) {
      sign.classList.add("kl-sign--" + hit.status);
      sign.append(make("span", "kl-sign__word", hit.status_label));
      return sign;
    }
    sign.classList.add("kl-sign--han");
    if (hit.due_from === "period") {
      sign.classList.add("kl-sign--default");
      sign.title = "Hạn theo kỳ chỉ đạo";
    }
    sign.dataset.due = hit.due;
    sign.dataset.soon = shiftedDay(hit.due, -Number(form.dataset.soonDays));
    sign.append(make("span", "kl-sign__word", "Hạn"), " ", make("span", "kl-sign__day", vietnameseDay(hit.due)));
    return sign;
  }

  function nameOf(field, value) {
    if (!value) { return ""; }
    var options = Array.from(form.elements[field].options || []);
    var option = options.find(function (one) { return one.value === value; });
    return option ? option.textContent : (labels[field] || {})[value] || vietnameseDay(value) || value;
  }

  function showPaging(result) {
    var last = result.pages;
    pageNumber = result.page || pageNumber; // behind the last page stands the last page
    if (last <= 1 || !result.total) { return; }
    var nav = make("nav", "kl-paging");
    nav.setAttribute("aria-label", "Các trang kết quả");
    [[pageNumber - 1, "← Trang trước"], [pageNumber + 1, "Trang sau →"]].forEach(function (step) {
      if (step[0] < 1 || step[0] > last) { return; }
      var button = make("button", "kl-button kl-button--quiet", step[1]);
      button.type = "button";
      button.addEventListener("click", function () {
        pageNumber = step[0];
        remember(true);
        search();
        window.scrollTo(0, 0);
      });
      nav.append(button);
    });
    nav.append(make("span", "kl-quiet", "Trang " + pageNumber + "/" + last));
    hitsBox.append(nav);
  }

  function showFacets(facets) {
    Object.keys(facets).forEach(function (name) {
      var field = form.elements[name];
      var rows = facets[name].filter(function (row) { return row.count || row.chosen; });
      if (!field || !rows.length) { return; }
      var title = field.closest(".kl-field").querySelector("span").textContent;
      var section = make("section");
      section.append(make("h2", "", title));
      var list = make("ul", "kl-list");
      rows.slice(0, 12).forEach(function (row) { list.append(facetItem(name, field, row)); });
      section.append(list);
      facetsBox.append(section);
    });
    facetsBox.hidden = !facetsBox.childElementCount;
  }

  function facetItem(name, field, row) {
    var item = make("li");
    var button = make("button", "kl-facet");
    button.type = "button";
    var chosen = row.chosen;
    (labels[name] = labels[name] || {})[row.value] = row.label;
    button.setAttribute("aria-pressed", String(chosen));
    button.append(make("span", "", row.label), make("span", "kl-count", row.count));
    button.addEventListener("click", function () { choose(field, chosen ? "" : row.value, row.label); });
    item.append(button);
    return item;
  }

  function choose(field, value, label) {
    if (value && field.tagName === "SELECT" && !Array.from(field.options).some(function (one) { return one.value === value; })) {
      field.append(new Option(label || value, value));
    }
    field.value = value;
    changed();
  }

  function showChips() {
    chips.replaceChildren();
    filters.forEach(function (name) {
      var field = form.elements[name];
      if (!field.value) { return; }
      var title = field.closest(".kl-field").querySelector("span").textContent;
      var words = nameOf(name, field.value);
      var button = make("button", "kl-chip", title + ": " + words);
      button.type = "button";
      button.setAttribute("aria-label", "Bỏ bộ lọc " + title + ": " + words);
      button.addEventListener("click", function () { choose(field, ""); });
      var item = make("li");
      item.append(button);
      chips.append(item);
    });
  }

  function changed() {
    pageNumber = 1;
    remember(true);
    search();
  }

  function typed() {
    pageNumber = 1;
    clearTimeout(timer);
    timer = setTimeout(function () { remember(false); search(); }, WAIT);
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); changed(); });
  form.addEventListener("input", function (event) {
    if (event.target.tagName === "SELECT" || event.target.type === "date") { return; }
    typed();
  });
  form.addEventListener("change", function (event) {
    if (event.target.tagName === "SELECT" || event.target.type === "date") { changed(); }
  });
  find("clear").addEventListener("click", function () {
    fields.slice(1).forEach(function (name) { form.elements[name].value = ""; });
    changed();
  });
  window.addEventListener("popstate", function () { recall(); search(); });

  recall();
  search();
  if (!location.search) { form.elements.q.focus(); }
})();
