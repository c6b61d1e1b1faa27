// What `statuspage serve` adds to pages while it shows them; no part of what is published.
// It keeps to the pages' own policy: nothing inline, nothing from elsewhere, and no text becomes HTML.
(() => {
  const { edition, now, ticks } = document.currentScript.dataset;

  /** Let the page believe in the instant that is previewed: it stands still, or runs on from there. */
  function pretend(at) {
    const Real = Date;
    const began = performance.now();
    const present = () => Math.floor(at + (ticks === undefined ? 0 : performance.now() - began));
    globalThis.Date = class Date extends Real {
      constructor(...given) {
        super(...(given.length ? given : [present()]));
      }

      static now() {
        return present();
      }
    };
  }

  const element = (name, text, ...children) => {
    const made = document.createElement(name);
    made.append(text, ...children);
    return made;
  };

  let overlay;

  /** Tell over the page why there is no newer one; without problems, tell nothing. */
  function show({ problems, lang, heading, below, close }) {
    overlay?.remove();
    if (!problems.length) return;
    overlay = document.createElement("statuspage-preview");
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/.statuspage/preview.css";
    const button = element("button", close);
    button.type = "button";
    button.addEventListener("click", () => overlay.remove());
    const items = problems.map(({ place, level, message, hint }) => {
      const item = element("li", element("code", place), " ", element("b", level), /[!-~]$/.test(level) ? " " : "", message);
      if (hint) item.append(element("p", hint));
      return item;
    });
    const box = element("section", element("h1", heading), element("p", below), element("ol", "", ...items), button);
    box.lang = lang;
    box.setAttribute("role", "alert");
    overlay.attachShadow({ mode: "open" }).append(style, box);
    document.documentElement.append(overlay);
  }

  function hear({ data }) {
    const told = JSON.parse(data);
    if (told.edition === edition) show(told);
    else location.reload();
  }

  let source;

  /** Listen while the page is looked at: a browser keeps few connections to one host, and many pages may be open. */
  function listen() {
    source?.close();
    if (document.hidden) return;
    source = new EventSource("/.statuspage/changes");
    source.addEventListener("message", hear);
  }

  if (now) pretend(Number(now));
  document.addEventListener("visibilitychange", listen);
  addEventListener("pageshow", ({ persisted }) => persisted && listen());
  listen();
})();
