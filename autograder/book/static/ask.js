// The questions of a page: options become buttons, and an answer gets its reply.
// The comparison is that of course_utils/notebook/predictions.py; a test holds them together.
"use strict";

(() => {
  const NUMBER = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?/gi;
  const IGNORED = /[\s()[\]{}`*_.,;:!?"'“”]+/gu;
  const plainMinus = (text) => text.replaceAll("−", "-");
  const bare = (text) => plainMinus(text).replace(IGNORED, "").toLowerCase();
  const numbers = (text) => (plainMinus(text).match(NUMBER) || []).map(Number);

  function isClose(one, other, relative, absolute) {
    if (one === other) return true;
    if (!Number.isFinite(one) || !Number.isFinite(other)) return false;
    const larger = Math.max(Math.abs(one), Math.abs(other));
    return Math.abs(one - other) <= Math.max(relative * larger, absolute);
  }

  function near(mine, wanted) {
    const exact = Number.isInteger(wanted) && Math.abs(wanted) < 1000;
    return exact ? isClose(mine, wanted, 1e-9, 1e-9) : isClose(mine, wanted, 0.01, 0);
  }

  function agree(guess, accepted) {
    if (bare(guess) === bare(accepted)) return true;
    const mine = numbers(guess), wanted = numbers(accepted);
    return wanted.length > 0 && mine.length === wanted.length
      && mine.every((number, i) => near(number, wanted[i]));
  }

  globalThis.bookAgree = agree;

  // A browser may forbid it, above all for pages that are opened as files.
  const KEY = "gradient-workbook-guesses";
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(KEY)) || {}; } catch { /* this page's own then */ }
  function keep(question, given) {
    kept[question] = given;
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* until it is closed */ }
  }

  const words = JSON.parse(document.getElementById("book-words")?.textContent || "{}");
  const fill = (name, fields) => words[name].replace(/\{(\w+)\}/g, (_, field) => fields[field]);

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /** Takes the letter off "B: …" at the start of a list's row; what is left are its nodes. */
  function lettered(row) {
    const inner = row.querySelector(":scope > p") || row;
    const found = /^([A-H]): /.exec(inner.textContent);
    if (!found || inner.firstChild.nodeType !== Node.TEXT_NODE) return null;
    inner.firstChild.data = inner.firstChild.data.slice(found[0].length);
    return { letter: found[1], text: inner.textContent.trim(), nodes: [...inner.childNodes] };
  }

  /** The folded answer: what it explains, and what each wrong option is told. */
  function explained(id) {
    const folded = document.querySelector(`[data-answers="${CSS.escape(id)}"]`);
    const copy = folded ? folded.cloneNode(true) : element("div");
    const replies = {};
    for (const list of copy.querySelectorAll("ul")) {
      const rows = [...list.children].map((row) => lettered(row));
      if (!rows.length || rows.some((row) => row === null)) continue;
      for (const row of rows) replies[row.letter] = row.nodes;
      list.remove();
    }
    copy.querySelector("summary")?.remove();
    return { replies, nodes: [...copy.childNodes] };
  }

  class Question {
    constructor(ask) {
      this.ask = ask;
      this.id = ask.dataset.question;
      this.accepted = JSON.parse(ask.dataset.accepted);
      this.reply = ask.querySelector(".reply");
      this.options = new Map();
      if (ask.dataset.kind === "choice") this.makeButtons(); else this.makeField();
      if (kept[this.id] !== undefined) this.show(kept[this.id], "");
    }

    makeButtons() {
      const list = [...this.ask.querySelectorAll("ul")].pop();
      if (!list) return;
      list.className = "choices";
      list.setAttribute("role", "list");
      list.setAttribute("aria-label", words.expect);
      for (const row of list.children) {
        const option = lettered(row);
        if (!option) continue;
        const button = element("button", { type: "button", "aria-pressed": "false" },
          element("span", { class: "letter" }, option.letter), " ",
          element("span", {}, ...option.nodes));
        row.replaceChildren(button);
        button.addEventListener("click", () => this.answer(option.letter));
        this.options.set(option.letter, { button, text: option.text });
      }
    }

    makeField() {
      const name = `guess-${this.id}`;
      const field = element("input", { id: name, type: "text", autocomplete: "off",
        placeholder: words.placeholder });
      this.field = field;
      const form = element("form", {}, element("label", { for: name }, words.label), field,
        element("button", { type: "submit" }, words.button));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (field.value.trim()) this.answer(field.value.trim());
        else this.reply.replaceChildren(element("p", {}, words.nothing));
      });
      this.ask.insertBefore(form, this.reply);
    }

    answer(given) {
      this.show(given, kept[this.id] === undefined ? "" : "-again");
      keep(this.id, given);
    }

    show(given, again) {
      const chosen = this.options.get(given);
      if (this.options.size && !chosen) return;  // of an older page
      const name = (letter) => this.options.has(letter)
        ? `${letter}: ${this.options.get(letter).text}` : letter;
      const hit = this.options.size ? this.accepted.includes(given)
        : this.accepted.some((one) => agree(given, one));
      const told = fill((hit ? "hit" : "missed") + again,
        { given: name(given), answer: name(this.accepted[0]) });
      const { replies, nodes } = explained(this.id);
      const sign = element("span", { class: "sign", "aria-hidden": "true" }, hit ? "✓" : "→");
      const why = hit || !replies[given] ? [] : [element("p", {}, ...replies[given])];
      this.reply.replaceChildren(element("p", { class: "verdict" }, sign, " ", told), ...why, ...nodes);
      this.ask.dataset.answered = hit ? "hit" : "missed";
      for (const [letter, { button }] of this.options) {
        button.setAttribute("aria-pressed", String(letter === given));
        button.classList.toggle("right", this.accepted.includes(letter));
      }
      if (this.field) this.field.value = given;
      for (const folded of document.querySelectorAll(`[data-outcome="${CSS.escape(this.id)}"]`)) {
        folded.open = true;
      }
    }
  }

  for (const ask of document.querySelectorAll(".ask")) new Question(ask);
})();
