// Searches the site in the visitor's browser: nothing is fetched before somebody types, and nothing is sent anywhere.
// The query stands in the address after the #, a part that browsers keep to themselves. Terms are looked for as parts
// of words, since Chinese is written without spaces. All that was written by people is shown as text.

const SHOWN = 30;
const BEFORE = 30;
const EXCERPT = 120;

/** Return a text in the form in which it is compared: full-width, half-width, large and small letters are alike. */
export const fold = (text) => text.normalize("NFKC").toLowerCase();

/** Return the terms of a query, all of which must occur. */
export const termsOf = (query) => fold(query).split(/\s+/).filter(Boolean);

/** Return a record of the index, ready to be searched. */
export const ready = (record) => {
  const heading = fold(record.title);
  return { ...record, heading, all: `${heading}\n${fold(record.text)}` };
};

/** Return the records in which all terms occur, those with most of them in the title first, else in their order. */
export function search(records, terms) {
  const missing = ({ heading }) => terms.filter((term) => !heading.includes(term)).length;
  return records
    .filter(({ all }) => terms.every((term) => all.includes(term)))
    .map((record) => [missing(record), record])
    .sort(([a], [b]) => a - b)
    .map(([, record]) => record);
}

/** Tell of each character of a text whether it belongs to a term; a folded character may have another length. */
export function hits(chars, terms) {
  const folded = chars.map(fold);
  const owner = folded.flatMap((part, index) => Array(part.length).fill(index));
  const whole = folded.join("");
  const hit = chars.map(() => false);
  for (const term of terms) {
    for (let at = whole.indexOf(term); at >= 0; at = whole.indexOf(term, at + term.length)) {
      hit.fill(true, owner[at], owner[at + term.length - 1] + 1);
    }
  }
  return hit;
}

/** Return where an excerpt begins and ends: a little before the first hit, at a word if there are words. */
export function excerpt(chars, hit) {
  const first = Math.max(0, hit.indexOf(true));
  const start = Math.max(0, first - BEFORE);
  const blank = start ? chars.slice(start, first).indexOf(" ") : -1;
  const from = start + blank + 1;
  return [from, Math.min(chars.length, from + EXCERPT)];
}

/** Make an element with a text. */
function make(name, text = "") {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

/** Write characters into an element, those that were looked for marked. */
function write(element, chars, hit, from, to) {
  for (let at = from, end; at < to; at = end) {
    end = at + 1;
    while (end < to && hit[end] === hit[at]) end += 1;
    const text = chars.slice(at, end).join("");
    element.append(hit[at] ? make("mark", text) : text);
  }
}

/** Make the list item for what was found: its title as a link, when it was, and the words around the first hit. */
function item({ path, title, lang, text, at, note }, terms, home) {
  const link = make("a"), about = make("p"), said = [...title], chars = [...text];
  link.href = home + path;
  write(link, said, hits(said, terms), 0, said.length);
  const hit = hits(chars, terms);
  const [from, to] = excerpt(chars, hit);
  write(about, chars, hit, from, to);
  about.prepend(from ? "…" : "");
  about.append(to < chars.length ? "…" : "");
  if (lang) link.lang = about.lang = lang;
  const when = make(at ? "time" : "span", note);
  if (at) when.dateTime = at;
  const found = make("li");
  found.append(link, " ", when, about);
  return found;
}

/** Return the query that the address holds: after the #, or as others may link to us. */
function asked() {
  const parts = [location.hash.slice(1), location.search];
  return parts.map((part) => new URLSearchParams(part).get("q")).find(Boolean) ?? "";
}

/** Let the field of the page search. */
function attend(box) {
  const [field, status, list] = ["input", "[role=status]", "ol"].map((name) => box.querySelector(name));
  const words = box.dataset, records = [];
  let next = "index.json", busy = false, failed = false, frame = 0;

  /** Say how the search stands. */
  function tell(count) {
    if (busy) return words.busy;
    if (failed) return words.failed;
    const pattern = count > SHOWN ? words.many : count ? words.some : words.none;
    return pattern.replace("%(num)s", count).replace("%(shown)s", SHOWN);
  }

  function paint() {
    frame = 0;
    const query = field.value.trim(), terms = termsOf(query);
    history.replaceState(null, "", location.pathname + (query ? `#${new URLSearchParams({ q: query })}` : ""));
    const found = terms.length ? search(records, terms) : [];
    list.replaceChildren(...found.slice(0, SHOWN).map((record) => item(record, terms, words.home)));
    const said = terms.length ? tell(found.length) : "";
    if (status.textContent !== said) status.textContent = said;
  }

  /** Read the parts of the index one after the other, the newest first; after a failure, from there on again. */
  async function load() {
    if (busy || !next) return;
    busy = true;
    failed = false;
    try {
      while (next) {
        const answer = await fetch(`${words.home}search/${next}`);
        if (!answer.ok) throw new Error(answer.statusText);
        const part = await answer.json();
        records.push(...part.records.map(ready));
        next = part.next;
        later();
      }
    } catch {
      failed = true;
    }
    busy = false;
    later();
  }

  /** Paint once before the next frame. */
  function later() {
    frame ||= requestAnimationFrame(paint);
  }

  /** Search for what was typed; not while a word is being composed from its sounds. */
  function typed(event) {
    if (event?.isComposing) return;
    if (termsOf(field.value).length) load();
    later();
  }

  box.hidden = false;
  field.addEventListener("input", typed);
  field.addEventListener("compositionend", typed);
  field.value ||= asked();
  if (field.value) typed();
}

const box = globalThis.document?.getElementById("search_");
if (box) attend(box);
