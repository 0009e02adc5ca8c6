// Makes nicer what already works without it. Loaded as a module, so it runs once the page has been read.

const root = document.documentElement;
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

// The design system's own behaviour (error summary, character count, show password, hidden follow-up
// questions) is fetched only by pages that have such a part.
if (document.querySelector("[data-module^='nhsuk-']:not([data-module='nhsuk-button'])")) {
  import(root.dataset.designSystem).then((designSystem) => designSystem.initAll());
}

// Menus over the page close when one looks elsewhere, and with Escape, which leads back to their button.
const menus = "details.menu[open]";
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.(menus);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 3000);
});
// A browser that goes back shows the page as it was left, with its clocks stopped: its forms can be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What a form holds and has not sent yet is not lost by a wrong press.
for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
}

// Parts that the server keeps up to date: <div data-refresh="/jobs/7/" data-every="2">. The answer is the new
// inside; it goes on until an answer carries no [data-going-on].
for (const part of document.querySelectorAll("[data-refresh]")) refresh(part);

function refresh(part) {
  setTimeout(async () => {
    const answer = await fetch(part.dataset.refresh, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.redirected) return location.reload(); // signed out meanwhile
    if (answer?.ok) part.innerHTML = await answer.text();
    if (!answer?.ok || part.querySelector("[data-going-on]")) refresh(part);
  }, 1000 * (part.dataset.every || 2));
}

// Answers while typing: <form data-look-up="/projects/similar/" data-into="similar"> posts its fields once one
// pauses (never in an address, where text would be logged); the answer becomes the inside of #similar.
for (const form of document.querySelectorAll("form[data-look-up]")) {
  const into = document.getElementById(form.dataset.into);
  let waiting, asked;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked?.abort();
      asked = new AbortController();
      const options = { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } };
      const answer = await fetch(form.dataset.lookUp, { ...options, signal: asked.signal }).catch(() => null);
      if (answer?.ok && !answer.redirected) into.innerHTML = await answer.text();
    }, 400);
  });
}

// Names while one types @: <textarea data-mention="tell"> offers those of the ticks called so in its form.
for (const box of document.querySelectorAll("textarea[data-mention]")) {
  const ticks = [...box.form.querySelectorAll(`[name=${box.dataset.mention}]`)];
  const offered = document.createElement("p");
  offered.className = "offered";
  offered.setAttribute("role", "status");
  box.after(offered);
  box.addEventListener("input", () => {
    const typed = box.value.slice(0, box.selectionStart).match(/(?:^|\s)@([^@\n]{0,40})$/)?.[1];
    offered.replaceChildren();
    for (const tick of typed === undefined ? [] : ticks) {
      const name = tick.labels[0].textContent.trim();
      if (!name.toLowerCase().startsWith(typed.toLowerCase())) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = `@${name}`;
      button.addEventListener("click", () => {
        box.setRangeText(`${name} `, box.selectionStart - typed.length, box.selectionStart, "end");
        tick.checked = true;
        offered.replaceChildren();
        box.focus();
      });
      offered.append(button, " ");
    }
  });
}

