// Whether the server is there. While it is not, the page says so and sends nothing; once it is
// back, or another one is in its place, the page is loaded again: all that it shows is kept.
(() => {
  const { root, box } = galpi;
  const EVERY = 2_000, PATIENCE = 4_000;  // ms
  let server = null, misses = 0;

  async function look() {
    try {
      const reply = await fetch("gradio_api/app_id", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      const { app_id: id } = await reply.json().catch(() => ({}));
      if (misses > 1 || (server && id && id !== server)) return location.reload();
      [server, misses] = [id ?? server, 0];
    } catch {
      misses += 1;
      root.classList.toggle("away", misses > 1);
    }
    setTimeout(look, misses ? EVERY / 4 : EVERY);
  }
  look();
  // Sending would lose the question: Gradio has given up by now.
  document.addEventListener("keydown", (event) => {
    if (root.classList.contains("away") && event.key === "Enter" && event.target === box()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  document.addEventListener("keypress", (event) => {
    if (root.classList.contains("away") && event.key === "Enter" && event.target === box()) event.stopImmediatePropagation();
  }, true);
})();
