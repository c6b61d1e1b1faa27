// The pages of help: finds a question, opens what an address names, copies a text, works out a score.
// Each part looks whether its place is on the page; whatever needs this script is hidden until then.

/** Return a text as it is compared: one width, one case, single spaces. */
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");

/** Return the place that the address names, or nothing. */
function named() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null; // a lone %: no id is meant
  }
}

/** Open what the address names, if it can be opened, or holds what can. */
function openNamed() {
  const place = named();
  const details = place && (place.matches("details") ? place : place.querySelector("tr details"));
  if (!details) return;
  details.open = true;
  place.scrollIntoView();
}

/** Print answers, too, where the style can't show what is closed. */
function openForPrint() {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => closed.forEach((details) => (details.open = false)));
}

/** Show the questions that hold every word, in the question or its answer; without a word, all as they were. */
function find(form, questions, typed) {
  const words = plain(typed).split(" ").filter(Boolean);
  let count = 0;
  for (const question of questions) {
    const hit = words.every((word) => question.text.includes(word));
    question.details.hidden = !hit;
    question.details.open = words.length ? hit : question.open;
    count += hit;
  }
  for (const topic of document.querySelectorAll(".topic")) topic.hidden = !topic.querySelector("details:not([hidden])");
  const said = count ? form.dataset.found.replace("{}", count) : form.dataset.none;
  form.querySelector("[role=status]").textContent = words.length ? said : "";
  return words.length > 0;
}

/** Make the field that finds questions work. */
function findQuestions(form) {
  const questions = [...document.querySelectorAll("details.question")].map((details) => ({
    // The link at the end is the same for all: its words are no part of an answer.
    details, open: details.open, text: plain([...details.children].slice(0, -1).map((part) => part.textContent).join(" ")),
  }));
  const field = form.querySelector("input");
  let finding = false;
  const look = () => {
    if (!finding) for (const question of questions) question.open = question.details.open;
    finding = find(form, questions, field.value);
  };
  field.addEventListener("input", look);
  addEventListener("hashchange", () => {
    if (!named()?.hidden) return;
    field.value = "";
    look();
  });
  form.hidden = false;
  if (field.value) look(); // a browser that went back puts the words in again
}

/** Select a text and copy it in the way of old, which works without encryption and is all that such pages have. */
function copySelected(source) {
  getSelection().selectAllChildren(source);
  return document.execCommand("copy");
}

/** Copy the text that a button names, and say whether that went well. */
async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector("[role=status]");
  let copied = true;
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    copied = copySelected(source);
  }
  status.textContent = copied ? status.dataset.copied : status.dataset.refused;
}

/** Work the score out while numbers are typed; nothing is sent. */
function workOut(form) {
  const [users, minutes] = form.querySelectorAll("input");
  const output = form.querySelector("output");
  form.addEventListener("input", () => {
    const given = users.value && minutes.value && users.validity.valid && minutes.validity.valid;
    const score = users.valueAsNumber * 10 + minutes.valueAsNumber * 2;
    output.value = given ? score.toLocaleString(document.documentElement.lang) : "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  document.getElementById("formula_").hidden = true; // paper gets it back
}

const finder = document.getElementById("find_");
if (finder) findQuestions(finder);
addEventListener("hashchange", openNamed);
openNamed();
openForPrint();
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => copy(button));
  button.hidden = false;
}
const score = document.getElementById("score_");
if (score) workOut(score);
