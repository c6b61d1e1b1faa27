// The buttons of a notice: print it, and share its address.

const [print, share, told] = ["[data-print]", "[data-share]", "[data-shared]"].map((selector) => document.querySelector(selector));

/** Hand the page's address to the system's own sharing, or else copy it. */
async function pass() {
  const address = document.querySelector("link[rel=canonical]")?.href || location.href.split("#")[0];
  try {
    if (navigator.share) await navigator.share({ title: document.title, url: address });
    else {
      await navigator.clipboard.writeText(address);
      told.textContent = told.dataset.shared;
    }
  } catch {
    told.textContent = address; // refused, or given up: here it can be copied by hand
  }
}

print.hidden = false;
print.addEventListener("click", () => window.print());
share.hidden = false;
share.addEventListener("click", pass);
