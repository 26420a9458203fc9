// HTML of ours in a page: plain clicks on its links are told to the program, all others are the browser's.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".duban-root");
  if (root.shown !== data.html) {
    const kept = [...root.querySelectorAll("[data-keep]")].map((part) => [part.id, part.scrollTop]);
    root.innerHTML = data.html; // every word of a document in it was escaped where it was put in
    root.shown = data.html;
    for (const [id, top] of kept) {
      const part = root.querySelector(`[id="${CSS.escape(id)}"]`);
      if (part) part.scrollTop = top;
    }
  }
  root.onclick = (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) {
      setTriggerValue("do", button.dataset.do);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    let link = event.target.closest("a[data-go]");
    if (!link) {
      if (event.target.closest("button, summary, input, label")) return;
      const row = event.target.closest("[data-row]");
      if (row && !String(window.getSelection())) link = row.querySelector("a[data-go]");
    }
    if (!link) return;
    event.preventDefault();
    setTriggerValue("go", link.getAttribute("href"));
  };
  if (data.scroll && root.scrolled !== data.scroll + data.mark) {
    root.scrolled = data.scroll + data.mark;
    const place = root.querySelector(`[id="${CSS.escape(data.scroll)}"]`);
    const frame = place && place.closest("[data-keep]");
    if (frame) {
      const [inside, around] = [place.getBoundingClientRect(), frame.getBoundingClientRect()];
      const seen = inside.top >= around.top && inside.bottom <= around.bottom;
      if (!seen) frame.scrollTop += inside.top - around.top - frame.clientHeight / 4;
    } else if (place) {
      place.scrollIntoView({ block: "center" });
    }
  }
}
