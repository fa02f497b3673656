// Ctrl-K: a search as one types over titles and headings, the last questions, and what can be done.
(() => {
  const { root, find, make } = galpi, { kept, keep } = galpi.storage;
  const MOST = { note: 7, section: 12, question: 4, command: 5 };
  const folded = (text) => text.normalize("NFC").toLowerCase();
  let entries = [], shown = [], chosen = 0;

  const asked = () => JSON.parse(kept("galpi-asked") ?? "[]");
  galpi.remember = (question) => {
    const text = question.trim();
    if (text) keep("galpi-asked", JSON.stringify([text, ...asked().filter((other) => other !== text)].slice(0, 20)));
  };
  // Of all notes, once a sync.
  galpi.index = () => {
    const { notes, sections } = galpi.known;
    entries = [
      ...notes.map(([path, title, book]) => entry("note", title, book ?? "", () => galpi.open(path, 0))),
      ...sections.flatMap(([note, name, start]) => {
        const [path, title] = notes[note];
        return name.endsWith(title) ? [] : [entry("section", name, title, () => galpi.open(path, start))];
      }),
    ];
  };
  function entry(kind, text, detail, run) {
    return { kind, text, detail, run, name: folded(text), whole: folded(`${text} ${detail}`) };
  }
  function others() {
    const commands = [...document.querySelectorAll("#palette [data-press]")].map((words) => entry(
      "command", words.querySelector(`.${root.lang}`).textContent, "", () => find(`#${words.dataset.press}`).click()));
    return [...asked().map((question) => entry("question", question, "", () => galpi.askAgain(question))), ...commands];
  }
  // Names that begin with what is typed come before those that hold it.
  function search(query) {
    const words = folded(query).split(/\s+/).filter(Boolean);
    const found = [...entries, ...others()].filter(({ kind, name, whole }) => (words.length || kind === "question" || kind === "command") &&
      words.every((word) => whole.includes(word)) && (kind !== "section" || !words.length || words.some((word) => name.includes(word))));
    const rank = ({ name }) => words.length ? (name.startsWith(words[0]) ? 0 : name.includes(words[0]) ? 1 : 2) : 0;
    return Object.entries(MOST).flatMap(([kind, most]) => found
      .filter((one) => one.kind === kind)
      .map((one, at) => [rank(one), at, one])
      .sort(([a, m], [b, n]) => a - b || m - n)
      .slice(0, words.length ? most : 9)
      .map(([, , one]) => one));
  }
  function draw() {
    const query = find("#palette input").value.trim();
    shown = search(query);
    chosen = 0;
    let kind = "";
    find("#palette ul").replaceChildren(...shown.flatMap((one, at) => {
      const row = make("li", "row", make("span", "", one.text), make("small", "", one.detail));
      row.id = `row-${at}`;
      row.setAttribute("role", "option");
      if (one.kind === kind) return [row];
      kind = one.kind;
      const head = make("li", "kind", find(`#palette [data-kind="${kind}"] .${root.lang}`).textContent);
      head.setAttribute("role", "presentation");
      return [head, row];
    }));
    find("#palette .none").hidden = shown.length > 0;
    point();
  }
  function point() {
    find("#palette input").setAttribute("aria-activedescendant", shown.length ? `row-${chosen}` : "");
    for (const [at, row] of document.querySelectorAll("#palette .row").entries()) {
      row.setAttribute("aria-selected", at === chosen);
      if (at === chosen) row.scrollIntoView({ block: "nearest" });
    }
  }
  function run(at) {
    const one = shown[at];
    const query = find("#palette input").value.trim();
    find("#palette").close();
    if (one) one.run();
    else if (query) galpi.askAgain(query);
  }
  galpi.buttons.find = () => {
    galpi.closeRail();
    find("#palette input").value = "";
    draw();
    find("#palette").showModal();
    find("#palette input").focus();
  };
  document.addEventListener("input", (event) => { if (event.target.matches("#palette input")) draw(); });
  document.addEventListener("click", (event) => {
    const dialog = find("#palette");
    if (event.target === dialog) return dialog.close();  // beside it
    const row = event.target.closest("#palette .row");
    if (row) run(+row.id.slice("row-".length));
    else if (event.target.closest("#palette .ask")) run(-1);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (find("#palette").open) find("#palette").close();
      else if (!find("dialog[open]")) galpi.buttons.find();
    }
    if (!event.target.matches?.("#palette input")) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") { event.preventDefault(); run(chosen); }
    if (!by || !shown.length) return;
    event.preventDefault();
    chosen = (chosen + by + shown.length) % shown.length;
    point();
  });
})();
