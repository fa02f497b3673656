// Language and theme, which the browser keeps. The files share one object, and are read in the
// order of frame.py.
const galpi = { send: {} };
(() => {
  const root = document.documentElement;
  galpi.root = root;
  galpi.find = (selector) => document.querySelector(selector);
  galpi.box = () => galpi.find("#question textarea");
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private */ } };
  Object.assign(galpi, { kept, keep });

  // What the stylesheet cannot choose, since it stands in attributes.
  const NAMES = [
    ["#question textarea", "placeholder", "노트에 대해 질문하세요", "Ask about your notes"],
    ["#question textarea", "aria-label", "질문", "Question"],
    ["#question button", "aria-label", "보내기", "Send"],
    ["#question button", "title", "보내기", "Send"],
    ["#chat [role=log]", "aria-label", "대화", "Conversation"],
    ["#book", "aria-label", "책", "Book"],
    ["#chapters select", "aria-label", "장", "Chapter"],
    ["#palette input", "placeholder", "노트와 제목, 명령 찾기", "Search notes, headings and commands"],
    ["#palette input", "aria-label", "노트와 제목, 명령 찾기", "Search notes, headings and commands"],
    ["#given-book", "placeholder", "폴더 이름대로", "As the folder is called"],
    ["#update", "aria-label", "업데이트", "Update"],  // on a phone its words are not seen
    ["#line progress", "aria-label", "동기화", "Sync"],
  ];
  galpi.name = () => {
    const korean = root.lang === "ko";
    for (const [selector, attribute, ko, en] of NAMES) {
      for (const element of document.querySelectorAll(selector)) element.setAttribute(attribute, korean ? ko : en);
    }
    for (const option of document.querySelectorAll("option[data-en]")) {
      option.dataset.ko ??= option.textContent;
      option.textContent = option.dataset[root.lang];
    }
    // Icons are named by a text that is not seen; their tooltips are that name.
    for (const icon of document.querySelectorAll(".icon + .spoken")) {
      icon.parentElement.title = icon.querySelector(`.${root.lang}`)?.textContent ?? "";
    }
  };
  let chosen = kept("galpi-language") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
  galpi.speak = (language) => {
    root.lang = chosen = language;
    keep("galpi-language", language);
    galpi.name();
  };
  galpi.swapLanguage = () => galpi.speak(root.lang === "ko" ? "en" : "ko");

  const isDark = () => (kept("galpi-theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  galpi.paint = () => {
    root.classList.toggle("night", isDark());
    document.body?.classList.toggle("dark", isDark());
  };
  galpi.swapTheme = () => {
    keep("galpi-theme", isDark() ? "light" : "dark");
    galpi.paint();
  };
  root.lang = chosen;
  // Gradio writes the language of the browser there.
  new MutationObserver(() => { if (root.lang !== chosen) root.lang = chosen; })
    .observe(root, { attributeFilter: ["lang"] });
  galpi.paint();
  // The head is read before there is a body; Gradio draws the page after that.
  document.addEventListener("DOMContentLoaded", galpi.paint);
})();
