// The history of conversations: opening, searching, renaming and deleting them, and undoing that.
(() => {
  const { root, find, box } = galpi;
  const search = () => find("#past-search");
  const keyOf = (element) => element.closest("[data-key]").dataset.key;
  let waiting = 0;

  galpi.list = () => galpi.send.list({ name: search().value });
  galpi.listed = () => {
    for (const row of document.querySelectorAll("#past-list li")) {
      const here = row.dataset.key === galpi.talk();
      row.classList.toggle("here", here);
      row.querySelector(".talk").setAttribute("aria-current", here);
    }
    galpi.name();
  };
  // Beside the chat where there is room.
  galpi.covers = () => root.classList.contains("past") && matchMedia("(max-width: 1100px)").matches;
  galpi.openPast = () => {
    if (root.classList.contains("past")) return galpi.closePast();
    root.classList.add("past");
    find("#history").setAttribute("aria-expanded", "true");
    search().focus();
    galpi.list();
  };
  galpi.closePast = () => {
    root.classList.remove("past");
    find("#history").setAttribute("aria-expanded", "false");
    find("#history").focus();
  };

  // The box is that of the conversation: what is typed stays with the one that is left.
  galpi.openTalk = (key) => {
    galpi.forgetTrail();
    galpi.enter(key);
    galpi.restoreDraft();
    galpi.send.turn();
  };
  galpi.turned = () => {
    root.classList.remove("open", "closed");
    galpi.loaded();
    if (root.classList.contains("past")) galpi.list();
  };
  galpi.begin = () => {
    const before = galpi.talk();
    galpi.newTalk();
    galpi.openTalk(galpi.talk());
    box()?.focus();
    galpi.toast(galpi.say("새 대화를 시작했습니다."), () => galpi.openTalk(before));
  };

  function drop(key) {
    galpi.send.drop({ talk: key });
    const here = key === galpi.talk();
    if (here) {
      galpi.newTalk();
      galpi.openTalk(galpi.talk());
    }
    galpi.toast(galpi.say("대화를 지웠습니다."), () => {
      galpi.send.restore({ talk: key });
      if (here) galpi.openTalk(key);
    });
  }
  // What is typed belongs to none of them.
  galpi.cleared = () => {
    const typed = box().value;
    galpi.keepDraft("");
    galpi.storage.forget("galpi-asked");
    galpi.newTalk();
    galpi.openTalk(galpi.talk());
    galpi.fill(typed);
    search().focus();
    galpi.toast(galpi.say("대화를 모두 지웠습니다."));
  };
  function rename(row) {
    const button = row.querySelector(".talk"), name = document.createElement("input");
    let given = null;
    name.value = button.querySelector("b").textContent;
    name.maxLength = 100;
    name.setAttribute("aria-label", galpi.say("대화 이름"));
    name.addEventListener("keydown", (event) => {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.stopPropagation();
      given = event.key === "Enter" ? name.value : null;
      name.blur();
    });
    name.addEventListener("blur", () => {
      name.replaceWith(button);
      if (given !== null) galpi.send.rename({ talk: row.dataset.key, name: given });
      button.focus();
    });
    button.replaceWith(name);
    name.select();
  }

  document.addEventListener("click", ({ target }) => {
    if (!target.closest("#past-list li button")) return;
    if (target.closest(".rename")) return rename(target.closest("li"));
    if (target.closest(".drop")) return drop(keyOf(target));
    galpi.openTalk(keyOf(target));
    if (galpi.narrow()) galpi.closePast();
  });
  document.addEventListener("input", ({ target }) => {
    if (target !== search()) return;
    clearTimeout(waiting);
    waiting = setTimeout(galpi.list, 120);
  });

  // A line that goes away by itself, unless the pointer or the focus is on it.
  let going = 0;
  galpi.toast = (text, undo) => {
    const toast = find("#toast");
    const gone = () => toast.matches(":hover, :focus-within") ? wait() : toast.replaceChildren();
    const wait = () => { clearTimeout(going); going = setTimeout(gone, 10_000); };
    const line = document.createElement("p");
    line.textContent = text;
    toast.replaceChildren(line);
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = galpi.say("되돌리기");
      button.addEventListener("click", () => { toast.replaceChildren(); undo(); });
      toast.append(button);
    }
    wait();
  };
})();
