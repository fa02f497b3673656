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
  const forget = (name) => { try { localStorage.removeItem(name); } catch { /* private */ } };
  const names = () => { try { return Object.keys(localStorage); } catch { return []; } };
  galpi.storage = { kept, keep, forget, names };

  // What the stylesheet cannot choose, since it stands in attributes.
  const NAMES = [
    ["#question textarea", "placeholder", "노트에 대해 질문하세요"],
    ["#question textarea", "aria-label", "질문"],
    ["#question button", "aria-label", "보내기"],
    ["#question button", "title", "보내기"],
    ["#chat [role=log]", "aria-label", "대화"],
    ["#book", "aria-label", "책"],
    ["#chapters select", "aria-label", "장"],
    ["#past-search", "aria-label", "대화 찾기"],
    ["#past-search", "placeholder", "대화에서 찾기"],
    ["#notebook", "aria-label", "노트북"],
    ["#palette input", "placeholder", "노트와 제목, 명령 찾기"],
    ["#palette input", "aria-label", "노트와 제목, 명령 찾기"],
    ["#given-book", "placeholder", "폴더 이름대로"],
    ["#update", "aria-label", "업데이트"],  // on a phone its words are not seen
    ["#chat .scroll-down-button-container button", "aria-label", "맨 아래로"],
    ["#chat .scroll-down-button-container button", "title", "맨 아래로"],
    ["#line progress", "aria-label", "동기화"],
  ];
  galpi.name = () => {
    for (const [selector, attribute, name] of NAMES) {
      for (const element of document.querySelectorAll(selector)) element.setAttribute(attribute, galpi.say(name));
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
  // Gradio shows that button when there is something below.
  document.addEventListener("scroll", () => requestAnimationFrame(() => {
    if (galpi.find(".scroll-down-button-container [title='Scroll down']")) galpi.name();
  }), { capture: true, passive: true });
  let chosen = kept("galpi-language") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
  galpi.speak = (language) => {
    root.lang = chosen = language;
    keep("galpi-language", language);
    galpi.name();
  };
  galpi.say = (korean) => root.lang === "ko" ? korean : ENGLISH[korean];
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
