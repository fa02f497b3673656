// The map of the notes: a point for each section, near what is near in meaning.
(() => {
  const { root, find, make } = galpi;
  const COLOURS = 10, EDGE = 26, REACH = 14;  // books with one of their own; px
  let points = [], cited = [], here = -1, quiet = null;  // `quiet` is the book that is alone to be seen

  const draw = (tag, attributes, ...inside) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const svg = () => find("#places svg");
  const mapped = () => root.classList.contains("mapped");
  const ring = ({ x, y }, name, r = 9) => draw("circle", { class: name, cx: x, cy: y, r });

  // The books with most sections first: their colours are told apart best.
  function books() {
    const counts = new Map();
    for (const [note] of galpi.known.sections) {
      const book = galpi.known.notes[note][2] ?? "";
      counts.set(book, (counts.get(book) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]).map(([book]) => book);
  }
  const colour = (at) => (at < COLOURS ? at : COLOURS);

  galpi.drawMap = () => {
    if (!mapped() || root.classList.contains("by-week")) return;
    const { width, height } = svg().getBoundingClientRect();
    if (!width) return;
    const names = books();
    points = galpi.known.sections.map(([note, name, start, x, y], number) => ({
      number, name, start, note,
      x: EDGE + x * (width - 2 * EDGE), y: EDGE + y * (height - 2 * EDGE),
      book: names.indexOf(galpi.known.notes[note][2] ?? ""),
    }));
    // One path for each book: thousands of points are then a dozen elements.
    const size = Math.max(4.5, 11 - 1.8 * Math.log10(points.length + 1));
    const paths = names.map((_, book) => draw("path", {
      class: `points c${colour(book)}${quiet !== null && quiet !== book ? " quiet" : ""}`,
      "stroke-width": size,
      d: points.filter((point) => point.book === book).map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join(""),
    }));
    svg().setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg().replaceChildren(...paths, ...captions(width), ...rings(), draw("g", { class: "here" }));
    legend(names);
    here = -1;
    tell();
  };
  const rings = () => points.length ? cited.filter((at) => points[at]).map((at) => ring(points[at], "ring")) : [];

  // The titles of the notes, in the middle of their sections, as far as there is room.
  function captions(width) {
    const notes = Map.groupBy(points.filter(({ book }) => quiet === null || book === quiet), ({ note }) => note);
    const taken = [];
    return [...notes].sort((a, b) => b[1].length - a[1].length).slice(0, 60).flatMap(([note, own]) => {
      const middle = (side) => own.map((point) => point[side]).sort((a, b) => a - b)[own.length >> 1];
      const title = galpi.known.notes[note][1];
      const text = title.length > 18 ? `${title.slice(0, 17)}…` : title;
      const half = 2 + [...text].reduce((sum, letter) => sum + (letter < "\u1100" ? 3.4 : 6), 0);
      const x = Math.min(Math.max(middle("x"), half + 4), width - half - 4), y = middle("y");
      if (taken.some((other) => Math.abs(other.y - y) < 18 && Math.abs(other.x - x) < other.half + half)) return [];
      taken.push({ x, y, half });
      return [draw("text", { class: "caption", x, y: y + 4 }, text)];
    });
  }
  function legend(names) {
    find("#places .legend").replaceChildren(...names.slice(0, COLOURS + 1).map((name, at) => {
      const rest = at === COLOURS;
      const words = rest ? galpi.word("rest") : name ? [name] : galpi.word("book");
      const button = make("button", "", make("i", `dot c${at}`), ...words);
      button.type = "button";
      button.setAttribute("aria-pressed", quiet === at);
      button.addEventListener("click", () => { quiet = quiet === at ? null : at; galpi.drawMap(); });
      return button;
    }));
  }
  // What is pointed at, in words beside it.
  function tell(at = -1) {
    here = at;
    const tip = find("#places .tip"), point = points[at];
    svg().querySelector(".here")?.replaceChildren(...(point ? [ring(point, "point", 7)] : []));
    tip.hidden = !point;
    if (!point) return;
    const title = galpi.known.notes[point.note][1];
    tip.replaceChildren(make("b", "", point.name), ...(title === point.name ? [] : [make("span", "", title)]));
    tip.style.left = `${Math.min(point.x, svg().clientWidth - tip.offsetWidth - 12)}px`;
    tip.style.top = point.y > 70 ? `${point.y - tip.offsetHeight - 14}px` : `${point.y + 16}px`;
  }
  function nearest(event) {
    const frame = svg().getBoundingClientRect();
    const x = event.clientX - frame.left, y = event.clientY - frame.top;
    let best = -1, least = REACH ** 2;
    for (const point of points) {
      if (quiet !== null && point.book !== quiet) continue;
      const apart = (point.x - x) ** 2 + (point.y - y) ** 2;
      if (apart < least) [best, least] = [point.number, apart];
    }
    return best;
  }
  // The next point in the direction of an arrow key.
  function step(dx, dy) {
    const from = points[here] ?? { x: svg().clientWidth / 2, y: svg().clientHeight / 2, number: -1 };
    let best = here, least = Infinity;
    for (const point of points) {
      const along = (point.x - from.x) * dx + (point.y - from.y) * dy;
      const aside = Math.abs((point.x - from.x) * dy) + Math.abs((point.y - from.y) * dx);
      if (point.number !== from.number && along > 0 && along + 2 * aside < least) [best, least] = [point.number, along + 2 * aside];
    }
    tell(best);
  }
  function go(at) {
    const point = points[at];
    if (point) galpi.open(galpi.known.notes[point.note][0], point.start);
  }
  galpi.ring = (numbers) => {
    cited = numbers ?? [];
    galpi.drawMap();
  };

  function show(weeks) {
    galpi.closeRail();
    root.classList.add("mapped");
    root.classList.toggle("by-week", weeks);
    find("#by-place").setAttribute("aria-pressed", !weeks);
    find("#by-week").setAttribute("aria-pressed", weeks);
    if (weeks) galpi.send.weeks({});
    else galpi.drawMap();
  }
  galpi.closeMap = () => mapped() && !root.classList.remove("mapped");
  galpi.buttons.map = () => (mapped() ? galpi.closeMap() : show(false));
  galpi.buttons["by-place"] = () => show(false);
  galpi.buttons["by-week"] = () => show(true);
  galpi.buttons["close-map"] = galpi.closeMap;

  const within = (event) => event.target.closest?.("#places svg");
  document.addEventListener("pointermove", (event) => { if (within(event)) tell(nearest(event)); });
  document.addEventListener("click", (event) => { if (within(event)) go(nearest(event)); });
  document.addEventListener("keydown", (event) => {
    if (!within(event)) return;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (by) { event.preventDefault(); step(...by); }
    if (event.key === "Enter") go(here);
    if (event.key === "Escape") galpi.closeMap();
  });
  addEventListener("resize", () => galpi.drawMap());
})();
