// Published as /widget.js, minified by `make golden`: a banner in pages of other sites.
// It asks its own site for one file of facts and words, keeps them true at the reader's clock, and never claims that
// work is over. Works under a strict policy of the page around it: no inline style, no HTML made of text, no eval.

(() => {
  const MINUTE = 60000, EVERY = 5 * MINUTE, DAY = 1440 * MINUTE;
  const STYLE = ":host{all:initial;display:block;position:relative;font:1rem/1.5 system-ui,sans-serif}"
    + ":host(.empty){position:absolute}"
    + "section{max-block-size:50vh;overflow:auto;background:var(--card);color:var(--text);border:1px solid var(--line)}"
    + "ul{list-style:none;margin:0;padding:0}"
    + "li{display:flex;align-items:start;gap:.5rem;padding:.5rem;border-inline-start:.375rem solid var(--tone)}"
    + "li+li{border-block-start:1px solid var(--line)}"
    + "div{flex:1;min-inline-size:0;overflow-wrap:anywhere}"
    + "b{display:inline-block;margin-inline-end:.5rem;padding-inline:.5rem;border:1px solid var(--tone);"
    + "background:var(--tone);color:var(--on-solid);font-size:.875rem}"
    + ".upcoming b{background:none;color:var(--tone)}"
    + "a{color:var(--link);font-weight:600}"
    + "small{display:block;font-size:.875rem}"
    + "button{inline-size:2rem;block-size:2rem;padding:0;border:1px solid;background:none;color:inherit;font:inherit;cursor:pointer}"
    + ":focus-visible{outline:3px solid;outline-offset:2px}"
    + "p{position:absolute;inset-block-start:0;margin:0;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}"
    + "@media print{section{max-block-size:none}button{display:none}}";

  const script = document.currentScript;
  if (!script) return; // a module: it can't know where it was found, nor what was asked of it
  const { lang, components, days = 3, scheme } = script.dataset;
  const root = new URL(".", script.src);
  const wanted = (components || "").split(/[\s,]+/).filter(Boolean);

  const make = (tag, attributes, ...inside) => {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...inside);
    return element;
  };
  const host = make("status-widget");
  const list = make("ul");
  const region = make("section", { role: "region", hidden: "" }, list);
  const told = make("p", { role: "status" });
  const sheet = new CSSStyleSheet();
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(region, told);

  let language = lang || "", asked = -EVERY, facts, timer, begun;
  const rows = new Map(), seen = new Set();

  // What was dismissed: kept for this tab where that may be, else for this page.
  const dismissed = {};
  const recall = (key) => {
    try {
      return dismissed[key] || sessionStorage.getItem(key);
    } catch {
      return null; // the browser or the page's sandbox refuses storage
    }
  };
  const dismiss = (key, mark) => {
    dismissed[key] = mark;
    try {
      sessionStorage.setItem(key, mark);
    } catch {
      // as above
    }
  };

  // ---- times in words, at the reader's own zone ----

  const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

  const parts = (pattern, ms) => Object.fromEntries(new Intl.DateTimeFormat(facts.lang, {
    calendar: "gregory", year: "numeric", month: /MMM/.test(pattern) ? "short" : "numeric", day: "numeric", weekday: "short",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  }).formatToParts(ms).map(({ type, value }) => [type, value]));

  const write = (pattern, ms) => {
    const { year, month, day, weekday, hour, minute } = parts(pattern, ms);
    const fields = { y: year, MMM: month, M: month, d: day, EEE: weekday, HH: hour, mm: minute };
    return pattern.replace(/([a-zA-Z])\1*/g, (field) => fields[field] ?? field);
  };

  function windowOf({ start, end }, phase) {
    const { words } = facts;
    const [first, last] = [start, end].map((time) => Date.parse(time));
    const yearOf = (ms) => parts("", ms).year;
    const day = (ms) => write(yearOf(ms) === yearOf(Date.now()) ? words.day : words.date, ms);
    const clock = (ms) => write(words.clock, ms);
    const moment = (ms) => fill(words.moment, { day: day(ms), clock: clock(ms) });
    const zoned = (time, ms) => fill(words.zoned, { time, zone: parts("", ms).timeZoneName });
    if (!last) return zoned(fill(words.from, { start: moment(first) }), first);
    if (phase === "overrun") return fill(words.overrun, { time: zoned(moment(last), last) });
    const until = day(first) === day(last) ? clock(last) : moment(last);
    return zoned(fill(words.range, { start: moment(first), end: until }), first);
  }

  // ---- the banner ----

  /** Return where an event stands at an instant; nothing where the clock may close it, and has. */
  function phaseAt({ phase, start, end, closes }, now) {
    if (now >= Date.parse(end)) return closes ? "" : "overrun";
    return phase === "upcoming" && now >= Date.parse(start) ? "in-progress" : phase;
  }

  /** Tell whether the page around asked for an event: one that names no component concerns everybody. */
  function concerns(event, phase, now) {
    const near = phase !== "upcoming" || Date.parse(event.start) - now <= days * DAY;
    return near && !(wanted[0] && event.components && !event.components.some((id) => wanted.includes(id)));
  }

  function rowOf(event, phase, key, mark) {
    const { words } = facts;
    const tone = phase === "overrun" && event.tone === "maintenance" ? phase : event.tone;
    const link = make("a", { href: new URL(event.path, root), target: "_blank", title: words.tab }, event.title);
    link.lang = event.lang || facts.lang;
    const button = make("button", { type: "button", "aria-label": fill(words.dismiss, event) }, "×");
    const text = make("div", {}, make("b", {}, words.phase[phase]), link, make("small", {}, windowOf(event, phase)));
    const row = make("li", { class: phase }, text, button);
    row.style.setProperty("--tone", "var(--" + tone + ")");
    button.addEventListener("click", () => {
      const beside = row.nextSibling || row.previousSibling;
      dismiss(key, mark);
      paint();
      beside?.lastChild.focus();
    });
    return row;
  }

  /** Put rows into the list, moving none that stands in its place already: the focus may be in it. */
  function place(shown) {
    for (const row of [...list.children]) if (!shown.includes(row)) row.remove();
    shown.forEach((row, at) => list.children[at] === row || list.insertBefore(row, list.children[at]));
    region.hidden = !shown[0];
    host.className = shown[0] ? "" : "empty"; // it stays, so that what comes is told to who can't see it
    if (host.isConnected) return;
    if (script.closest("body")) script.before(host);
    else document.body.prepend(host);
  }

  function paint() {
    if (!facts || !document.body) return;
    const { events, words, colours } = facts;
    const now = Math.max(Date.now(), Date.parse(facts.as_of) || 0); // what was said isn't unsaid by a slow clock
    const shown = [], changes = [], waits = [EVERY];
    for (const event of events) {
      const phase = phaseAt(event, now), start = Date.parse(event.start);
      const key = root + event.id, mark = [phase, event.said, event.start, event.end].join();
      waits.push(...[start - days * DAY, start, Date.parse(event.end)].map((moment) => moment - now));
      if (!phase || !concerns(event, phase, now) || recall(key) === mark) continue;
      const name = JSON.stringify([event, phase]);
      if (!rows.has(name)) rows.set(name, rowOf(event, phase, key, mark));
      shown.push(rows.get(name));
      if (!seen.has(key + mark)) changes.push(words.phase[phase] + words.colon + event.title);
      seen.add(key + mark);
    }
    host.lang = facts.lang;
    host.dir = facts.dir;
    region.setAttribute("aria-label", facts.title);
    sheet.replaceSync(STYLE + (colours[scheme] || colours.light + "@media(prefers-color-scheme:dark){" + colours.dark + "}"));
    place(shown);
    if (begun && changes[0]) told.textContent = changes.join(words.comma);
    begun = true;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(1000, Math.min(...waits.filter((wait) => wait > 0))));
  }

  // ---- the facts ----

  /** Ask for the facts in a language, or in what is left of its tag: en-GB, en, and then the site's own (RFC 4647). */
  async function ask() {
    const file = "api/widget" + (language && "." + encodeURIComponent(language)) + ".json";
    const answer = await fetch(new URL(file, root), { cache: "no-cache", credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.status !== 404 || !language) return answer.json();
    language = language.replace(/-?[^-]*$/, "");
    return ask();
  }

  async function hear() {
    asked = Date.now();
    const found = await ask();
    if (found.events) facts = found;
  }

  /** Do what may fail: without an answer, or with one that can't be read, what is shown stays and nothing is thrown. */
  async function quietly(step) {
    try {
      await step();
    } catch {
      // there is nobody to tell: the page around is not ours
    }
  }

  async function look() {
    clearTimeout(timer);
    if (document.hidden) return;
    timer = setTimeout(look, EVERY);
    quietly(paint);
    if (Math.abs(Date.now() - asked) < EVERY) return;
    await quietly(hear);
    quietly(paint);
  }

  document.addEventListener("visibilitychange", look);
  document.addEventListener("DOMContentLoaded", look);
  look();
})();
