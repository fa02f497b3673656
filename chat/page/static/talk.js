// The conversation: asking, showing an answer from its question on, copying and saving.
(() => {
  const { root, find, box } = galpi;

  // A conversation belongs to a tab, and stays when it is loaded again.
  const key = sessionStorage.getItem("galpi-key") ??
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("galpi-key", key);
  galpi.key = key;

  galpi.ask = (question) => {
    root.classList.add("asking");
    galpi.remember(question);
    galpi.closeMap();
    return [question, { key, ...galpi.scope() }];
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
    for (const button of document.querySelectorAll("#chat .stays")) {
      button.setAttribute("aria-pressed", button.classList.contains("down"));
    }
    galpi.goOn();
    galpi.name();
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
    requestAnimationFrame(galpi.showLast);
    if (matchMedia("(pointer: fine)").matches) box()?.focus();
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
  galpi.save = () => {
    const questions = [...document.querySelectorAll("#chat .question")].map((q) => `## ${q.textContent}\n`);
    const answers = [...document.querySelectorAll("#chat .markdown")].map(markdown);
    const text = questions.map((question, at) => `${question}\n${answers[at]}`).join("\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`# 갈피 galpi\n\n${text}`], { type: "text/markdown" }));
    link.download = `galpi-${new Date().toISOString().slice(0, 10)}.md`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
})();
