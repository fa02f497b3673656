// The evidence: opening a source or a note that is linked, going back, and bringing marks into view.
(() => {
  const { root, find } = galpi;
  let trail = [];  // what was opened, the last one last

  function show([event, detail]) {
    root.classList.remove("closed");
    root.classList.add("open");
    galpi.send[event](detail);
  }
  galpi.narrow = () => matchMedia("(max-width: 760px)").matches;
  galpi.cite = (turn, number) => {
    trail = [["cite", { turn: +turn, number: +number }]];
    show(trail[0]);
    requestAnimationFrame(galpi.showMark);
  };
  galpi.open = (name) => {
    const card = find("#panel .card.chosen");  // the first source of an answer is opened unasked
    if (!trail.length && card) {
      const [, turn, number] = card.getAttribute("href").split("-");
      trail.push(["cite", { turn: +turn, number: +number }]);
    }
    trail.push(["open", { name }]);
    show(trail.at(-1));
  };
  galpi.back = () => {
    trail.pop();
    if (trail.length) show(trail.at(-1));
    else galpi.close();
  };
  galpi.forgetTrail = () => { trail = []; };
  galpi.close = () => {
    root.classList.remove("open");
    root.classList.add("closed");
  };
  galpi.show = () => {
    root.classList.remove("closed");
    root.classList.add("open");
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
