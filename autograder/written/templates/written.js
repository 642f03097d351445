"use strict";
(() => {
  const page = document.body.dataset;
  const cards = [...document.querySelectorAll("article.answer")];
  const grader = document.getElementById("grader");
  const said = document.getElementById("said");
  let unsaved = false;

  const boxes = (card) => [...card.querySelectorAll(".criterion")];
  const field = (card) => card.querySelector(".given");
  const comment = (card) => card.querySelector(".comment");
  const points = (card) => (field(card).value.trim() === "" ? null : Number(field(card).value));
  const tidy = (number) => Math.round(number * 1e6) / 1e6;
  const sum = (card) => tidy(boxes(card).reduce(
    (total, box) => total + (box.checked ? Number(box.dataset.points) : 0), 0));
  const state = (card) => JSON.stringify(
    [boxes(card).map((box) => box.checked), points(card), comment(card).value.trim()]);
  const first = new Map(cards.map((card) => [card, state(card)]));
  const isWrong = (card) => !field(card).validity.valid;

  const look = () => {
    let open = 0;
    for (const card of cards) {
      const given = points(card);
      open += given === null;
      card.classList.toggle("has-points", given !== null && !isWrong(card));
      const note = card.querySelector(".note");
      if (isWrong(card)) note.textContent = `0 to ${page.most}`;
      else if (given !== null && boxes(card).length && given !== sum(card))
        note.textContent = `the criteria give ${sum(card)}`;
      else note.textContent = "";
    }
    const changed = cards.filter((card) => state(card) !== first.get(card)).length;
    document.getElementById("count").textContent =
      `${cards.length - open} of ${cards.length} have points, ${changed} changed here`;
  };
  const sift = () => {
    const only = document.getElementById("only-open").checked;
    for (const card of cards) card.hidden = only && points(card) !== null;
  };

  document.querySelector("main").addEventListener("input", (event) => {
    const card = event.target.closest("article.answer");
    if (!card) return;
    if (event.target.classList.contains("criterion")) field(card).value = sum(card);
    unsaved = true;
    look();
  });
  document.querySelector("main").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("only-open").addEventListener("change", sift);
  grader.addEventListener("input", () => grader.classList.remove("missing"));
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  const row = (card) => ({
    answers: card.dataset.answers.split(" "),
    text: card.dataset.text,
    points: points(card),
    criteria: boxes(card).map((box) => box.checked),
    comment: comment(card).value.trim(),
    before: card.dataset.before,
  });

  document.getElementById("save").addEventListener("click", () => {
    const wrong = cards.find(isWrong);
    if (!grader.value.trim()) {
      grader.classList.add("missing");
      grader.focus();
      said.textContent = "Type your name first: it is kept with what you gave.";
      return;
    }
    if (wrong) {
      wrong.hidden = false;
      field(wrong).focus();
      said.textContent = `Points are 0 to ${page.most}.`;
      return;
    }
    const marks = cards.filter((card) => state(card) !== first.get(card)).map(row);
    const content = {
      kind: page.kind, format: Number(page.format), chapter: page.chapter,
      question: page.question, rubric: page.rubric, grader: grader.value.trim(), marks,
    };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(
      new Blob([JSON.stringify(content, null, 1) + "\n"], {type: "application/json"}));
    const name = grader.value.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    link.download = `${page.chapter}-${page.question}-${name}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    unsaved = false;
    const bare = marks.filter((one) => one.points === null).length;
    said.textContent = `Saved ${marks.length} as ${link.download}.`
      + (bare ? ` ${bare} of them have no points yet and stay as they are.` : "");
  });

  document.getElementById("open").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    let content;
    try {
      content = JSON.parse(await file.text());
      if (content.kind !== page.kind || content.question !== page.question
          || content.chapter !== page.chapter || content.rubric !== page.rubric
          || !Array.isArray(content.marks)) throw new Error();
    } catch {
      said.textContent = `${file.name} was not saved by this page: nothing was changed.`;
      return;
    }
    let found = 0;
    for (const one of content.marks) {
      const card = cards.find((each) => each.dataset.text === one.text
        && each.dataset.answers.split(" ").some((key) => (one.answers || []).includes(key)));
      if (!card) continue;
      found += 1;
      boxes(card).forEach((box, at) => { box.checked = Boolean((one.criteria || [])[at]); });
      field(card).value = typeof one.points === "number" ? one.points : "";
      comment(card).value = typeof one.comment === "string" ? one.comment : "";
    }
    if (typeof content.grader === "string" && !grader.value) grader.value = content.grader;
    said.textContent = `${file.name}: ${found} of ${content.marks.length} put in.`;
    unsaved = unsaved || found > 0;
    look();
    sift();
  });

  look();
})();
