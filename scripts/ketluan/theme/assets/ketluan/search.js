// The search page. The address bar is the search: every state can be sent, marked and gone back to.
// The service may have put the results into the page already (service/showing.py); what is made here is
// the very same. Where no service answers, search-static.js searches in the browser.
(function () {
  "use strict";

  var form = document.querySelector("[data-search]");
  if (!form) { return; }
  var find = function (name) { return document.querySelector("[data-search-" + name + "]"); };
  var hitsBox = find("hits"), facetsBox = find("facets"), chips = find("chips"), tools = find("tools");
  var status = find("status"), start = find("start");
  var here = document.currentScript.src;
  var base = window.__md_scope || new URL("../", location);
  var isFolder = location.protocol === "file:";
  var filters = ["loai", "don_vi", "ky", "nam", "trang_thai", "han", "van_ban", "tu", "den"];
  var fields = ["q"].concat(filters, "sap_xep");
  var ORDERS = ["", "moi-nhat", "cu-nhat"]; // in the address; the first is what goes without saying
  var FACETS = ["loai", "trang_thai", "han", "don_vi", "ky", "nam", "van_ban"];
  var KINDS = { task: "nhiem-vu", document: "van-ban", unit: "don-vi", notice: "thong-bao" };
  var WAIT = 180; // milliseconds of rest before a search: shorter than a pause between two words
  var SHOWN = 8, FOLDED = 40; // values of a facet
  var BEYOND = "Còn các giá trị khác; xin chọn hoặc gõ ở bộ lọc phía trên.";
  var QUARTERS = 24, TALL = 40; // of the chart: columns at most, units of the drawing
  var EXPORTED = 5000; // rows of a file
  var current = new URLSearchParams(), running = null, timer = 0, focused = "";
  var noService = isFolder, opening = null;
  var labels = {}; // of values that facets named, by field and value

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) { element.className = className; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  function count(number) {
    return number.toLocaleString("vi-VN");
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

  // A folder opened from a stick has no server that would add index.html.
  function siteAddress(url) {
    var target = new URL(String(url).replace(/^\/+/, ""), base);
    if (target.protocol !== base.protocol || target.host !== base.host) { return base.href; }
    if (isFolder && target.pathname.endsWith("/")) { target.pathname += "index.html"; }
    return target.href;
  }

  function vietnameseDay(iso) {
    var parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso || "");
    if (!parts) { return ""; }
    var month = Number(parts[2]);
    return parts[3] + "/" + (month < 3 ? parts[2] : month) + "/" + parts[1];
  }

  // The state: the parameters of the address in one order, without what goes without saying.

  function canonical(query) {
    var known = new URLSearchParams();
    fields.forEach(function (name) {
      query.getAll(name).forEach(function (value) {
        if (value.trim() && !(name === "sap_xep" && !ORDERS.includes(value))) { known.append(name, value.trim()); }
      });
    });
    if (query.get("nguyen_van") === "1") { known.set("nguyen_van", "1"); }
    var page = parseInt(query.get("trang"), 10);
    if (page > 1) { known.set("trang", page); }
    if (query.get("tuong_tu")) { return new URLSearchParams({ tuong_tu: query.get("tuong_tu") }); }
    return known;
  }

  function changed(name, values) {
    var query = new URLSearchParams(current);
    query.delete(name);
    query.delete("trang");
    values.forEach(function (value) { query.append(name, value); });
    return canonical(query);
  }

  function addressOf(query) {
    return query.toString() ? "?" + query : isFolder ? "index.html" : "./";
  }

  function isEmpty(query) {
    return !["q", "tuong_tu"].concat(filters).some(function (name) { return query.has(name); });
  }

  function fillForm() {
    fields.forEach(function (name) {
      var field = form.elements[name], value = current.get(name) || "";
      if (document.activeElement === field && field.value.trim() === value) { return; }
      field.value = value;
      if (field.tagName === "SELECT" && field.selectedIndex < 0) {
        field.append(new Option(value, value));
        field.value = value;
      }
    });
    document.querySelectorAll(".kl-header-search input").forEach(function (input) {
      input.value = current.get("q") || "";
    });
  }

  // A field says one value; several of one filter, from an address, stay until it says another.
  function readForm() {
    var query = new URLSearchParams(current);
    query.delete("trang");
    query.delete("tuong_tu");
    if (form.elements.q.value.trim() !== (current.get("q") || "")) { query.delete("nguyen_van"); }
    fields.forEach(function (name) {
      var value = form.elements[name].value.trim();
      if (value !== (current.get(name) || "")) { query.set(name, value); }
    });
    return canonical(query);
  }

  function go(query, push) {
    var address = addressOf(query);
    if (query.toString() !== location.search.slice(1)) {
      history[push ? "pushState" : "replaceState"](null, "", address === "./" ? location.pathname : address);
    }
    current = query;
    fillForm();
    search();
  }

  // Asking

  function search() {
    clearTimeout(timer);
    if (running) { running.abort(); }
    running = new AbortController();
    var mine = running;
    if (isEmpty(current)) {
      clear();
      status.textContent = "";
      start.hidden = false;
      return;
    }
    hitsBox.setAttribute("aria-busy", "true");
    answer(mine.signal)
      .then(function (result) {
        if (mine !== running) { return; }
        if (result.error) {
          showFault(result.error.message);
        } else if (result.task) {
          showSimilar(result);
        } else {
          show(result);
        }
        refocus();
      })
      .catch(function (error) { if (error.name !== "AbortError" && mine === running) { showFailure(); } })
      .finally(function () { if (mine === running) { hitsBox.removeAttribute("aria-busy"); } });
  }

  function answer(signal) {
    if (noService) { return answerHere(); }
    var path = current.has("tuong_tu")
      ? "api/similar?" + new URLSearchParams({ id: current.get("tuong_tu") })
      : "api/search?" + current;
    return fetch(new URL(path, base), { signal: signal, headers: { Accept: "application/json" } })
      .then(function (response) {
        var isJson = /json/.test(response.headers.get("Content-Type") || "");
        if (response.status === 404 && !isJson) { noService = true; }
        if (!isJson || response.status >= 500) { throw new Error("HTTP " + response.status); }
        return response.json();
      })
      .catch(function (error) {
        if (error.name === "AbortError") { throw error; }
        return answerHere();
      });
  }

  // Loaded only where it is needed: with the service nobody pays for it.
  function answerHere() {
    if (current.has("tuong_tu")) { return Promise.reject(new Error("needs the service")); }
    opening = opening || new Promise(function (done, failed) {
      var script = make("script");
      script.src = new URL("search-static.js", here).href;
      script.addEventListener("load", done);
      script.addEventListener("error", function () { opening = null; failed(new Error("no search-static.js")); });
      document.head.append(script);
    });
    return opening
      .then(function () { return window.ketluanStaticSearch(new URLSearchParams(current)); })
      .then(function (result) { return Object.assign({ isFromHere: true }, result); });
  }

  // Showing

  function clear() {
    [chips, tools, hitsBox, facetsBox].forEach(function (box) { box.replaceChildren(); });
    tools.hidden = true;
    facetsBox.hidden = true;
    hitsBox.removeAttribute("data-search-answered");
  }

  function showFailure() {
    clear();
    showChips({});
    start.hidden = false;
    status.textContent = "";
    var box = make("p", "kl-notice kl-notice--fault");
    box.setAttribute("role", "alert");
    box.append(make("strong", "", "Không liên lạc được dịch vụ tìm kiếm. "));
    box.append("Có thể trang đang mở từ thư mục hoặc máy chủ tìm kiếm đang dừng. ");
    box.append("Mọi nội dung vẫn xem được theo các danh sách dưới đây.");
    hitsBox.append(box);
  }

  function showFault(message) {
    clear();
    showChips({});
    start.hidden = false;
    status.textContent = "";
    var box = make("p", "kl-notice kl-notice--fault", message);
    box.setAttribute("role", "alert");
    hitsBox.append(box);
  }

  function showSimilar(found) {
    clear();
    start.hidden = true;
    var number = found.hits.length, words = "Tương tự: " + found.task.title;
    status.textContent = number ? count(number) + " nhiệm vụ tương tự" : "Không có nhiệm vụ nào đủ giống nhiệm vụ này.";
    addChip(goTo(new URLSearchParams(), words, { className: "kl-chip", label: "Bỏ bộ lọc " + words }));
    if (found.task.thread) {
      hitsBox.append(make("p", "kl-quiet", "Các bước khác trong lịch sử của nhiệm vụ này không liệt kê ở đây."));
    }
    showGroup({ label: "Nhiệm vụ đang xét", isAsked: true }, [found.task]);
    if (number) { showGroup({ label: "Nhiệm vụ tương tự", total: number }, found.hits); }
  }

  function show(result) {
    var facets = result.facets || {};
    clear();
    start.hidden = result.total > 0;
    if (result.page > 1 || current.has("trang")) { // behind the last page stands the last page
      current.set("trang", result.page);
      current = canonical(current);
    }
    nameValues(facets);
    showStatus(result);
    showChips(facets);
    showTools(result);
    showNotes(result);
    if (result.total) { showQuarters(facets.ky || []); } else { showNothing(); }
    (result.groups || []).forEach(function (group) {
      var own = result.hits.filter(function (hit) { return hit.kind === group.kind; });
      var hits = own.length ? own : group.hits;
      if (hits.length) { showGroup(group, hits, result.pages > 1 && !own.length && group.total > hits.length); }
    });
    showPaging(result);
    FACETS.forEach(function (name) { showFacet(name, facets[name] || []); });
    facetsBox.hidden = !facetsBox.childElementCount;
  }

  function showStatus(result) {
    var asked = result.shown_for || current.get("q");
    var words = asked ? " cho “" + asked + "”" : "";
    var seconds = (result.took_ms / 1000).toLocaleString("vi-VN", { maximumFractionDigits: 3 });
    status.textContent = result.total
      ? count(result.total) + " kết quả" + words + " (" + seconds + " giây)"
      : "Không tìm thấy kết quả nào" + words + ".";
    if (result.isFromHere) {
      status.append((result.total ? ". " : " ") + "Kết quả tìm ngay trong trình duyệt, từ dữ liệu của trang.");
    }
  }

  // A link to another search on this page; it works without this script too.
  function goTo(query, words, more) {
    var link = make("a", (more || {}).className, (more || {}).count === undefined ? words : undefined);
    link.href = addressOf(query);
    link.setAttribute("data-search-go", "");
    if (more && more.count !== undefined) { link.append(make("span", "", words), " ", make("span", "kl-count", more.count)); }
    if (more && more.key) { link.dataset.key = more.key; }
    if (more && more.label) { link.setAttribute("aria-label", more.label); }
    if (more && more.isOn) { link.setAttribute("aria-current", "true"); }
    return link;
  }

  function addChip(link) {
    var item = make("li");
    item.append(link);
    chips.append(item);
  }

  function titleOf(name) {
    return form.elements[name].closest(".kl-field").querySelector("span").textContent;
  }

  function nameValues(facets) {
    Object.keys(facets).forEach(function (name) {
      facets[name].forEach(function (row) { (labels[name] = labels[name] || {})[row.value] = row.label; });
    });
  }

  function nameOf(name, value) {
    var options = Array.from(form.elements[name].options || []);
    var option = options.find(function (one) { return one.value === value; });
    return (labels[name] || {})[value] || (option && option.textContent) || vietnameseDay(value) || value;
  }

  function showChips() {
    chips.replaceChildren();
    filters.forEach(function (name) {
      var values = current.getAll(name);
      values.forEach(function (value) {
        var rest = values.filter(function (other) { return other !== value; });
        var words = titleOf(name) + ": " + nameOf(name, value);
        addChip(goTo(changed(name, rest), words, { className: "kl-chip", label: "Bỏ bộ lọc " + words }));
      });
    });
  }

  function showTools(result) {
    if (result.total > 1) { tools.append(orders()); }
    if (!result.isFromHere) {
      var query = canonical(current);
      query.delete("trang");
      if (result.total) { tools.append(files(query, result.total)); }
      tools.append(feed(query));
    }
    if (result.total) { tools.append(narrowing()); }
    tools.hidden = !result.total;
  }

  function orders() {
    var line = make("p", "kl-tools");
    line.append(make("span", "kl-duty__word", "Sắp xếp"), " ");
    ORDERS.forEach(function (order) {
      var option = Array.from(form.elements.sap_xep.options).find(function (one) { return one.value === order; });
      var isOn = (current.get("sap_xep") || "") === order;
      line.append(goTo(changed("sap_xep", [order]), option.textContent, { key: "sap_xep=" + order, isOn: isOn }), " ");
    });
    return line;
  }

  // On a phone what narrows the results stands below all of them.
  function narrowing() {
    var line = make("p", "kl-tools kl-tools--narrow"), link = make("a", "", "Thu hẹp kết quả");
    link.href = "#thu-hep";
    line.append(link);
    return line;
  }

  function files(query, total) {
    var line = make("p", "kl-tools");
    line.append(make("span", "kl-duty__word", "Xuất kết quả"), " ");
    [["csv", "CSV"], ["xlsx", "Excel"]].forEach(function (kind) {
      var link = make("a", "", kind[1]);
      link.href = new URL("api/search." + kind[0] + "?" + query, base).href;
      link.setAttribute("download", "");
      link.title = total > EXPORTED ? count(EXPORTED) + " dòng đầu" : count(total) + " dòng";
      line.append(link, " ");
    });
    return line;
  }

  function feed(query) {
    var line = make("p", "kl-tools"), link = make("a", "", "Theo dõi bản tin"), lasting = new URLSearchParams(query);
    lasting.delete("sap_xep");
    link.href = new URL("api/search.atom?" + lasting, base).href;
    link.type = "application/atom+xml";
    link.title = "Địa chỉ Atom cho trình đọc tin: nhiệm vụ mới khớp lần tìm này";
    line.append(link);
    return line;
  }

  function showNotes(result) {
    if (result.direct) {
      var line = make("p", "kl-notice", "Mở trang của văn bản: "), link = make("a", "", result.direct.title);
      link.href = siteAddress(result.direct.url);
      line.append(link);
      hitsBox.append(line);
    }
    (result.notes || []).forEach(function (note) { hitsBox.append(make("p", "kl-quiet", note)); });
    if (result.shown_for) { showHint("Tìm đúng như đã gõ: ", [current.get("q")], changed("nguyen_van", ["1"])); }
    if (result.did_you_mean) { showHint("Có phải ý bạn là: ", [result.did_you_mean]); }
    if ((result.nearest_numbers || []).length) { showHint("Tìm số gần nhất: ", result.nearest_numbers); }
  }

  function showHint(words, queries, target) {
    var line = make("p", "kl-search__suggestion", words);
    queries.forEach(function (text, at) {
      line.append(at ? ", " : "", goTo(target || new URLSearchParams({ q: text }), text));
    });
    hitsBox.append(line);
  }

  function showNothing() {
    var box = make("div", "kl-notice"), way = make("p"), plain = new URLSearchParams(current);
    box.append(make("p", "", "Đã tìm không phân biệt dấu, chữ hoa, cách đặt dấu và chữ viết tắt. " +
      "Thử bớt từ, hoặc xem theo danh sách dưới đây."));
    filters.concat("trang").forEach(function (name) { plain.delete(name); });
    if (filters.some(function (name) { return current.has(name); })) {
      way.append(goTo(canonical(plain), "Bỏ mọi bộ lọc"));
      box.append(way);
    }
    hitsBox.append(box);
  }

  function showGroup(group, hits, isCut) {
    var section = make("section", "kl-hits"), title = make("h2", "", group.label + " ");
    title.append(make("span", "kl-count", group.total === undefined ? "" : count(group.total)));
    section.append(title);
    var list = make("ol", "kl-list kl-tasks");
    hits.forEach(function (hit) { list.append(hitItem(hit, group.isAsked)); });
    section.append(list);
    if (isCut) {
      var more = "Xem cả " + count(group.total);
      section.append(goTo(changed("loai", [KINDS[group.kind]]), more, { className: "kl-button kl-button--quiet" }));
    }
    hitsBox.append(section);
  }

  function hitItem(hit, isAsked) {
    var item = make("li", "kl-task kl-hit"), isTask = hit.kind === "task";
    var head = make("div", "kl-task__head"), link = make("a", "kl-hit__title", hit.title);
    link.href = siteAddress(hit.url);
    head.append(link);
    if (isTask && hit.status) { head.append(signOf(hit)); }
    var text = make("p", "kl-task__text");
    text.append(highlighted(hit.highlight || ""));
    var foot = make("div", "kl-task__foot");
    (isTask ? [hit.unit, hit.period && nameOf("ky", hit.period)] : []).filter(Boolean).forEach(function (word) {
      foot.append(make("span", "kl-duty", word));
    });
    if (isTask && hit.notice) { foot.append(noticeLink(hit.notice)); }
    if (hit.thread) { foot.append(threadLink(hit.thread)); }
    if ((isTask || hit.kind === "notice") && (hit.documents || []).length) { foot.append(citedDocuments(hit.documents)); }
    if (isTask && !noService && !isAsked) {
      var like = new URLSearchParams({ tuong_tu: hit.id });
      foot.append(goTo(like, "Tương tự", { className: "kl-hit__similar", label: "Nhiệm vụ tương tự " + hit.title }));
    }
    item.append(head, text, foot);
    return item;
  }

  function noticeLink(notice) {
    var duty = make("span", "kl-duty"), link = make("a", "", notice.title);
    link.href = siteAddress(notice.url);
    duty.append(link);
    return duty;
  }

  function threadLink(thread) {
    var link = make("a", "kl-life__page", thread.title);
    link.href = siteAddress(thread.url);
    return link;
  }

  // Each with its short description, which note.js shows beside the link.
  function citedDocuments(documents) {
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
    var sign = make("span", "kl-sign kl-sign--" + hit.status), isOpen = hit.due && OPEN.includes(hit.status);
    sign.append(make("span", "kl-sign__word", hit.status_label));
    if (!isOpen) { return sign; }
    if (hit.due_from === "period") {
      sign.classList.add("kl-sign--default");
      sign.title = "Hạn theo kỳ chỉ đạo";
    }
    sign.append(" ", make("span", "kl-sign__day", vietnameseDay(hit.due)));
    var days = Math.round((Date.parse(hit.due) - Date.parse(window.ketluan.today())) / 86400000);
    if (hit.status !== "qua-han" && days >= 0) {
      sign.append(" ", make("span", "kl-sign__left", days ? "còn " + days + " ngày" : "hôm nay"));
    }
    return sign;
  }

  function showPaging(result) {
    var nav = make("nav", "kl-paging"), page = result.page, last = result.pages;
    if (last <= 1 || !result.total) { return; }
    nav.setAttribute("aria-label", "Các trang kết quả");
    [[page - 1, "← Trang trước"], [page + 1, "Trang sau →"]].forEach(function (step) {
      if (step[0] < 1 || step[0] > last) { return; }
      var query = new URLSearchParams(current);
      query.set("trang", step[0]);
      nav.append(goTo(canonical(query), step[1], { className: "kl-button kl-button--quiet" }));
    });
    nav.append(make("span", "kl-quiet", "Trang " + page + "/" + last));
    hitsBox.append(nav);
  }

  function valueLink(name, row, more) {
    return goTo(changed(name, row.chosen ? [] : [row.value]), row.label, Object.assign({
      key: name + "=" + row.value, isOn: row.chosen,
    }, more));
  }

  function showFacet(name, values) {
    var rows = values.filter(function (row) { return row.count || row.chosen; });
    if (!rows.length) { return; }
    var section = make("section");
    section.append(make("h2", "", titleOf(name)), facetList(name, rows.slice(0, SHOWN)));
    var folded = rows.slice(SHOWN, SHOWN + FOLDED);
    if (folded.length) {
      var more = make("details", "kl-more");
      more.append(make("summary", "", "Xem thêm " + folded.length), facetList(name, folded));
      if (rows.length > SHOWN + FOLDED) { more.append(make("p", "kl-quiet", BEYOND)); }
      section.append(more);
    }
    facetsBox.append(section);
  }

  function facetList(name, rows) {
    var list = make("ul", "kl-list");
    rows.forEach(function (row) {
      var item = make("li");
      item.append(valueLink(name, row, { className: "kl-facet", count: count(row.count) }));
      list.append(item);
    });
    return list;
  }

  // The chart: one column a quarter, from the first to the last that has results.
  function showQuarters(rows) {
    var found = new Map();
    rows.forEach(function (row) {
      var parts = /^(\d{4})-Q([1-4])$/.exec(row.value);
      if (parts) { found.set(4 * parts[1] + Number(parts[2]) - 1, row); }
    });
    if (found.size < 2) { return; }
    var places = Array.from(found.keys()), last = Math.max.apply(null, places);
    var first = Math.max(Math.min.apply(null, places), last - QUARTERS + 1);
    var most = Math.max.apply(null, places.filter(function (at) { return at >= first; })
      .map(function (at) { return found.get(at).count; })) || 1;
    var nav = make("nav", "kl-quarters"), list = make("ol", "kl-list");
    nav.setAttribute("aria-label", "Số kết quả theo quý");
    for (var at = first; at <= last; at += 1) { list.append(quarterItem(at, found.get(at), most, at === first)); }
    nav.append(list);
    hitsBox.append(nav);
    showLatest();
  }

  // Where not all quarters fit, the latest ones are seen first.
  function showLatest() {
    var nav = hitsBox.querySelector(".kl-quarters");
    if (nav) { nav.scrollLeft = nav.scrollWidth; }
  }

  function quarterItem(at, row, most, isFirst) {
    var roman = ["I", "II", "III", "IV"][at % 4], year = Math.floor(at / 4), number = row ? row.count : 0;
    var key = "ky=" + year + "-Q" + (at % 4 + 1);
    var link = row ? valueLink("ky", row) : make("a");
    link.dataset.key = key;
    link.replaceChildren(
      make("span", "kl-hidden", "Quý " + roman + "/" + year + ": "),
      make("span", "kl-quarters__count", count(number)),
      column(number ? Math.max(1, Math.round(TALL * number / most)) : 0)
    );
    [["quarter", roman], ["year", isFirst || at % 4 === 0 ? year : ""]].forEach(function (part) {
      var word = make("span", "kl-quarters__" + part[0], part[1]);
      word.setAttribute("aria-hidden", "true");
      link.append(word);
    });
    var item = make("li");
    item.append(link);
    return item;
  }

  function column(height) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    var rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    svg.setAttribute("viewBox", "0 0 10 " + TALL);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    [["x", 1], ["y", TALL - height], ["width", 8], ["height", height]].forEach(function (one) {
      rect.setAttribute(one[0], one[1]);
    });
    svg.append(rect);
    return svg;
  }

  // What had the keyboard's focus is made anew: give it back, else to the line that says how many.
  function refocus() {
    if (!focused) { return; }
    var key = focused;
    focused = "";
    var again = key === "-" ? null : Array.from(document.querySelectorAll(".kl-search__body [data-key], [data-search-tools] [data-key]"))
      .find(function (link) { return link.dataset.key === key; });
    (again || status).focus({ preventScroll: true });
  }

  document.addEventListener("click", function (event) {
    var link = event.target instanceof Element ? event.target.closest("a[data-search-go]") : null;
    var isPlain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented) { return; }
    event.preventDefault();
    focused = link.dataset.key || "-";
    if (!link.dataset.key && !link.closest("[data-search-chips]")) { window.scrollTo(0, 0); }
    go(canonical(new URL(link.href).searchParams), true);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); go(readForm(), true); });
  form.addEventListener("input", function (event) {
    if (event.target.tagName === "SELECT" || event.target.type === "date") { return; }
    clearTimeout(timer);
    timer = setTimeout(function () { go(readForm(), false); }, WAIT);
  });
  form.addEventListener("change", function (event) {
    if (event.target.tagName === "SELECT" || event.target.type === "date") { go(readForm(), true); }
  });
  find("clear").addEventListener("click", function () {
    fields.slice(1).forEach(function (name) { form.elements[name].value = ""; });
    go(canonical(new URLSearchParams({ q: form.elements.q.value })), true);
  });
  window.addEventListener("popstate", function () {
    current = canonical(new URLSearchParams(location.search));
    fillForm();
    search();
  });

  find("clear").hidden = false;
  current = canonical(new URLSearchParams(location.search));
  fillForm();
  if (hitsBox.hasAttribute("data-search-answered")) { showLatest(); } else { search(); }
  if (!location.search) { form.elements.q.focus(); }
})();
