// The evidence: opening a source or a note, going back and forward, and bringing marks into view.
(() => {
  const { root, find } = galpi;
  let trail = [], at = -1;  // what was opened, and where in it the panel is
  let asking;  // for what is near, once the panel itself is there

  function show() {
    root.classList.remove("closed");
    root.classList.add("open");
    const [event, detail] = trail[at];
    galpi.send[event](detail);
  }
  function go(...step) {
    if (JSON.stringify(trail[at]) !== JSON.stringify(step)) trail = [...trail.slice(0, ++at), step];
    show();
  }
  const cited = (turn, number) => ["cite", { turn: +turn, number: +number }];

  galpi.narrow = () => matchMedia("(max-width: 760px)").matches;
  galpi.cite = (turn, number) => {
    go(...cited(turn, number));
    requestAnimationFrame(galpi.showMark);
  };
  // A note by its name; `number` is a place in it, its beginning as 0.
  galpi.open = (name, number) => {
    const card = find("#panel .card.chosen");  // the first source of an answer is opened unasked
    if (at < 0 && card) {
      const [, turn, cite] = card.getAttribute("href").split("-");
      trail = [cited(turn, cite)];
      at = 0;
    }
    galpi.closeRail();
    go("open", { name, number });
  };
  galpi.move = (by) => {
    at = Math.min(at + by, trail.length - 1);
    if (at >= 0) return show();
    at = -1;
    galpi.close();
  };
  galpi.forgetTrail = () => { trail = []; at = -1; };
  galpi.close = () => {
    root.classList.remove("open");
    root.classList.add("closed");
  };
  galpi.show = () => {
    root.classList.remove("closed");
    root.classList.add("open");
  };
  galpi.shown = () => {
    root.classList.toggle("can-back", at > 0);
    root.classList.toggle("can-forward", at < trail.length - 1);
    galpi.showMark();
    const source = find("#panel .source[data-path]");
    galpi.showLeaf(source?.dataset.path);
    clearTimeout(asking);
    if (source) asking = setTimeout(() => galpi.send.near({ name: source.dataset.path, number: +source.dataset.at }), 200);
  };
  galpi.showMark = () => {
    galpi.name();
    const note = find("#panel .note");
    const mark = note?.querySelector("mark");
    if (!mark) return;
    const top = (element) => element.getBoundingClientRect().top;
    // From the block before it on, such as its heading, if that leaves room for the mark itself.
    const block = mark.closest("li") ?? mark.closest(".note > *");
    const before = block.previousElementSibling ?? mark.closest(".note > *").previousElementSibling ?? block;
    const from = top(mark) - top(before) < note.clientHeight / 2 ? before : mark;
    note.scrollTop += top(from) - top(note) - 12;
    const table = mark.closest(".table");
    if (table) table.scrollLeft += mark.getBoundingClientRect().left - table.getBoundingClientRect().left - 40;
  };
  // A card of the panel, or else a place that the last answer names.
  galpi.press = (number) => {
    const card = find(`#panel .card[href$="-${number}"]`) ??
      [...document.querySelectorAll("#chat .answer")].pop()?.querySelector(`a[href^="#cite-"][href$="-${number}"]`);
    card?.click();
    return Boolean(card);
  };
})();
