// A stream of the server's, and whether it holds: one line says so.

/** Calls `see` with what each event of the kind holds. The browser connects anew by itself. */
export function listen(address, kind, see, status) {
  const source = new EventSource(address);
  source.addEventListener(kind, (event) => see(JSON.parse(event.data)));
  source.addEventListener("open", () => status?.("live"));
  source.addEventListener("error", () => status?.("away"));
  addEventListener("pagehide", () => source.close());
  // A page that comes out of the browser's cache has no stream any more.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  return source;
}

/** Shows the state in a line with a dot; told only when it changes, so that nobody is read to every second. */
export function statusLine(line) {
  const dot = line.querySelector(".dot");
  let now = "";
  return (state, text) => {
    if (state !== now) {
      now = state;
      dot.className = `dot ${state}`;
    }
    if (text) line.lastElementChild.textContent = text;
    else line.lastElementChild.textContent = state === "live" ? "live" : "connecting again";
  };
}