// A grid of values: Enter and the arrows up and down go along a column, those left and right along a row from the
// end of what is typed. Without this, Tab does.
for (const grid of document.querySelectorAll("[data-grid]")) {
  const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input:not([type=hidden])")]);
  grid.addEventListener("keydown", (event) => {
    const box = event.target;
    const row = rows.findIndex((cells) => cells.includes(box));
    if (row < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const column = rows[row].indexOf(box);
    const atStart = box.selectionEnd === 0;
    const atEnd = box.selectionStart === box.value.length;
    let to;
    if (event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey)) to = rows[row + 1]?.[column];
    else if (event.key === "ArrowUp" || event.key === "Enter") to = rows[row - 1]?.[column];
    else if (event.key === "ArrowRight" && atEnd) to = rows[row][column + 1];
    else if (event.key === "ArrowLeft" && atStart) to = rows[row][column - 1];
    else return;
    if (!to && event.key !== "Enter") return;
    event.preventDefault();
    to ??= grid.closest("form").querySelector("[name=reason], button");
    to.focus();
    to.select?.();
  });
  // A block of cells that is pasted into one goes down and to the right from there, as it would in a spreadsheet.
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  grid.parentElement.after(said);
  grid.addEventListener("paste", (event) => {
    const row = rows.findIndex((cells) => cells.includes(event.target));
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (row < 0 || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const column = rows[row].indexOf(event.target);
    let placed = 0;
    let left = 0;
    for (const [down, line] of text.split("\n").entries()) {
      for (const [along, value] of line.split("\t").entries()) {
        const box = rows[row + down]?.[column + along];
        if (!value.trim()) continue;
        if (box) {
          box.value = value.trim();
          box.dispatchEvent(new Event("input", { bubbles: true }));
          placed += 1;
        } else left += 1;
      }
    }
    said.textContent = `Pasted into ${placed} cells` + (left ? `; ${left} values lie outside this table and were left out.` : ".");
  });
}

// The values of a chart are read one by one: by a slider under it (arrow keys, a finger), or by pointing at them.
for (const chart of document.querySelectorAll(".chart:has(.c-point)")) {
  const picture = chart.querySelector(".chart__picture");
  const all = [...picture.querySelectorAll(".c-point")];
  const places = [...new Set(all.map((point) => Number(point.dataset.place)))].sort((one, other) => one - other);
  const words = new Map(all.map((point) => [Number(point.dataset.place), point.querySelector("title").textContent]));
  const reader = document.createElement("p");
  reader.className = "chart__reader no-print";
  const label = document.createElement("label");
  label.textContent = "Read the values ";
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: places.length - 1, value: places.length - 1 });
  const says = document.createElement("output");
  label.append(slider);
  reader.append(label, says);
  picture.after(reader);
  const show = (place) => {
    const here = places[place];
    says.textContent = words.get(here);
    slider.setAttribute("aria-valuetext", words.get(here));
    for (const point of all) point.classList.toggle("c-here", Number(point.dataset.place) === here);
  };
  slider.setAttribute("aria-valuetext", words.get(places.at(-1)));
  slider.addEventListener("input", () => show(Number(slider.value)));
  slider.addEventListener("focus", () => show(Number(slider.value)));
  picture.addEventListener("pointerover", (event) => {
    const point = event.target.closest(".c-point");
    if (!point) return;
    slider.value = places.indexOf(Number(point.dataset.place));
    show(Number(slider.value));
  });
}

// Print, where a page offers it.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page that comes in place of another goes on where one was, and what became of it is said aloud: what was saved, or
// what the filters find. A region that holds its words from the start is not read, so they are put into one after.
// This stands last: a browser that keeps nothing for a page, or is of 2021, goes without it and with all the rest.
const said = document.querySelector("#said")?.innerText.trim();
const applied = sessionStorage.getItem("applied") === location.pathname;
sessionStorage.removeItem("applied");
const aloud = said || (applied && document.querySelector("main .answer")?.innerText.trim());
if (aloud) {
  const region = document.createElement("div");
  region.className = "nhsuk-u-visually-hidden";
  region.setAttribute("role", "status");
  document.body.append(region);
  setTimeout(() => (region.textContent = aloud), 300);
}
if (!document.querySelector(".nhsuk-error-summary")) {
  const button = document.querySelector("main details.filter .buttons button");
  const filters = button && (button.checkVisibility?.() ?? true) ? button : document.querySelector("main details.filter > summary");
  const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const on = applied ? filters : place;
  if (on) {
    if (on === place && on.tabIndex < 0) on.setAttribute("tabindex", "-1");
    on.focus({ preventScroll: true });
  }
}
document.addEventListener("submit", ({ target }) => {
  if (target.method === "get" && target.closest("main")) sessionStorage.setItem("applied", location.pathname);
});
