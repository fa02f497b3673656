// The list of the notes at the side, by book, folder or tag, and taking in what has changed.
(() => {
  const { root, find } = galpi, { kept, keep } = galpi.storage;
  const IDLE = 10_000;  // ms without a key or a press, before changes are taken in unasked
  const REST = 1_500;  // ms after an answer, before what to ask next is looked for
  const drawer = matchMedia("(max-width: 1100px)");
  galpi.known = { notes: [], sections: [] };
  galpi.buttons = {};

  galpi.make = (tag, name, ...inside) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...inside);
    return element;
  };
  // A line of the page, in both languages.
  galpi.word = (name) => [...find(`#rail [data-word="${name}"]`).cloneNode(true).childNodes];

  // Open or closed; over the page, where there is no room beside it, it is never opened unasked.
  galpi.drawer = () => drawer.matches && root.classList.contains("railed");
  const open = (yes) => root.classList.toggle("railed", yes);
  const settle = () => open(!drawer.matches && (kept("galpi-rail") ?? "open") === "open");
  galpi.buttons["rail-open"] = () => {
    const yes = open(!root.classList.contains("railed"));
    if (!drawer.matches) keep("galpi-rail", yes ? "open" : "closed");
  };
  galpi.buttons["fold-rail"] = galpi.buttons["rail-open"];
  galpi.closeRail = () => galpi.drawer() && !open(false);
  drawer.addEventListener("change", settle);
  settle();

  const GROUPS = {
    book: ([, , book]) => [book ?? ""],
    folder: ([path]) => [path.slice(0, Math.max(path.lastIndexOf("/"), 0))],
    tag: ([, , , , tags]) => tags,
  };
  const FEW = 40;  // notes that are all shown, unless their groups were closed
  const opened = new Set(JSON.parse(kept("galpi-groups") ?? "[]"));
  let by = Object.hasOwn(GROUPS, kept("galpi-by")) ? kept("galpi-by") : "book";

  function leaf([path, title, , chapter]) {
    const link = galpi.make("a", "leaf", ...(chapter === null ? [] : [galpi.make("b", "", `${chapter}`)]), title);
    link.href = `#at-0-${encodeURIComponent(path)}`;
    link.setAttribute("role", "button");
    link.title = path;
    return link;
  }
  // Its notes are made when it is opened: there may be thousands.
  function group(name, notes, alone) {
    const id = `${by}:${name}`;
    const label = name ? [by === "tag" ? `#${name}` : name] : galpi.word(by);
    const summary = galpi.make("summary", "", galpi.make("span", "", ...label), galpi.make("small", "", `${notes.length}`));
    const details = galpi.make("details", "", summary);
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) details.append(...notes.map(leaf));
      if (details.open) opened.add(id);
      else opened.delete(id);
      if (!alone) keep("galpi-groups", JSON.stringify([...opened].slice(-200)));
      galpi.showLeaf();
    });
    details.open = alone || opened.has(id) || (kept("galpi-groups") === null && galpi.known.notes.length <= FEW);
    return details;
  }
  function draw() {
    const groups = new Map();
    for (const note of galpi.known.notes) {
      for (const name of GROUPS[by](note)) {
        if (!groups.has(name)) groups.set(name, []);
        groups.get(name).push(note);
      }
    }
    const sorted = [...groups].sort(([a], [b]) => !a - !b || a.localeCompare(b, "ko", { numeric: true }));
    find("#rail .tree")?.replaceChildren(...sorted.map(([name, notes]) => group(name, notes, sorted.length === 1)));
    for (const button of document.querySelectorAll("#rail [data-by]")) button.setAttribute("aria-pressed", button.dataset.by === by);
  }
  let shown = "";
  galpi.showLeaf = (path = shown) => {
    shown = path;
    for (const link of document.querySelectorAll("#rail .leaf")) {
      if (link.title === path) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("#rail [data-by]");
    if (!chosen) return;
    by = chosen.dataset.by;
    keep("galpi-by", by);
    draw();
  });

  // That costs as much as some questions do, and must not hold up one that is asked.
  let resting;
  galpi.goOn = () => {
    clearTimeout(resting);
    resting = setTimeout(() => { if (!root.classList.contains("asking")) galpi.send.onward?.(); }, REST);
  };

  // What the server knows is asked for once a sync.
  let unasked = false;
  galpi.looked = () => {
    const facts = find("#line [data-stamp]");
    if (facts && facts.dataset.stamp !== galpi.known.stamp) {
      galpi.send.know?.();
      if (unasked) say(facts.dataset.taken);
      unasked = false;
    }
    wait();
  };
  galpi.know = (known) => {
    if (!known) return;
    galpi.known = known;
    draw();
    galpi.index();
    galpi.drawMap();
    galpi.offerBooks([...new Set(known.notes.map(([, , book]) => book).filter(Boolean))]);
  };

  // Changes are taken in by themselves when nobody is at it, if that is not switched off.
  const auto = () => kept("galpi-auto") !== "off";
  let touched = 0, waiting;
  for (const event of ["keydown", "pointerdown"]) addEventListener(event, () => { touched = Date.now(); }, true);
  function wait() {
    clearTimeout(waiting);
    if (auto() && find("#line .changed")) waiting = setTimeout(takeIn, IDLE);
  }
  function takeIn() {
    if (!auto() || !find("#line .changed")) return;
    if (Date.now() - touched < IDLE || root.classList.contains("asking")) return wait();
    unasked = true;
    galpi.send.update({});
  }
  function say(count) {
    const said = find("#said");
    said.querySelector("b").textContent = count;
    said.hidden = false;
    setTimeout(() => { said.hidden = true; }, 6000);
  }
  galpi.startRail = () => {
    const box = find("#auto");
    box.checked = auto();
    box.addEventListener("change", () => { keep("galpi-auto", box.checked ? "on" : "off"); wait(); });
    if (/Mac|iP/.test(navigator.platform)) find("#find .keys").textContent = "⌘ K";
    draw();
  };
})();
