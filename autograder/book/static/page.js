// What a page does besides its questions: copying, scrolling by keys, printing.
"use strict";

(() => {
  const words = JSON.parse(document.getElementById("book-words")?.textContent || "{}");

  // A page that was opened as a file may not read the others, so a search lists titles alone.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  // From a search one arrives where the word stands, not at the top of a long chapter. Sphinx
  // marks the words a little after the page has loaded.
  function arrive(tries) {
    const found = [...document.querySelectorAll("article .highlighted")]
      .filter((word) => word.offsetParent !== null);
    const heading = found.find((word) => word.closest("h2, h3"));
    if (found.length) (heading || found[0]).scrollIntoView({ block: "center", behavior: "instant" });
    else if (tries) setTimeout(arrive, 50, tries - 1);
  }
  addEventListener("load", () => { if (!location.hash) arrive(10); });

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // not allowed here: the old way
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  }

  for (const code of document.querySelectorAll(".cell .highlight")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.setAttribute("aria-label", words["copy-code"]);
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      await copy(code.querySelector("pre").textContent);
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    code.append(button);
  }

  // What is wider than the page scrolls within itself: then keys have to reach it.
  const wide = "pre, .table-wrapper, div.math";
  function reachable() {
    for (const part of document.querySelectorAll(wide)) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  }
  reachable();
  addEventListener("load", reachable);
  addEventListener("resize", reachable);
  document.addEventListener("toggle", reachable, true);

  // The two menus of a narrow page are labels of hidden boxes: no key reaches them.
  const boxes = [...document.querySelectorAll(".sidebar-toggle")];
  const tell = () => {
    for (const button of document.querySelectorAll("[data-menu]")) {
      const box = document.getElementById(button.dataset.menu);
      button.setAttribute("aria-expanded", String(box.checked));
    }
  };
  for (const label of document.querySelectorAll(".nav-overlay-icon, .toc-overlay-icon")) {
    const box = document.getElementById(label.htmlFor);
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.dataset.menu = box.id;
    button.setAttribute("aria-label", box.id === "__toc" ? words["on-page"] : words.chapters);
    button.append(...label.childNodes);
    button.addEventListener("click", () => { box.checked = !box.checked; tell(); });
    label.replaceWith(button);
  }
  for (const box of boxes) box.addEventListener("change", tell);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const box of boxes) box.checked = false;
    tell();
  });
  tell();

  // Paper cannot be unfolded: answers and what cells show are; the rest is as its reader left it.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.answer:not([open]), details.outcome:not([open])")];
    for (const folded of opened) folded.open = true;
  });
  addEventListener("afterprint", () => {
    for (const folded of opened) folded.open = false;
  });
})();
