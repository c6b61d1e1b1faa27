// Published as assets/status.js, minified by `make golden`.
// Keeps a page true at the visitor's own clock. First the rules of statuspage/state.py and snapshot.py once more
// (tests/cases/state.json holds both to one file of cases), then times in words, then the page itself.
// Instants are milliseconds since 1970; nothing here claims that work is over unless the page says so.

const MINUTE = 60000;

const STEPS = ["in-progress", "verifying", "investigating", "identified", "monitoring"];
const ENDS = ["completed", "resolved", "cancelled"];
const OVER = [...ENDS, "ended"];
const HEALTH = ["ok", "maintenance", "overrun", "degraded", "partial", "outage"];

const planned = (event) => ["maintenance", "drill"].includes(event.kind);

/** Return the group that a phase belongs to, or the phase itself. */
const groupOf = (phase) => (OVER.includes(phase) ? "over" : [...STEPS, "overrun"].includes(phase) ? "under-way" : phase);

const instants = (facts) => Object.fromEntries(
  ["at", "announced", "start", "end", "next_update"].map((key) => [key, facts[key] ? Date.parse(facts[key]) : null]),
);

/** Return an event's facts, its updates in the order of their times, with instants in place of texts. */
export const read = (facts) => ({
  ...facts, ...instants(facts), components: facts.components || {}, every: (facts.update_every || 0) * MINUTE,
  updates: (facts.updates || []).map((said) => ({ ...said, ...instants(said) })),
});

function announced(event) {
  if (event.announced !== null || planned(event)) return event.announced;
  return Math.min(event.start, ...event.updates.slice(0, 1).map((said) => said.at));
}

function fold(event, now) {
  const since = announced(event);
  if (since !== null && now < since) {
    return { phase: "hidden", windows: [], actual_start: null, actual_end: null, components: {}, updates: 0, next_update: null, late: false };
  }
  const said = event.updates.filter((update) => update.at <= now);
  const windows = [{ start: event.start, end: event.end }];
  let components = { __proto__: null, ...event.components };
  let begun = null, step = null, over = null;
  for (const update of said) {
    if (update.state === "rescheduled") {
      begun = step = null;
      components = { __proto__: null, ...event.components };
    }
    if (update.start || update.end) windows.push({ start: update.start || windows.at(-1).start, end: update.end });
    if (STEPS.includes(update.state)) {
      begun ??= update.at;
      step = update;
    }
    if (ENDS.includes(update.state)) over = update;
    Object.assign(components, update.components);
  }
  if (event.kind === "incident" && event.start <= (over?.at ?? now)) begun = Math.min(begun ?? event.start, event.start);
  const window = windows.at(-1);
  const phase = phaseOf(event, window, step, over, now);
  if (OVER.includes(phase)) for (const name in components) components[name] = "none";
  const next = promise(event, window, begun, said, phase);
  return {
    phase, windows, actual_start: begun, actual_end: over && phase !== "cancelled" ? over.at : null, components,
    updates: said.length, next_update: next, late: next !== null && now >= next,
  };
}

function phaseOf(event, window, step, over, now) {
  if (over) return over.state;
  if (window.end && now >= window.end) {
    return event.auto_complete && (!step || step.at < window.end) ? "ended" : "overrun";
  }
  if (step) return step.state;
  return now >= window.start ? "in-progress" : "upcoming";
}

function promise(event, window, begun, said, phase) {
  if (OVER.includes(phase)) return null;
  const last = said.at(-1);
  if (last?.next_update) return last.next_update;
  if (!event.every || phase === "upcoming") return null;
  return Math.max(last?.at ?? window.start, begun ?? window.start) + event.every;
}

/** Return, sorted, every instant at which something may change; not at each of them anything does. */
function moments(event) {
  const of = (key) => event.updates.map((update) => update[key]);
  const starts = [event.start, ...of("start"), ...of("at")].filter(Boolean);
  const due = starts.map((moment) => moment + event.every);
  return [announced(event), event.end, ...of("end"), ...of("next_update"), ...starts, ...due].filter(Boolean).sort((a, b) => a - b);
}

const changes = (event) => (moment) => JSON.stringify(fold(event, moment - 1)) !== JSON.stringify(fold(event, moment));

/** Return all that is true of an event at `now`, with the instants of its last and its next change. */
export function resolve(event, now) {
  const all = moments(event);
  return {
    ...fold(event, now),
    changed: all.filter((moment) => moment <= now).findLast(changes(event)) ?? null,
    next_change: all.filter((moment) => moment > now).find(changes(event)) ?? null,
  };
}

function health(event, impact) {
  if (groupOf(event.state.phase) !== "under-way" || impact === "none") return "ok";
  if (planned(event)) return event.state.phase === "overrun" ? "overrun" : "maintenance";
  return impact;
}

const worst = (states) => HEALTH[Math.max(0, ...states.map((state) => HEALTH.indexOf(state)))];

