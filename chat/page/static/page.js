// What the page does by itself: language, theme, keys, filters, copying, and which of the links
// in an answer asks the server for what. Everything it shows has been escaped by the server.
const galpi = (() => {
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);
  const box = () => find("#question textarea");
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private */ } };
  let send = {};

  // A conversation belongs to a tab, and stays when it is loaded again.
  const key = sessionStorage.getItem("galpi-key") ??
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("galpi-key", key);

  function speak(language) {
    root.lang = language;
    keep("galpi-language", language);
    for (const option of document.querySelectorAll("option[data-en]")) {
      option.dataset.ko ??= option.textContent;
      option.textContent = option.dataset[language];
    }
    const korean = language === "ko";
    if (!box()) return;
    box().placeholder = korean ? "노트에 대해 질문하세요" : "Ask about your notes";
    find("#question button")?.setAttribute("aria-label", korean ? "보내기" : "Send");
  }
  function paint(dark) {
    root.classList.toggle("night", dark);
    document.body?.classList.toggle("dark", dark);
  }
  const isDark = () => (kept("galpi-theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  root.lang = kept("galpi-language") ?? "ko";
  paint(isDark());

  // ---- filters: a book, and a chapter of it
  const chapter = () => find("#chapters select:not([hidden])");
  function showFilters() {
    const scope = JSON.parse(sessionStorage.getItem("galpi-scope") ?? "{}");
    const book = find("#book");
    if (!book) return;
    book.value = scope.book ?? "";
    if (book.selectedIndex < 0) book.value = "";
    for (const select of document.querySelectorAll("#chapters select")) {
      select.hidden = select.dataset.book !== book.value;
      if (!select.hidden) select.value = scope.chapter ?? "";
    }
    speak(root.lang);
  }
  function filtered() {
    const scope = { book: find("#book")?.value ?? "", chapter: chapter()?.value ?? "" };
    sessionStorage.setItem("galpi-scope", JSON.stringify(scope));
    showFilters();
  }

  // ---- the conversation
  function ask(question) {
    root.classList.add("asking");
    const number = parseInt(chapter()?.value, 10);
    return [question, { key, book: find("#book")?.value || null, chapter: Number.isNaN(number) ? null : number }];
  }
  // Gradio names each message with its own HTML, which would be read out.
  function tidy() {
    for (const part of document.querySelectorAll('#chat [aria-label*="<div"]')) part.removeAttribute("aria-label");
  }
  function answered() {
    root.classList.remove("asking");
    tidy();
    if (matchMedia("(pointer: fine)").matches) box()?.focus();
  }
  function askAgain(question) {
    box().value = question;
    box().dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => find("#question button")?.click());
  }
  function cite(turn, number) {
    root.classList.remove("closed");
    root.classList.add("open");
    requestAnimationFrame(showMark);
    send.cite({ key, turn: +turn, number: +number });
  }
  function close() {
    root.classList.remove("open");
    root.classList.add("closed");
  }
  function showMark() {
    const note = find("#panel .note");
    const mark = note?.querySelector("mark");
    if (!mark) return;
    const top = (element) => element.getBoundingClientRect().top;
    // From the block before it on, such as its heading, if that leaves room for the mark itself.
    const block = mark.closest("li, tr") ?? mark.closest(".note > *");
    const before = block.previousElementSibling ?? mark.closest(".note > *").previousElementSibling ?? block;
    const from = top(mark) - top(before) < note.clientHeight / 2 ? before : mark;
    note.scrollTop += top(from) - top(note) - 12;
  }
  function copy(link) {
    const text = link.closest(".answer").querySelector(".markdown").textContent;
    const done = () => { link.classList.add("done"); setTimeout(() => link.classList.remove("done"), 1500); };
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(done);
    const area = document.body.appendChild(document.createElement("textarea"));  // plain http
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
    done();
  }
  function save() {
    const questions = [...document.querySelectorAll("#chat .question")].map((q) => `## ${q.textContent}\n`);
    const answers = [...document.querySelectorAll("#chat .markdown")].map((a) => a.textContent);
    const text = questions.map((question, at) => `${question}\n${answers[at]}`).join("\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`# 갈피 galpi\n\n${text}`], { type: "text/markdown" }));
    link.download = `galpi-${new Date().toISOString().slice(0, 10)}.md`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
  function judge(link, turn, good) {
    for (const other of link.parentElement.querySelectorAll(".act.done")) other.classList.remove("done");
    link.classList.add("done");
    send.judge({ key, turn: +turn, good });
  }

  const buttons = {
    update: () => send.update({}),
    language: () => speak(root.lang === "ko" ? "en" : "ko"),
    theme: () => { keep("galpi-theme", isDark() ? "light" : "dark"); paint(isDark()); },
    new: () => { send.forget({ key }); close(); root.classList.remove("closed"); box()?.focus(); },
    export: save,
    close,
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && buttons[button.id]) return buttons[button.id]();
    if (button?.closest(".examples")) return askAgain(button.textContent);
    const link = event.target.closest('a[href^="#"][role="button"]');
    if (!link) {
      if (root.classList.contains("open") && !event.target.closest("#side") && narrow()) close();
      return;
    }
    event.preventDefault();
    const [what, turn, number] = link.getAttribute("href").slice(1).split("-");
    if (what === "cite") cite(turn, number);
    else if (what === "copy") copy(link);
    else judge(link, turn, what === "good");
  });
  const narrow = () => matchMedia("(max-width: 860px)").matches;
  document.addEventListener("change", (event) => { if (event.target.closest("#filters")) filtered(); });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (event.key === "Escape") return close();
    if (event.key === "ArrowUp" && target === box() && !box().value) return recall(event);
    if (target.matches?.('a[role="button"]') && event.key === " ") { event.preventDefault(); return target.click(); }
    if (target.matches?.("input, textarea, select")) return;
    if (event.key === "/" && box()) { event.preventDefault(); box().focus(); }
    if (/^[1-9]$/.test(event.key)) cards(event.key);
  });
  function recall(event) {
    const last = [...document.querySelectorAll("#chat .question")].pop();
    if (!last) return;
    event.preventDefault();
    box().value = last.textContent;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }
  function cards(number) {
    const card = find(`#panel .card[href$="-${number}"]`) ??
      [...document.querySelectorAll(`#chat .answer:last-of-type .place[href$="-${number}"]`)].pop();
    card?.click();
  }

  // The head is read before there is a body; Gradio draws the page after that.
  document.addEventListener("DOMContentLoaded", () => paint(isDark()));
  function start() {
    paint(isDark());
    speak(root.lang);
    if (matchMedia("(pointer: fine)").matches && document.activeElement === document.body) box()?.focus();
    return { key };
  }
  return { connect: (events) => { send = events; }, ask, answered, tidy, start, showFilters, showMark };
})();
