// Paper has no links to follow: before it is printed, a page writes out where it was, and the addresses
// of the documents and notices it names and of whatever lies outside the site.
(function () {
  "use strict";

  var SOURCE = /\/(van-ban|thong-bao)\/.+\/(index\.html)?$/; // the page of a document or a notice
  var written = null;

  function isWrittenOut(link) {
    if (link.hash || link.closest("nav, [hidden]")) { return false; }
    return link.host === location.host ? SOURCE.test(link.pathname) : /^https?:$/.test(link.protocol);
  }

  // The first words by which each address is called, in the order of the page.
  function addresses(article) {
    var found = new Map();
    article.querySelectorAll("a[href]").forEach(function (link) {
      var words = link.textContent.trim();
      if (words && isWrittenOut(link) && !found.has(link.href)) { found.set(link.href, words); }
    });
    return found;
  }

  function row(words, address) {
    var item = document.createElement("li");
    item.textContent = words === address ? address : words + ": " + address;
    return item;
  }

  function writeOut() {
    var article = document.querySelector(".md-content__inner");
    if (!article || written) { return; }
    var known = article.querySelector(".kl-print-only"), list = document.createElement("ul");
    written = document.createElement("div");
    written.className = "kl-print-only";
    written.append("Trang: " + location.href);
    list.className = "kl-print-links";
    addresses(article).forEach(function (words, address) { list.append(row(words, address)); });
    written.append(list);
    if (known) { known.hidden = true; }
    article.append(written);
  }

  window.addEventListener("beforeprint", writeOut);
  window.addEventListener("afterprint", function () {
    if (written) { written.remove(); }
    written = null;
  });
})();
