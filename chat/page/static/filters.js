// Which book, and which chapter of it, is asked; a tab keeps that.
(() => {
  const { find } = galpi;
  const shown = () => find("#chapters select:not([hidden])");

  galpi.showFilters = () => {
    const scope = JSON.parse(sessionStorage.getItem("galpi-scope") ?? "{}");
    const book = find("#book");
    if (!book) return;
    book.value = scope.book ?? "";
    if (book.selectedIndex < 0) book.value = "";
    for (const select of document.querySelectorAll("#chapters select")) {
      select.hidden = select.dataset.book !== book.value;
      if (!select.hidden) select.value = scope.chapter ?? "";
    }
    find("#chapters").hidden = !shown() || shown().length < 2;
    galpi.name();
  };
  galpi.scope = () => {
    const chapter = parseInt(shown()?.value, 10);
    return { book: find("#book")?.value || null, chapter: Number.isNaN(chapter) ? null : chapter };
  };
  document.addEventListener("change", (event) => {
    if (!event.target.closest("#filters")) return;
    const scope = { book: find("#book").value, chapter: event.target.id === "book" ? "" : shown()?.value };
    sessionStorage.setItem("galpi-scope", JSON.stringify(scope));
    galpi.showFilters();
  });
})();
