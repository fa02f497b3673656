// What a browser keeps: who it is, which conversation a tab is in, and what is being typed there.
// Whatever becomes of the server or the tab, a question that was typed comes back.
(() => {
  const { find, box } = galpi, { kept, keep, forget, names } = galpi.storage;
  const DRAFT = "galpi-draft-", MONTH = 30 * 24 * 3600 * 1000;
  const made = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const fresh = !Object.keys(sessionStorage).some((name) => name.startsWith("galpi-key"));
  const owner = kept("galpi-browser") ?? made();
  keep("galpi-browser", owner);

  const chosen = () => {
    const select = find("#notebook");
    return { notebook: select?.value || null, together: select?.value === "" };
  };
  // A tab has a conversation in each notebook, and is still in it when it is loaded again.
  const slot = () => ["galpi-key", chosen().notebook].filter(Boolean).join("-");
  galpi.enter = (key) => {
    sessionStorage.setItem(slot(), key);
    hold(key);
  };
  galpi.talk = () => {
    if (!sessionStorage.getItem(slot())) galpi.enter(made());
    return sessionStorage.getItem(slot());
  };
  galpi.here = () => ({ owner, key: galpi.talk(), ...chosen() });
  galpi.newTalk = () => galpi.enter(made());

  const read = (name) => { try { return JSON.parse(kept(name)); } catch { return null; } };
  galpi.keepDraft = (text, asked = false) => {
    const name = DRAFT + galpi.talk();
    if (text.trim()) keep(name, JSON.stringify({ text, asked, at: Date.now(), ...chosen() }));
    else forget(name);
  };
  const draft = () => read(DRAFT + galpi.talk());
  galpi.restoreDraft = () => galpi.fill(draft()?.text ?? "");
  // The answer is there, perhaps only after the page was loaded again.
  galpi.dropAnswered = () => {
    const { asked, text } = draft() ?? {};
    const last = [...document.querySelectorAll("#chat .question")].pop()?.textContent;
    if (!asked || text.trim() !== last?.trim()) return;
    if (box().value === text) galpi.fill("");
    else galpi.keepDraft(box().value);
  };
  document.addEventListener("input", (event) => {
    if (event.target === box() && box().value !== draft()?.text) galpi.keepDraft(box().value);
  });

  // Each tab holds a lock on its conversation. What was typed where no tab is any more, as after a
  // crash, is taken up by the next tab that opens.
  let release = () => {};
  function hold(key) {
    release();
    navigator.locks?.request(DRAFT + key, { mode: "shared" }, () => new Promise((done) => { release = done; }));
  }
  galpi.settle = async () => {
    galpi.showNotebook();
    const drafts = names().filter((name) => name.startsWith(DRAFT));
    for (const name of drafts) if (!(read(name)?.at > Date.now() - MONTH)) forget(name);
    const held = navigator.locks && new Set((await navigator.locks.query()).held.map((lock) => lock.name));
    const left = fresh && held && drafts.find((name) => !held.has(name) && read(name)?.notebook === chosen().notebook);
    galpi.enter(left ? left.slice(DRAFT.length) : galpi.talk());
    galpi.restoreDraft();
  };

  // The notebook in the header; a new tab begins with the one that was chosen last.
  const NOTEBOOK = "galpi-notebook";
  galpi.showNotebook = () => {
    const select = find("#notebook"), last = sessionStorage.getItem(NOTEBOOK) ?? kept(NOTEBOOK);
    if (select && last !== null) select.value = last;
    if (select && select.selectedIndex < 0) select.selectedIndex = 0;
    galpi.root.classList.toggle("together", chosen().together);
  };
  document.addEventListener("change", (event) => {
    if (event.target.id !== "notebook") return;
    sessionStorage.setItem(NOTEBOOK, event.target.value);
    keep(NOTEBOOK, event.target.value);
    galpi.showNotebook();
    galpi.openTalk(galpi.talk());
  });
})();
