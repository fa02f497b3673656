// The conversation: asking, showing an answer from its question on, copying and saving.
(() => {
  const { root, find, box } = galpi;

  galpi.ask = (question) => {
    root.classList.add("asking");
    find("#toast").replaceChildren();
    galpi.keepDraft(question, true);
    galpi.remember(question);
    galpi.closeMap();
    return [question, { ...galpi.here(), ...galpi.scope() }];
  };
  galpi.fill = (question) => {
    box().value = question;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  };
  galpi.askAgain = (question) => {
    galpi.fill(question);
    requestAnimationFrame(() => find("#question button")?.click());
  };
  // Gradio names each message with its own HTML, which would be read out.
  galpi.tidy = () => {
    for (const part of document.querySelectorAll('#chat [aria-label*="<div"]')) part.removeAttribute("aria-label");
    // Those of a passage are no headings of the page.
    for (const heading of document.querySelectorAll("#chat h4")) heading.setAttribute("role", "presentation");
    for (const button of document.querySelectorAll("#chat .stays")) {
      button.setAttribute("aria-pressed", button.classList.contains("down"));
    }
    galpi.dropAnswered();
    galpi.goOn();
    galpi.name();
  };
  // A conversation may come after its page, when its notebook is open at last.
  let before = 0;
  galpi.changed = () => {
    galpi.tidy();
    const now = document.querySelectorAll("#chat .question").length;
    if (!before && now) requestAnimationFrame(galpi.showLast);
    before = now;
  };
  // The last question at the top, so that it and the first line of its answer are in view.
  galpi.showLast = () => {
    const last = [...document.querySelectorAll("#chat .question")].pop();
    const talk = find("#chat .bubble-wrap");
    if (!last || !talk) return;
    talk.scrollTop += last.getBoundingClientRect().top - talk.getBoundingClientRect().top - 30;
  };
  galpi.loaded = () => {
    galpi.tidy();
    requestAnimationFrame(galpi.showLast);
  };
  galpi.answered = () => {
    root.classList.remove("asking");
    galpi.forgetTrail();
    galpi.tidy();
    if (root.classList.contains("past")) galpi.list();
    requestAnimationFrame(galpi.showLast);
    if (matchMedia("(pointer: fine)").matches) box()?.focus();
  };
  galpi.failed = () => {
    root.classList.remove("asking");
    galpi.toast(galpi.say("답을 받지 못했습니다. 다시 물어보세요."));
  };
  galpi.showOthers = () => {
    galpi.tidy();
    const others = [...document.querySelectorAll("#chat .others")].pop();
    others?.scrollIntoView({ block: "nearest" });
  };
  galpi.recall = (event) => {
    const last = [...document.querySelectorAll("#chat .question")].pop();
    if (!last) return;
    event.preventDefault();
    galpi.fill(last.textContent);
  };

  function markdown(element) {
    const copy = element.cloneNode(true);
    for (const other of copy.querySelectorAll(root.lang === "ko" ? ".en" : ".ko")) other.remove();
    return copy.textContent;
  }
  galpi.copy = (link) => {
    const text = markdown(link.closest(".answer").querySelector(".markdown"));
    const done = () => { link.classList.add("done"); setTimeout(() => link.classList.remove("done"), 1500); };
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(done);
    const area = document.body.appendChild(document.createElement("textarea"));  // plain http
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
    done();
  };
  galpi.save = ({ name, text }) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  };
})();
