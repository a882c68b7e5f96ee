// A notice: a button beside each task that copies how one cites it, and one that shows the bare text.
// Without scripts there is the permanent link, and the notes stay. Nothing is remembered.
(function () {
  "use strict";

  var STAY = 6000; // milliseconds for which it is shown what was copied
  var paper = document.querySelector(".kl-paper[data-cite]");
  if (!paper) { return; }
  var told = document.createElement("div");
  var timer = 0;

  told.className = "kl-copied";
  told.setAttribute("role", "status");

  function button(words) {
    var made = document.createElement("button");
    made.type = "button";
    made.title = words;
    return made;
  }

  function citation(link) {
    return link.dataset.place + ", " + paper.dataset.cite + ": " + link.href;
  }

  // Offices serve pages without TLS: there a browser offers no clipboard, only the old command.
  function copyByCommand(text) {
    var field = document.createElement("textarea");
    field.value = text;
    field.readOnly = true;
    field.className = "kl-hidden";
    document.body.append(field);
    field.select();
    var done = false;
    try { done = document.execCommand("copy"); } catch (_) { done = false; }
    field.remove();
    return done;
  }

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(text).then(
        function () { return true; },
        function () { return copyByCommand(text); }
      );
    }
    return Promise.resolve(copyByCommand(text));
  }

  function hide() {
    clearTimeout(timer);
    told.replaceChildren();
  }

  // Where nothing may be copied, the words are there to be copied by hand.
  function tell(text, done) {
    hide();
    var head = document.createElement("strong"), words = document.createElement("span");
    head.textContent = done ? "Đã chép trích dẫn" : "Trình duyệt không cho chép; hãy chọn và chép dòng này";
    words.textContent = text;
    told.append(head, words);
    if (done) { timer = setTimeout(hide, STAY); } else { getSelection().selectAllChildren(words); }
  }

  paper.querySelectorAll(".kl-permalink[data-place]").forEach(function (link) {
    var made = button("Chép trích dẫn: " + link.dataset.place), name = document.createElement("span");
    made.className = "kl-copy";
    name.className = "kl-hidden";
    name.textContent = made.title;
    made.append(name);
    made.addEventListener("click", function () {
      var text = citation(link);
      copy(text).then(function (done) { made.focus(); tell(text, done); });
    });
    link.after(made);
  });

  var plain = button("Ẩn hoặc hiện dấu hiệu, đơn vị và liên kết của từng nhiệm vụ");
  plain.className = "kl-button kl-button--quiet kl-plain";
  plain.textContent = "Chỉ xem nguyên văn";
  plain.setAttribute("aria-pressed", "false");
  plain.addEventListener("click", function () {
    var bare = paper.classList.toggle("kl-paper--bare");
    plain.setAttribute("aria-pressed", String(bare));
  });
  paper.before(plain);

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { hide(); }
  });
  document.body.append(told);
})();
