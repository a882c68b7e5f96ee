// The menu at the side on a narrow screen, for the keyboard and the ear too.
(function () {
  "use strict";
  var drawer = document.getElementById("__drawer");
  var opener = document.querySelector(".kl-menu");
  var menu = document.querySelector(".md-sidebar--primary");
  if (!drawer || !opener || !menu) { return; }

  // A button says whether what it opens is open; `opened` is where the keyboard goes on.
  function rule(button, toggle, opened) {
    function say() { button.setAttribute("aria-expanded", String(toggle.checked)); }
    toggle.addEventListener("change", say);
    say();
    button.addEventListener("click", function () {
      turn(toggle, !toggle.checked);
      if (toggle.checked) { focusFirst(opened); }
    });
  }

  function turn(toggle, checked) {
    toggle.checked = checked;
    toggle.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function focusFirst(opened) {
    var link = Array.from(opened.querySelectorAll("a")).find(function (one) {
      return getComputedStyle(one).visibility === "visible" && one.offsetParent;
    });
    if (link) { link.focus({ preventScroll: true }); }
  }

  // Material's label shows a sign without words and knows no key: the sign becomes a button in it.
  function buttonIn(label, name) {
    var button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", name);
    var sign = label.querySelector(".md-nav__icon");
    sign.replaceWith(button);
    button.append(sign);
    label.removeAttribute("tabindex");
    return button;
  }

  rule(opener, drawer, menu);
  menu.querySelectorAll(".md-nav__toggle").forEach(function (toggle) {
    var item = toggle.parentElement;
    var below = item.querySelector("nav");
    var label = item.querySelector("label");
    if (!below || !label) { return; }
    var name = item.querySelector("a").textContent.trim();
    var forth = buttonIn(label, "Mở mục " + name);
    var back = buttonIn(below.querySelector(".md-nav__title"), "Ra khỏi mục " + name);
    rule(forth, toggle, below);
    back.addEventListener("click", function () {
      turn(toggle, false);
      forth.focus();
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !drawer.checked) { return; }
    turn(drawer, false);
    opener.focus();
  });
  // The page below is covered: who tabs on into it has left the menu.
  document.addEventListener("focusin", function (event) {
    if (drawer.checked && event.target !== opener && !menu.contains(event.target)) { turn(drawer, false); }
  });
})();