/** Return how an event {kind, state: resolve(…)} counts for its worst component; none named counts for the site. */
function healthOf(event) {
  const impacts = Object.values(event.state.components);
  return worst((impacts.length ? impacts : ["degraded"]).map((impact) => health(event, impact)));
}

/** Return the state of the site and of each component for events {id, kind, state: resolve(…)}. */
export function resolveSite(ids, events) {
  const components = {};
  for (const id of ids) {
    const found = events.map((event) => [health(event, event.state.components[id] || "none"), event.id]).filter(([state]) => state !== "ok");
    components[id] = { state: worst(found.map(([state]) => state)), because: found.map(([, name]) => name) };
  }
  return { state: worst(events.map(healthOf)), components };
}

/** Return how an event looks: that it is coming, over or cancelled, else planned work or a fault's impact. */
function toneOf(event) {
  const { phase } = event.state;
  if (phase === "upcoming" || phase === "cancelled") return phase;
  if (OVER.includes(phase)) return "over";
  const found = healthOf(event);
  if (found !== "ok") return found;
  return planned(event) ? "maintenance" : "degraded";
}

// ---- times in words ----

const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

/** Return functions that write times and spans by the language's own patterns (UTS 35, part 4). */
export function writer(lang, words) {
  const write = (pattern, ms, timeZone) => {
    const parts = new Intl.DateTimeFormat(lang, {
      timeZone, weekday: "short", month: /MMM/.test(pattern) ? "short" : "numeric", day: "numeric",
      hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).formatToParts(ms);
    const { weekday: EEE, month, day: d, hour: HH, minute: mm } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
    const fields = { EEE, MMM: month, M: month, d, HH, mm };
    return pattern.replace(/([a-zA-Z])\1*/g, (field) => fields[field] ?? field);
  };
  const clock = (ms, zone) => write(words.clock, ms, zone);
  const moment = (ms, zone) => fill(words.moment, { day: write(words.day, ms, zone), clock: clock(ms, zone) });
  const count = (number, unit) => new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(number);
  const span = (minutes) => {
    const units = { day: Math.floor(minutes / 1440), hour: Math.floor(minutes / 60) % 24, minute: minutes % 60 };
    const told = Object.keys(units).filter((unit) => units[unit]).slice(0, 2);
    return (told.length ? told : ["minute"]).map((unit) => count(units[unit], unit)).join(words.joint);
  };
  return {
    clock,
    moment,
    before: (ms) => span(Math.ceil(ms / MINUTE)),
    since: (ms) => span(Math.floor(ms / MINUTE)),
  };
}

// ---- the page ----

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const put = (selector, text, root) => all(selector, root).forEach((element) => { element.textContent = text; });
const show = (selector, shown) => all(selector).forEach((element) => { element.hidden = !shown; });
const data = (id) => all(`#${id}`).map((block) => JSON.parse(block.textContent))[0];

/** Write the visitor's own time after each time of the organisation's zone that differs from it. */
function showOwnTimes(write, words) {
  const differs = ({ dateTime, textContent }) => dateTime[10] && !textContent.includes(write.clock(Date.parse(dateTime)));
  for (const place of all(".window, time")) {
    const times = place.matches("time") ? [place] : all("time", place);
    if (place.parentElement.closest(".window, del") || all(".own", place)[0] || !times.some(differs)) continue;
    const [start, end] = times.map(({ dateTime }) => write.moment(Date.parse(dateTime)));
    const own = document.createElement("small");
    own.className = "own";
    own.textContent = fill(words.own, { time: end ? fill(words.range, { start, end }) : start });
    place.append(" ", own);
  }
}

/** Give a tag, or what else shows a state, its tone, its icon and its words. */
function dress(element, tone, text) {
  element.dataset.state = tone;
  all(":scope > svg use", element).forEach((icon) => icon.setAttribute("href", `#i_${tone}`));
  put(":scope > .word", text, element);
}

/** Keep what the page says of events, components and the site true, as time passes and newer builds come. */
function keep(page, write, own) {
  const { words, zone } = page;
  const fresh = page.fresh * 1000;
  const asOf = Date.parse(page.as_of) || 1;
  const events = page.events.map(read);
  const ids = page.components.map(([id]) => id);
  let ahead = 0, since, timer; // `since`: when the page was surely true

  function countdown({ phase, windows, actual_start }, now) {
    const { start, end } = windows.at(-1);
    if (OVER.includes(phase)) return "";
    if (phase === "upcoming") return fill(words.countdown.upcoming, { span: write.before(start - now) });
    if (phase === "overrun") return fill(words.countdown.overrun, { span: write.since(now - end) });
    if (end) return fill(words.countdown.end, { span: write.before(end - now) });
    return fill(words.countdown.open, { span: write.since(now - (actual_start ?? start)) });
  }

  function paintEvent(event, now) {
    const { phase, late } = event.state;
    const told = [phase, groupOf(phase), late && "late"];
    for (const root of all("[data-event]").filter(({ dataset }) => dataset.event === event.id)) {
      [root, ...all("[data-phase]", root)].forEach((element) => dress(element, toneOf(event), words.phase[phase]));
      all("[data-when]", root).forEach((element) => {
        element.hidden = !element.dataset.when.split(" ").some((when) => told.includes(when));
      });
      put("[data-countdown]", countdown(event.state, now), root);
    }
  }

  /** Return the one next time that matters: of the worst that is under way, or else of what comes first. */
  function nextTime() {
    const tell = (pattern, ms) => {
      const [before, after] = words.next[pattern].split("%(time)s");
      return ms ? [before, stamp(ms), after] : [];
    };
    const rank = (event) => HEALTH.indexOf(healthOf(event)) - (event.state.phase === "overrun") / 2;
    const [first] = events.filter(({ state }) => groupOf(state.phase) === "under-way").sort((a, b) => rank(b) - rank(a));
    if (!first) return tell("upcoming", events.find(({ state }) => state.phase === "upcoming")?.state.windows.at(-1).start);
    const { phase, windows, next_update, late } = first.state;
    const { end } = windows.at(-1);
    if (end) return tell(phase === "overrun" ? phase : "end", end);
    return tell("update", !late && next_update);
  }

  /** Return a time as an element that programs can read. */
  function stamp(ms) {
    const time = document.createElement("time");
    time.dateTime = new Date(ms).toISOString();
    time.textContent = write.moment(ms, zone);
    return time;
  }

  function paint() {
    const now = Math.max(asOf, Date.now() + ahead); // what was built isn't unsaid by a slow clock
    events.forEach((event) => { event.state = resolve(event, now); });
    events.forEach((event) => paintEvent(event, now));
    const changed = Math.max(asOf, ...events.map(({ state }) => state.changed));
    const stale = now - since >= fresh;
    const site = resolveSite(ids, events);
    const seen = ({ state }, of) => (stale && state === "ok" ? ["unknown", of.unknown] : [state, of[state]]);

    all("[data-component]").forEach((element) => dress(element, ...seen(site.components[element.dataset.component], words.health)));
    all(".banner").forEach((element) => dress(element, ...seen(site, words.banner)));
    const names = page.components.filter(([id]) => site.components[id].state !== "ok").map(([, name]) => name).join(words.comma);
    put("[data-affected]", names && fill(words.affected, { names }));
    all("[data-next]").forEach((place) => place.replaceChildren(...nextTime()));
    put("[data-age]", fill(words.age, { span: write.since(now - changed) }));
    all(".as-of time").filter(({ dateTime }) => Date.parse(dateTime) < changed).forEach((time) => time.replaceWith(stamp(changed)));
    own();
    show("[data-stale]", stale);
    const [subject, id] = page.subject;
    if (subject === "site") name(...seen(site, words.banner));
    if (subject === "component") name(...seen(site.components[id], words.health));
    if (subject === "event") name(toneOf(events[0]), words.phase[events[0].state.phase]);

    const waits = [...events.map(({ state }) => state.next_change), since + fresh].map((moment) => moment - now);
    clearTimeout(timer);
    timer = setTimeout(paint, Math.min(MINUTE - (now % MINUTE), ...waits.filter((wait) => wait > 0)));
  }

  /** Say the state where a tab, a bookmark and a screen reader find it; the latter is told of changes alone. */
  function name(tone, word) {
    const [title] = all("title");
    if (title.dataset.said === word) return;
    title.textContent = word + title.textContent.slice(title.dataset.said.length);
    title.dataset.said = word;
    all("link[rel=icon]").forEach((icon) => { icon.href = icon.href.replace(/[^/]+$/, `${tone}.svg`); });
    put("[data-live]", word);
  }

  /** Ask when the site was built, by a clock that isn't the visitor's; an old answer never turns a clock back. */
  async function listen() {
    paint();
    try {
      const answer = await fetch(`${page.root}api/heartbeat.json`, { cache: "no-store" });
      const beat = await answer.json();
      const { headers } = answer;
      ahead = Math.max(ahead, Date.parse(headers.get("date")) + headers.get("age") * 1000 - Date.now() || 0);
      since = Date.parse(beat.built);
      show("[data-newer]", beat.snapshot && beat.snapshot !== page.snapshot);
    } catch {
      // offline, or no answer that can be read: the page is as old as what it says
    }
    since ||= asOf;
    paint();
  }

  const wake = () => document.hidden || listen();
  listen();
  setInterval(wake, 5 * MINUTE);
  document.addEventListener("visibilitychange", wake);
}

if (globalThis.document) {
  const [words, page] = ["words_", "page_"].map(data);
  const write = writer(document.documentElement.lang, words);
  const own = () => showOwnTimes(write, words);
  own();
  if (page) keep(page, write, own);
}
