// What is pressed: which of the links and keys does what. All that the page shows has been escaped
// by the server.
(() => {
  const { root, find, box } = galpi;

  const buttons = {
    update: () => galpi.send.update({}),
    language: galpi.swapLanguage,
    theme: galpi.swapTheme,
    new: galpi.begin,
    export: () => galpi.send.export({ name: root.lang }),
    history: galpi.openPast,
    "past-close": galpi.closePast,
    "drop-all": () => galpi.send.clear(),
    close: galpi.close,
    show: galpi.show,
    forward: () => galpi.move(1),
    ...galpi.buttons,
  };
  const links = {
    cite: galpi.cite,
    back: () => galpi.move(-1),
    other: (turn) => galpi.send.other({ turn: +turn }),
    pick: (turn, number) => galpi.send.pick({ turn: +turn, number: +number }),
    good: (turn) => galpi.send.judge({ turn: +turn, good: true }),
    bad: (turn) => galpi.send.judge({ turn: +turn, good: false }),
  };
  function follow(link) {
    const place = link.getAttribute("href").slice(1);
    const [what, turn, number] = place.split("-");
    if (what === "copy") galpi.copy(link);
    else if (what === "open") galpi.open(decodeURIComponent(place.slice("open-".length)));
    else if (what === "at") galpi.open(decodeURIComponent(place.slice(`at-${turn}-`.length)), +turn);
    else if (Object.hasOwn(links, what)) links[what](turn, number);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && Object.hasOwn(buttons, button.id)) return buttons[button.id]();
    if (button?.closest(".examples")) return galpi.askAgain(button.textContent);
    const link = event.target.closest('a[href^="#"][role="button"]');
    if (link) {
      event.preventDefault();
      return follow(link);
    }
    if (galpi.covers() && !event.target.closest("#past, #history, #toast")) galpi.closePast();
    if (galpi.drawer() && !event.target.closest("#rail, #rail-open")) galpi.closeRail();
    if (root.classList.contains("open") && !event.target.closest("#side") && galpi.narrow()) galpi.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.target.closest?.("dialog, #places svg") || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key: pressed } = event;
    const empty = target === box() && !box().value;
    if (pressed === "Escape") {
      if (root.classList.contains("past")) return galpi.closePast();
      return galpi.closeRail() || galpi.close();
    }
    if (pressed === "ArrowUp" && empty) return galpi.recall(event);
    if (target.matches?.('a[role="button"]') && pressed === " ") { event.preventDefault(); return target.click(); }
    if (target.matches?.("input, textarea, select") && !(empty && find("#chat .answer"))) return;
    if (pressed === "/" && !empty && box()) { event.preventDefault(); box().focus(); }
    if (/^[1-9]$/.test(pressed) && galpi.press(pressed)) event.preventDefault();
  });

  // Each event says where it comes from, and may be about another conversation.
  galpi.connect = (events) => {
    for (const [name, send] of Object.entries(events)) {
      galpi.send[name] = (detail = {}) => {
        const here = galpi.here();
        send({ ...detail, ...here, key: detail.talk ?? here.key });
      };
    }
    events.know?.();  // what there is already, though a sync may be under way
  };
  galpi.start = async () => {
    galpi.paint();
    galpi.name();
    galpi.startRail();
    await galpi.settle();
    if (matchMedia("(pointer: fine)").matches && document.activeElement === document.body) box()?.focus();
    return galpi.here();
  };
})();
