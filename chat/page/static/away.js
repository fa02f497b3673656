// Whether the server is there. While it is not, the page says so and sends nothing; once another
// one is in its place the page is loaded again, and finds all that it showed.
(() => {
  const { root, box } = galpi;
  const EVERY = 2_000, PATIENCE = 15_000;  // ms; one that is busy is still there
  let server = null, misses = 0;

  async function look() {
    try {
      const reply = await fetch("gradio_api/app_id", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      const { app_id: id } = await reply.json().catch(() => ({}));
      // A new one that asks for a password gives no id.
      if (id ? server && id !== server : misses > 1) return location.reload();
      [server, misses] = [id ?? server, 0];
    } catch {
      misses += 1;
    }
    root.classList.toggle("away", misses > 1);
    setTimeout(look, misses ? EVERY / 4 : EVERY);
  }
  look();
  // Sending would lose the question: Gradio has given up by now.
  const hold = (event) => {
    if (!root.classList.contains("away") || event.key !== "Enter" || event.shiftKey || event.target !== box()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const name of ["keydown", "keypress"]) document.addEventListener(name, hold, true);
})();
