// Adding notes: files, folders and archives that are dropped or chosen, sent to the notes folder.
(() => {
  const { root, find, make } = galpi;
  const MOST = 100_000_000, FILES = 5_000;  // bytes and files sent at once, as the server takes them
  const SENT = /\.(md|markdown|txt|html?|org|rst|ipynb|pdf|docx|epub|zip|csv|png|jpe?g|gif|webp|avif|bmp|svg)$/i;
  const NAMED = 6;
  let files = [];  // [path, File]

  const dialog = () => find("#adding");
  const hidden = (path) => path.split("/").some((part) => part.startsWith("."));
  function choose(given) {
    files = given.filter(([path]) => !hidden(path)).slice(0, FILES + 1);
    find("#adding .report").replaceChildren();
    draw();
    if (!dialog().open) dialog().showModal();
  }
  function draw() {
    const rows = files.slice(0, NAMED).map(([path]) => make("li", "", path));
    if (files.length > NAMED) rows.push(make("li", "more", "…"));
    find("#adding .chosen ul").replaceChildren(...rows);
    find("#adding .count b").textContent = files.length.toLocaleString();
    find("#adding .chosen").hidden = !files.length;
    find("#send-notes").disabled = !files.length;
  }
  // A folder gives its entries a hundred at a time.
  async function walk(entry) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed)).catch(() => null);
      return file ? [[entry.fullPath.replace(/^\//, ""), file]] : [];
    }
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed)).catch(() => []);
      if (!some.length || found.length > FILES) return found;
      for (const inner of some) if (!inner.name.startsWith(".")) found.push(...await walk(inner));
    }
  }
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.());
    const plain = [...transfer.files].map((file) => [file.name, file]);
    if (!entries.length || entries.some((entry) => !entry)) return plain;
    return (await Promise.all(entries.map(walk))).flat();
  }
  const letters = (file) => new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => done(null);
    reader.readAsDataURL(file);
  });
  // What is too large, or nothing that is read, is told to the server by its name alone.
  async function send(replaced = []) {
    busy(true);
    const sent = [];
    let room = MOST;
    for (const [name, file] of files.slice(0, FILES)) {
      const fits = SENT.test(name) && file.size <= room;
      if (fits) room -= file.size;
      sent.push({ name, data: fits ? await letters(file) : null });
    }
    galpi.send.give({ book: find("#given-book").value.trim(), files: sent, replaced });
  }
  function busy(yes) {
    dialog().classList.toggle("busy", yes);
    find("#send-notes").disabled = yes || !files.length;
  }
  galpi.added = (html) => {
    if (!html) return;
    find("#adding .report").innerHTML = html;  // of the server, which has escaped what is in it
    busy(false);
    const ask = [...document.querySelectorAll("#adding .taken.ask li")].map((row) => row.textContent);
    find("#replace")?.addEventListener("click", () => send(ask));
    find("#send-notes").disabled = true;
    find("#adding .chosen").hidden = true;
  };
  galpi.offerBooks = (books) => {
    find("#given-books")?.replaceChildren(...books.map((book) => {
      const option = make("option", "");
      option.value = book;
      return option;
    }));
  };
  galpi.buttons.add = () => { galpi.closeRail(); choose([]); };
  galpi.buttons["close-adding"] = () => dialog().close();
  galpi.buttons["pick-files"] = () => find("#given-files").click();
  galpi.buttons["pick-folder"] = () => find("#given-folder").click();
  galpi.buttons["send-notes"] = () => send();
  document.addEventListener("change", (event) => {
    if (!event.target.matches("#given-files, #given-folder")) return;
    choose([...event.target.files].map((file) => [file.webkitRelativePath || file.name, file]));
    event.target.value = "";
  });
  const carries = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
  const over = (yes) => root.classList.toggle("dropping", yes);
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false); });
  addEventListener("drop", async (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over(false);
    choose(await dropped(event.dataTransfer));
  });
})();
